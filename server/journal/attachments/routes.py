"""/api/v1/uploads: files from laptops, by tus 1.0.

Bytes go from the socket to the disk a piece at a time, so an upload of any size takes little
memory; what came before a connection broke is kept.
"""

import asyncio
from typing import Annotated, cast
from uuid import UUID

from fastapi import APIRouter, Header, Request, Response
from starlette.requests import ClientDisconnect

from server.deps import Now, TheStore
from server.journal import devices
from server.journal.attachments.arriving import Part
from server.journal.attachments.models import Upload
from server.journal.attachments.problems import TusRefused, UploadTooLong
from server.journal.attachments.tus import OFFSET_STREAM, TusRoute, read_announced, read_number
from server.journal.attachments.uploads import Uploads, receipt_of
from server.journal.models import Device
from shared.clock import Clock
from shared.sync.protocol import TUS_VERSION, UploadOut
from shared.sync.seal import Signer

router = APIRouter(prefix="/api/v1/uploads", tags=["sync"], route_class=TusRoute)
Authorization = Annotated[str, Header()]
_ONE = "/{upload_id}"


@router.options("", status_code=204)
def describe(request: Request) -> Response:
    """Say which parts of tus are spoken here."""
    headers = {
        "Tus-Version": TUS_VERSION,
        "Tus-Extension": "creation",
        "Tus-Max-Size": str(_uploads(request).most_bytes),
    }
    return Response(status_code=204, headers=headers)


@router.post("", status_code=201)
def begin(
    request: Request,
    store: TheStore,
    now: Now,
    authorization: Authorization = "",
    upload_length: Annotated[str, Header()] = "",
    upload_metadata: Annotated[str, Header()] = "",
) -> Response:
    """Begin the upload of a file that an entry of the journal announced, or find it again."""
    announced = read_announced(upload_length, upload_metadata)
    device = _device(store, authorization)
    upload = _uploads(request).begin(device, announced, now=now)
    headers = {"Location": f"/api/v1/uploads/{upload.id}", "Upload-Offset": str(upload.offset)}
    return Response(status_code=201, headers=headers)


@router.head(_ONE)
def tell_offset(
    upload_id: UUID, request: Request, store: TheStore, authorization: Authorization = ""
) -> Response:
    """Say how much of a file has come."""
    upload = _uploads(request).get(_device(store, authorization), upload_id)
    headers = {"Upload-Offset": str(upload.offset), "Upload-Length": str(upload.size)}
    return Response(status_code=200, headers=headers)


@router.get(_ONE)
def tell(
    upload_id: UUID, request: Request, store: TheStore, authorization: Authorization = ""
) -> UploadOut:
    """Say how much of a file has come; of a whole one, give the receipt."""
    upload = _uploads(request).get(_device(store, authorization), upload_id)
    key = cast(Signer, request.app.state.server_key)
    return UploadOut(offset=upload.offset, size=upload.size, receipt=receipt_of(key, upload))


@router.patch(_ONE, status_code=204)
async def send(
    upload_id: UUID,
    request: Request,
    store: TheStore,
    authorization: Authorization = "",
    content_type: Annotated[str, Header()] = "",
    upload_offset: Annotated[str, Header()] = "",
) -> Response:
    """Append a piece, of any length. What came before the connection broke is kept."""
    if content_type != OFFSET_STREAM:
        raise TusRefused(f"A piece has the content type {OFFSET_STREAM}.")
    offset = read_number("Upload-Offset", upload_offset)
    device = await asyncio.to_thread(_device, store, authorization)
    upload = await asyncio.to_thread(_uploads(request).get, device, upload_id)
    part = await asyncio.to_thread(_uploads(request).open, upload, offset)
    try:
        upload = await _receive(request, upload, part)
    finally:
        await asyncio.to_thread(part.close)
    return Response(status_code=204, headers={"Upload-Offset": str(upload.offset)})


@router.post(_ONE, status_code=204, include_in_schema=False)
async def send_otherwise(
    upload_id: UUID,
    request: Request,
    store: TheStore,
    x_http_method_override: Annotated[str, Header()] = "",
) -> Response:
    """Take a piece where something on the way lets no PATCH through."""
    if x_http_method_override != "PATCH":
        raise TusRefused("POST to an upload needs X-HTTP-Method-Override: PATCH.")
    header = request.headers.get
    return await send(
        upload_id,
        request,
        store,
        header("Authorization", ""),
        header("Content-Type", ""),
        header("Upload-Offset", ""),
    )


async def _receive(request: Request, upload: Upload, part: Part) -> Upload:
    """Write what comes to the disk, and finish the upload when that was the last of it."""
    uploads, clock = _uploads(request), cast(Clock, request.app.state.clock)
    try:
        async for piece in request.stream():
            if part.length + len(piece) > upload.size:
                raise UploadTooLong(
                    f"The file has {upload.size:,} bytes, and more came. Begin again from the "
                    "upload's offset."
                )
            await asyncio.to_thread(part.write, piece)
    except ClientDisconnect:
        return await asyncio.to_thread(uploads.settle, upload, part, now=clock())
    upload = await asyncio.to_thread(uploads.settle, upload, part, now=clock())
    if upload.offset == upload.size:
        upload = await asyncio.to_thread(uploads.complete, upload, now=clock())
    return upload


def _uploads(request: Request) -> Uploads:
    return cast(Uploads, request.app.state.uploads)


def _device(store: TheStore, authorization: str) -> Device:
    """Return the device that asks, revoked or not: what it has signed may be completed."""
    with store.reading() as db:
        device = devices.get_by_token(db, devices.token_hash_of(authorization))
        db.expunge(device)
        return device
