"""Reading a request's body: bounded in size and in time, with room taken as it comes in."""

import asyncio
from uuid import UUID

from starlette.types import Receive

from server.bounds import GRACE, SLOWEST
from server.journal.envelope import too_large
from server.journal.problems import PushDamaged, PushTooSlow
from server.journal.room import Room
from shared.sync.protocol import MAX_PUSH_BYTES

_LONGEST_NUMBER = 18
"""Digits of a length that is worth reading."""


class Body:
    """The body of one push, and the room that it takes until `leave`."""

    def __init__(self, room: Room, device: UUID, announced: bytes, *, grace: float = GRACE) -> None:
        """Take room for a push of `device`. Raises PushTooLarge or IntakeBusy.

        `announced` is its Content-Length. It is believed when it is too large, but takes no room:
        anybody can announce.
        """
        if _is_more(announced, MAX_PUSH_BYTES):
            raise too_large()
        room.enter(device)
        self._room = room
        self._device = device
        self._grace = grace
        self._taken = 0

    def grow(self, size: int) -> None:
        """Take room until it is enough for `size` bytes. Raises IntakeBusy."""
        if size > self._taken:
            self._room.grow(self._device, size - self._taken)
            self._taken = size

    def leave(self) -> None:
        """Give the room back."""
        self._room.leave(self._device, self._taken)

    async def read(self, receive: Receive) -> bytes:
        """Return the whole body. Raises PushDamaged, PushTooLarge, PushTooSlow or IntakeBusy."""
        end = asyncio.get_running_loop().time() + self._grace
        pieces = bytearray()
        try:
            async with asyncio.timeout_at(end) as limit:
                while True:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        raise PushDamaged("The connection broke off. Sync again.")
                    pieces += message.get("body", b"")
                    if len(pieces) > MAX_PUSH_BYTES:
                        raise too_large()
                    self.grow(len(pieces))
                    if not message.get("more_body"):
                        return bytes(pieces)
                    limit.reschedule(end + len(pieces) / SLOWEST)
        except TimeoutError:
            raise PushTooSlow(
                "The push came in too slowly, so the server stopped waiting. Everything stays on "
                "the laptop; sync again with a better connection."
            ) from None


def _is_more(announced: bytes, most: int) -> bool:
    """Tell whether a Content-Length says more than `most`; what is no number says nothing."""
    if not announced.isdigit():
        return False
    return len(announced) > _LONGEST_NUMBER or int(announced) > most
