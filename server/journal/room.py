"""How much may be on its way into the journal at once: a number of pushes and of bytes.

Room is taken as a body comes in and given back when the answer is out, so that what waits is
bounded whatever laptops send. One device gets a share only: it can't keep the others out.
"""

import random
from collections import Counter
from uuid import UUID

from server.journal.problems import IntakeBusy
from shared.sync.protocol import MAX_PUSH_BYTES

MOST_BYTES = 4 * MAX_PUSH_BYTES
MOST_OF_ONE = 16
"""Pushes of one device at once. A laptop sends one; a line that breaks leaves a few behind."""
SOONEST, LATEST = 2, 10
"""Seconds after which a laptop is to come back. Chance spreads those that were sent away."""


class Room:
    """Counts pushes and bytes, in all and by device. Used by one event loop."""

    def __init__(self, most_pushes: int, most_bytes: int = MOST_BYTES) -> None:
        self._most_pushes = most_pushes
        self._most_bytes = most_bytes
        self._chance = random.Random()  # noqa: S311 - spreads laptops, keeps no secret
        self._pushes_of: Counter[int] = Counter()
        self._bytes_of: Counter[int] = Counter()
        self.pushes = 0
        self.bytes = 0

    def enter(self, device: UUID) -> None:
        """Take room for one push of `device`. Raises IntakeBusy when there is none."""
        if self.pushes >= self._most_pushes or self._pushes_of[device.int] >= MOST_OF_ONE:
            raise self._busy()
        self._pushes_of[device.int] += 1
        self.pushes += 1

    def grow(self, device: UUID, size: int) -> None:
        """Take room for `size` more bytes of `device`. Raises IntakeBusy when there is none."""
        own = self._bytes_of[device.int]
        if (own and own + size > MAX_PUSH_BYTES) or self.bytes + size > self._most_bytes:
            raise self._busy()
        self._bytes_of[device.int] += size
        self.bytes += size

    def leave(self, device: UUID, size: int) -> None:
        """Give the room of one push back; `size` is all that it took."""
        self.pushes -= 1
        self.bytes -= size
        self._pushes_of[device.int] -= 1
        self._bytes_of[device.int] -= size
        if not self._pushes_of[device.int]:
            del self._pushes_of[device.int], self._bytes_of[device.int]

    def _busy(self) -> IntakeBusy:
        return IntakeBusy(
            "The server has more to write than it can take on right now. Everything stays on "
            "the laptop; sync again in a moment.",
            retry_after=self._chance.randint(SOONEST, LATEST),
        )
