"""tus 1.0 over HTTP, for whatever comes in pieces: begin, how far it is, go on, tell.

Bytes go from the socket to the disk a piece at a time, so an upload of any size takes little
memory; what came before a connection broke is kept. Who sends is known by a device's token,
revoked or not: what it has signed, or carries for others, may be completed.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Generic, Protocol, TypeVar, cast
from uuid import UUID

from fastapi import APIRouter, Header, Request, Response
from pydantic import BaseModel
from starlette.requests import ClientDisconnect

from server.deps import Now, TheStore
from server.journal import devices
from server.journal.attachments.arriving import Part
from server.journal.attachments.problems import TusRefused, UploadTooLong
from server.journal.attachments.tus import OFFSET_STREAM, TusRoute, read_number
from server.journal.models import Device
from shared.clock import Clock
from shared.sync.protocol import TUS_VERSION


class Piecemeal(Protocol):
    """Something on its way here."""

    id: UUID
    size: int
    """Bytes, when it is whole."""


Thing = TypeVar("Thing", bound=Piecemeal)


class Receiver(Protocol[Thing]):
    """Takes one kind of things in; all methods may be called from any thread."""

    most_bytes: int
    """Of one."""

    def get(self, device: Device, thing_id: UUID, /) -> Thing:
        """Return a thing of the device. Raises NoSuchUpload."""
        ...

    def offset(self, thing: Thing, /) -> int:
        """Return how many bytes are here."""
        ...

    def open(self, thing: Thing, offset: int, /) -> Part:
        """Open it to go on at `offset`. Raises UploadInUse, StorageFull or WrongOffset."""
        ...

    def settle(self, thing: Thing, part: Part, /, *, now: datetime) -> Thing:
        """Bring what came to the disk, and return the thing as it is then."""
        ...

    def complete(self, thing: Thing, /, *, now: datetime) -> Thing:
        """Verify a thing of which all bytes are here, and keep it. Have it open."""
        ...


Text = Annotated[str, Header()]


class TusRoutes(Generic[Thing]):
    """The routes of one kind of things, under one address."""

    def __init__(
        self,
        address: str,
        receiver: Callable[[Request], Receiver[Thing]],
        begin: Callable[[Request, Device, str, str, datetime], Thing],
        tell: Callable[[Request, Thing], BaseModel],
        told: type[BaseModel],
    ) -> None:
        """Make the router.

        `begin` is given the headers Upload-Length and Upload-Metadata; `tell` returns a `told`.
        """
        self._address = address
        self._receiver = receiver
        self._begin = begin
        self._tell = tell
        self.router = router = APIRouter(prefix=address, tags=["sync"], route_class=TusRoute)
        one = "/{upload_id}"
        router.add_api_route("", self.describe, methods=["OPTIONS"], status_code=204)
        router.add_api_route("", self.begin, methods=["POST"], status_code=201)
        router.add_api_route(one, self.tell_offset, methods=["HEAD"])
        router.add_api_route(one, self.tell, methods=["GET"], response_model=told)
        router.add_api_route(one, self.send, methods=["PATCH"], status_code=204)
        router.add_api_route(
            one, self.send_otherwise, methods=["POST"], status_code=204, include_in_schema=False
        )

    def describe(self, request: Request) -> Response:
        """Say which parts of tus are spoken here."""
        headers = {
            "Tus-Version": TUS_VERSION,
            "Tus-Extension": "creation",
            "Tus-Max-Size": str(self._receiver(request).most_bytes),
        }
        return Response(status_code=204, headers=headers)

    def begin(
        self,
        request: Request,
        store: TheStore,
        now: Now,
        authorization: Text = "",
        upload_length: Text = "",
        upload_metadata: Text = "",
    ) -> Response:
        """Begin to take something in, or find again what was begun."""
        device = _device(store, authorization)
        thing = self._begin(request, device, upload_length, upload_metadata, now)
        headers = {
            "Location": f"{self._address}/{thing.id}",
            "Upload-Offset": str(self._receiver(request).offset(thing)),
        }
        return Response(status_code=201, headers=headers)

    def tell_offset(
        self, upload_id: UUID, request: Request, store: TheStore, authorization: Text = ""
    ) -> Response:
        """Say how much of it has come."""
        receiver = self._receiver(request)
        thing = receiver.get(_device(store, authorization), upload_id)
        headers = {
            "Upload-Offset": str(receiver.offset(thing)),
            "Upload-Length": str(thing.size),
        }
        return Response(status_code=200, headers=headers)

    def tell(
        self, upload_id: UUID, request: Request, store: TheStore, authorization: Text = ""
    ) -> BaseModel:
        """Say how much of it has come; of what is whole, give the receipt."""
        device = _device(store, authorization)
        return self._tell(request, self._receiver(request).get(device, upload_id))

    async def send(
        self,
        upload_id: UUID,
        request: Request,
        store: TheStore,
        authorization: Text = "",
        content_type: Text = "",
        upload_offset: Text = "",
    ) -> Response:
        """Append a piece, of any length. What came before the connection broke is kept."""
        if content_type != OFFSET_STREAM:
            raise TusRefused(f"A piece has the content type {OFFSET_STREAM}.")
        offset = read_number("Upload-Offset", upload_offset)
        receiver = self._receiver(request)
        device = await asyncio.to_thread(_device, store, authorization)
        thing = await asyncio.to_thread(receiver.get, device, upload_id)
        part = await asyncio.to_thread(receiver.open, thing, offset)
        try:
            await _write(request, thing.size, part)
            thing = await asyncio.to_thread(receiver.settle, thing, part, now=_now(request))
            if part.length == thing.size:
                thing = await asyncio.to_thread(receiver.complete, thing, now=_now(request))
        finally:
            await asyncio.to_thread(part.close)
        return Response(status_code=204, headers={"Upload-Offset": str(part.length)})

    async def send_otherwise(
        self,
        upload_id: UUID,
        request: Request,
        store: TheStore,
        x_http_method_override: Text = "",
    ) -> Response:
        """Take a piece where something on the way lets no PATCH through."""
        if x_http_method_override != "PATCH":
            raise TusRefused("POST to an upload needs X-HTTP-Method-Override: PATCH.")
        header = request.headers.get
        return await self.send(
            upload_id,
            request,
            store,
            header("Authorization", ""),
            header("Content-Type", ""),
            header("Upload-Offset", ""),
        )


async def _write(request: Request, size: int, part: Part) -> None:
    """Write what comes to the disk, until it ends or the connection breaks."""
    try:
        async for piece in request.stream():
            if part.length + len(piece) > size:
                raise UploadTooLong(
                    f"It has {size:,} bytes, and more came. Go on from the upload's offset."
                )
            await asyncio.to_thread(part.write, piece)
    except ClientDisconnect:
        return


def _now(request: Request) -> datetime:
    return cast(Clock, request.app.state.clock)()


def _device(store: TheStore, authorization: str) -> Device:
    with store.reading() as db:
        device = devices.get_by_token(db, devices.token_hash_of(authorization))
        db.expunge(device)
        return device
