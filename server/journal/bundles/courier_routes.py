"""/api/v1/bundles: bundles that a courier's laptop hands over, by tus 1.0.

The courier's own token admits it, also when its enrolment was withdrawn: what it carries is not
its own.
"""

import asyncio
from typing import Annotated, cast
from uuid import UUID

from fastapi import APIRouter, Header, Request, Response
from starlette.requests import ClientDisconnect

from server.deps import Now, TheStore
from server.journal import devices
from server.journal.attachments.arriving import Part
from server.journal.attachments.problems import TusRefused, UploadTooLong
from server.journal.attachments.tus import OFFSET_STREAM, TusRoute, read_hash, read_number
from server.journal.bundles.couriers import Couriers
from server.journal.bundles.models import CarriedBundle
from server.journal.models import Device
from shared.clock import Clock
from shared.sync.handover import BundleOut
from shared.sync.protocol import TUS_VERSION
from shared.sync.seal import Signer

router = APIRouter(prefix="/api/v1/bundles", tags=["sync"], route_class=TusRoute)
Authorization = Annotated[str, Header()]
_ONE = "/{bundle_id}"


@router.options("", status_code=204)
def describe_bundles(request: Request) -> Response:
    """Say which parts of tus are spoken here."""
    headers = {
        "Tus-Version": TUS_VERSION,
        "Tus-Extension": "creation",
        "Tus-Max-Size": str(_couriers(request).most_bytes),
    }
    return Response(status_code=204, headers=headers)


@router.post("", status_code=201)
def begin_bundle(
    request: Request,
    store: TheStore,
    now: Now,
    authorization: Authorization = "",
    upload_length: Annotated[str, Header()] = "",
    upload_metadata: Annotated[str, Header()] = "",
) -> Response:
    """Begin to hand over a bundle, or find the hand-over again."""
    size, sha256 = read_number("Upload-Length", upload_length), read_hash(upload_metadata)
    couriers = _couriers(request)
    carried = couriers.begin(_device(store, authorization), sha256, size, now=now)
    offset = couriers.offset(carried)
    if carried.done_at is None and offset == carried.size:  # all came, and then something broke
        part = couriers.open(carried, offset)
        try:
            couriers.complete(carried, now=now)
        finally:
            part.close()
    headers = {"Location": f"/api/v1/bundles/{carried.id}", "Upload-Offset": str(offset)}
    return Response(status_code=201, headers=headers)


@router.head(_ONE)
def tell_bundle_offset(
    bundle_id: UUID, request: Request, store: TheStore, authorization: Authorization = ""
) -> Response:
    """Say how much of a bundle has come."""
    couriers = _couriers(request)
    carried = couriers.get(_device(store, authorization), bundle_id)
    headers = {
        "Upload-Offset": str(couriers.offset(carried)),
        "Upload-Length": str(carried.size),
    }
    return Response(status_code=200, headers=headers)


@router.get(_ONE)
def tell_bundle(
    bundle_id: UUID, request: Request, store: TheStore, authorization: Authorization = ""
) -> BundleOut:
    """Say how much of a bundle has come; of a whole one, give the receipts."""
    carried = _couriers(request).get(_device(store, authorization), bundle_id)
    return _couriers(request).answer(cast(Signer, request.app.state.server_key), carried)


@router.patch(_ONE, status_code=204)
async def send_bundle(
    bundle_id: UUID,
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
    couriers = _couriers(request)
    device = await asyncio.to_thread(_device, store, authorization)
    carried = await asyncio.to_thread(couriers.get, device, bundle_id)
    part = await asyncio.to_thread(couriers.open, carried, offset)
    try:
        await _receive(request, carried, part)
        await asyncio.to_thread(part.settle)
        if part.length == carried.size:
            now = cast(Clock, request.app.state.clock)()
            await asyncio.to_thread(couriers.complete, carried, now=now)
    finally:
        await asyncio.to_thread(part.close)
    return Response(status_code=204, headers={"Upload-Offset": str(part.length)})


async def _receive(request: Request, carried: CarriedBundle, part: Part) -> None:
    """Write what comes to the disk, until it ends or the connection breaks."""
    try:
        async for piece in request.stream():
            if part.length + len(piece) > carried.size:
                raise UploadTooLong(
                    f"The bundle has {carried.size:,} bytes, and more came. Go on from where the "
                    "hand-over is."
                )
            await asyncio.to_thread(part.write, piece)
    except ClientDisconnect:
        return


def _couriers(request: Request) -> Couriers:
    return cast(Couriers, request.app.state.couriers)


def _device(store: TheStore, authorization: str) -> Device:
    with store.reading() as db:
        device = devices.get_by_token(db, devices.token_hash_of(authorization))
        db.expunge(device)
        return device
