"""Sending something large piece by piece, from where headquarters has it."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from client.language import tr
from client.remote import GarbledAnswer

_MOST_STALLS = 3


@dataclass(frozen=True)
class Upload:
    """What is to be sent, and how."""

    what: str
    """In an observer's words: `a file`, `a bundle`."""
    size: int
    piece_at: Callable[[int], bytes]
    """Returns what follows behind that many bytes; b'' where it was damaged here."""
    send: Callable[[int, bytes], Awaitable[int]]
    """Hands over a piece from an offset on; returns the offset that headquarters is at now."""


async def send_pieces(
    upload: Upload,
    offset: int,
    before_each: Callable[[], Awaitable[None]],
    watch: Callable[[int], None],
) -> bool:
    """Send what follows `offset`; return False where there is nothing whole to send.

    Before each piece `before_each` may send what is more urgent; after it `watch` is told how
    many bytes of it all headquarters has. Raises what `send` raises, and
    GarbledAnswer where headquarters takes nothing and asks for more.
    """
    stalls = 0
    while offset < upload.size:
        await before_each()
        piece = await asyncio.to_thread(upload.piece_at, offset)
        if not piece:
            return False
        reached = await upload.send(offset, piece)
        stalls = 0 if reached > offset else stalls + 1
        if stalls > _MOST_STALLS or reached > upload.size:
            raise GarbledAnswer(
                tr(
                    "Headquarters does not take %(what)s that it asks for. It stays on this "
                    "laptop. Try again later, or tell your coordinator."
                )
                % {"what": upload.what}
            )
        offset = reached
        watch(offset)
    return True
