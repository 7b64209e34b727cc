"""How long nobody has touched the keyboard."""

from collections.abc import Callable
from datetime import timedelta
from time import monotonic

from shared.clock import Clock


class IdleWatch:
    """Counts from the last touch, by two clocks: whichever says more.

    The steady one stands still while the laptop sleeps; the other one may be set back.
    """

    def __init__(
        self, limit: timedelta | None, clock: Clock, steady: Callable[[], float] = monotonic
    ) -> None:
        self._limit = limit
        self._clock = clock
        self._steady = steady
        self.touch()

    def touch(self) -> None:
        """Somebody is there."""
        self._touched_at = self._clock()
        self._touched = self._steady()

    @property
    def is_over(self) -> bool:
        """Whether nobody has been there for as long as the limit allows."""
        if self._limit is None:
            return False
        by_clock = self._clock() - self._touched_at
        return max(by_clock, timedelta(seconds=self._steady() - self._touched)) >= self._limit
