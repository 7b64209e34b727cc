"""How much an expression may cost, so that no form, however hostile, holds a laptop up.

Every step that a form can multiply is paid for: nodes and rows that are visited, conditions that
are tried on each of them, states of a pattern, signs of a text.
"""

from collections.abc import Callable
from time import perf_counter

from shared.forms.trouble import TroubleCode, TroubleError

MOST_STEPS = 1_000_000
"""About a second of a slow laptop's time."""
MOST_SECONDS = 2.0
"""A second net, for a laptop that is busy with something else."""

_STEPS_BETWEEN_LOOKS = 20_000


class BudgetSpentError(TroubleError):
    """The expression costs more than it may."""

    def __init__(self) -> None:
        super().__init__(TroubleCode.TOO_MUCH, "The expression takes too long to work out.")


class Budget:
    """Steps and seconds that are left. One may be shared by several evaluations.

    The seconds run from the first look at the clock (`seconds`, rising, from any start).
    """

    __slots__ = ("_deadline", "_look_at", "_seconds", "steps")

    def __init__(
        self, steps: int = MOST_STEPS, seconds: Callable[[], float] = perf_counter
    ) -> None:
        self.steps = steps
        self._seconds = seconds
        self._deadline: float | None = None
        self._look_at = steps

    def spend(self, steps: int) -> None:
        """Pay for `steps`; raises BudgetSpentError when they are not there."""
        self.steps -= steps
        if self.steps < 0:
            raise BudgetSpentError
        if self.steps < self._look_at:
            self._look_at = self.steps - _STEPS_BETWEEN_LOOKS
            self._check_time()

    def _check_time(self) -> None:
        now = self._seconds()
        if self._deadline is None:
            self._deadline = now + MOST_SECONDS
        elif now > self._deadline:
            self.steps = -1
            raise BudgetSpentError
