"""Sends what waits, in the background, again and again until headquarters holds it.

Every try is one worker, so a screen never waits for it. After a failure the next try comes by
itself, later and later (up to five minutes), for as long as it takes. Chance spreads the tries:
when a line comes back, or a server sends everybody away, not all laptops return at once.

What cannot wait (an incident, a check-in) has a line of its own, beside whatever is under way.
"""

import contextlib
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from time import monotonic

from textual.app import App
from textual.signal import Signal
from textual.timer import Timer
from textual.worker import Worker

from client.laptop import Laptop
from client.remote import Busy
from client.screens.lines import Lines
from client.sync import Progress, SyncOutcome, push, synchronise
from shared.problems import Problem

_FIRST_PAUSE, _LONGEST_PAUSE = 5, 300
"""Seconds between two tries: doubled at each failure."""
_SPREAD = 1.3
"""A pause after a failure is up to so many times as long, never shorter."""
_UNTIL_OUTCOMES = 20
"""Seconds after a push until headquarters has judged what was in it."""
_BETWEEN_LOOKS = 300
"""Seconds between two looks for news when nothing waits."""


@dataclass(frozen=True)
class CourierState:
    """What the line about sync has to tell."""

    is_running: bool = False
    progress: Progress | None = None
    speed: float | None = None
    """Bytes a second since this stage began; None while that says nothing."""
    problem: Problem | None = None
    """Why the last try failed; None while all is well."""
    failing_since: datetime | None = None
    """When the first try of those that failed in a row did so."""
    failures: int = 0
    outcome: SyncOutcome | None = None
    """What the last good sync brought."""
    is_stopped: bool = False
    """Whether the observer stopped it: it then waits to be told."""


class Pace:
    """How fast one stage of a sync goes, since it began."""

    def __init__(self) -> None:
        self._stage = ""
        self._done = 0
        self._began = 0.0

    def speed(self, progress: Progress, now: float) -> float | None:
        """Return bytes a second; None where nothing is counted in bytes, or too little yet."""
        if progress.stage != self._stage or progress.done < self._done:
            self._stage, self._done, self._began = progress.stage, progress.done, now
        seconds, done = now - self._began, progress.done - self._done
        return done / seconds if progress.in_bytes and done and seconds > 0 else None


class Courier:
    """Carries reports to headquarters for as long as the store is open."""

    def __init__(
        self,
        app: App[None],
        laptop: Laptop,
        lines: Lines,
        steady: Callable[[], float] = monotonic,
    ) -> None:
        """`steady` tells seconds from any moment on, for measuring speeds."""
        self._app = app
        self._steady = steady
        self._pace = Pace()
        self._laptop = laptop
        self.lines = lines
        self._timer: Timer | None = None
        self._worker: Worker[None] | None = None
        self._urgent: Worker[None] | None = None
        self.state = CourierState()
        self.next_pause: float | None = None
        """Seconds from the last try to the next one; None while none is planned."""
        self.changed: Signal[CourierState] = Signal(app, "courier")

    def send(self) -> None:
        """Try now, unless a try is under way."""
        if self._worker is None or self._worker.is_finished:
            self._stop_timer()
            self._worker = self._app.run_worker(self._try, group="sync", exit_on_error=True)

    def hurry(self) -> None:
        """Send what was just sealed at once: a pull or an upload under way holds nothing up.

        After failures the tries begin anew, soon after one another.
        """
        self.state = replace(self.state, failures=0)
        if self._worker is None or self._worker.is_finished:
            self.send()
        elif self._urgent is None or self._urgent.is_finished:
            self._urgent = self._app.run_worker(self._overtake, group="urgent")

    def stop(self) -> None:
        """Break off: what was receipted is held, the rest waits. No further tries."""
        self._stop_timer()
        for worker in (self._worker, self._urgent):
            if worker is not None:
                worker.cancel()
        self._tell(
            replace(self.state, is_running=False, progress=None, speed=None, is_stopped=True)
        )

    async def _overtake(self) -> None:
        """Push on a line of its own. What fails here goes with the try under way, or the next."""
        identity = self._laptop.find_identity()
        if identity is None:
            return
        with contextlib.suppress(Problem):
            async with self.lines.for_device(identity) as remote:
                await push(self._laptop, remote)
        self._tell(self.state)

    async def _try(self) -> None:
        identity = self._laptop.find_identity()
        if identity is None:
            return
        self._tell(replace(self.state, is_running=True, progress=None, is_stopped=False))
        try:
            async with self.lines.for_device(identity) as remote:
                outcome = await synchronise(self._laptop, remote, self._watch)
        except Problem as problem:
            self._note_failure(problem)
        else:
            self._note_success(outcome)

    def _watch(self, progress: Progress) -> None:
        speed = self._pace.speed(progress, self._steady())
        self._tell(replace(self.state, progress=progress, speed=speed))

    def _note_failure(self, problem: Problem) -> None:
        failures = self.state.failures + 1
        since = self.state.failing_since or self._laptop.clock()
        self._tell(
            CourierState(
                problem=problem,
                failing_since=since,
                failures=failures,
                outcome=self.state.outcome,
            )
        )
        pause = min(_FIRST_PAUSE * 2 ** min(failures - 1, 10), _LONGEST_PAUSE)
        least = max(pause, problem.seconds) if isinstance(problem, Busy) else pause
        self._try_again_in(least * random.uniform(1, _SPREAD))  # noqa: S311 - keeps no secret

    def _note_success(self, outcome: SyncOutcome) -> None:
        if outcome.trouble is not None:
            self._note_failure(outcome.trouble)
            return
        self._tell(CourierState(outcome=outcome))
        if not outcome.is_forked:
            self._try_again_in(_UNTIL_OUTCOMES if outcome.sent else _BETWEEN_LOOKS)

    def _try_again_in(self, seconds: float) -> None:
        self._stop_timer()
        self.next_pause = seconds
        self._timer = self._app.set_timer(seconds, self.send, name="next sync")

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.next_pause = None

    def _tell(self, state: CourierState) -> None:
        self.state = state
        self.changed.publish(state)
