"""Reading a request's body: bounded in size and in time, with room taken before it is read."""

import asyncio
from typing import Any

from starlette.types import Receive

from server.journal.envelope import too_large
from server.journal.problems import PushDamaged, PushTooSlow
from server.journal.room import Room
from shared.sync.protocol import MAX_PUSH_BYTES

GRACE = 30.0
"""Seconds that any body may take."""
SLOWEST = 1024
"""Bytes a second that a longer body must keep up, on average: GPRS in bad weather."""


class Body:
    """The body of one push, and the room that it takes until `leave`."""

    def __init__(self, room: Room, announced: bytes) -> None:
        """Take room for what the Content-Length says. Raises PushTooLarge or IntakeBusy."""
        size = int(announced) if announced.isdigit() else 0
        if size > MAX_PUSH_BYTES:
            raise too_large()
        room.enter(size)
        self._room = room
        self._taken = size

    def grow(self, size: int) -> None:
        """Take room until it is enough for `size` bytes. Raises IntakeBusy."""
        if size > self._taken:
            self._room.grow(size - self._taken)
            self._taken = size

    def leave(self) -> None:
        """Give the room back."""
        self._room.leave(self._taken)

    async def read(self, receive: Receive) -> bytes:
        """Return the whole body. Raises PushDamaged, PushTooLarge, PushTooSlow or IntakeBusy."""
        loop = asyncio.get_running_loop()
        start = loop.time()
        try:
            async with asyncio.timeout_at(start + GRACE) as limit:
                message = await receive()
                if not message.get("more_body"):
                    return _complete(message, message.get("body", b""))
                pieces = bytearray(message.get("body", b""))
                while message.get("more_body"):
                    message = await receive()
                    pieces += message.get("body", b"")
                    if len(pieces) > MAX_PUSH_BYTES:
                        raise too_large()
                    self.grow(len(pieces))
                    limit.reschedule(start + GRACE + len(pieces) / SLOWEST)
                return _complete(message, bytes(pieces))
        except TimeoutError:
            raise PushTooSlow(
                "The push came in too slowly, so the server stopped waiting. Everything stays on "
                "the laptop; sync again with a better connection."
            ) from None


def _complete(message: Any, body: bytes) -> bytes:  # noqa: ANN401 - an ASGI message
    if message["type"] == "http.disconnect":
        raise PushDamaged("The connection broke off. Sync again.")
    return body
