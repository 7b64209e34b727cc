"""How much may be on its way into the journal at once: a number of pushes and of bytes.

Room is taken before a body is read, so that what waits is bounded whatever laptops send, and is
given back when the answer is out.
"""

import random

from server.journal.problems import IntakeBusy

MOST_BYTES = 64 * 1024 * 1024
SOONEST, LATEST = 2, 10
"""Seconds after which a laptop is to come back. Chance spreads those that were sent away."""


class Room:
    """Counts pushes and bytes. Used by one event loop."""

    def __init__(self, most_pushes: int, most_bytes: int = MOST_BYTES) -> None:
        self._most_pushes = most_pushes
        self._most_bytes = most_bytes
        self._chance = random.Random()  # noqa: S311 - spreads laptops, keeps no secret
        self.pushes = 0
        self.bytes = 0

    def enter(self, size: int) -> None:
        """Take room for one push of `size` bytes. Raises IntakeBusy when there is none."""
        if self.pushes >= self._most_pushes:
            raise self._busy()
        self.grow(size)
        self.pushes += 1

    def grow(self, size: int) -> None:
        """Take room for `size` more bytes. Raises IntakeBusy when there is none."""
        if self.bytes and self.bytes + size > self._most_bytes:
            raise self._busy()
        self.bytes += size

    def leave(self, size: int) -> None:
        """Give the room of one push back; `size` is all that it took."""
        self.pushes -= 1
        self.bytes -= size

    def close(self) -> None:
        """Let nobody in from now on."""
        self._most_pushes = 0

    def _busy(self) -> IntakeBusy:
        return IntakeBusy(
            "The server has more to write than it can take on right now. Everything stays on "
            "the laptop; sync again in a moment.",
            retry_after=self._chance.randint(SOONEST, LATEST),
        )
