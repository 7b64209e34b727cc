"""Sends what waits, in the background, again and again until headquarters holds it.

Every try is one worker, so a screen never waits for it. After a failure the next try comes by
itself, later and later (up to five minutes), for as long as it takes. Chance spreads the tries:
when a line comes back, or a server sends everybody away, not all laptops return at once.
"""

import random
from dataclasses import dataclass, replace
from datetime import datetime

from textual.app import App
from textual.signal import Signal
from textual.timer import Timer
from textual.worker import Worker

from client.laptop import Laptop
from client.remote import Busy
from client.screens.lines import Lines
from client.sync import Progress, SyncOutcome, synchronise
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
    problem: Problem | None = None
    """Why the last try failed; None while all is well."""
    failing_since: datetime | None = None
    """When the first try of those that failed in a row did so."""
    failures: int = 0
    outcome: SyncOutcome | None = None
    """What the last good sync brought."""
    is_stopped: bool = False
    """Whether the observer stopped it: it then waits to be told."""


class Courier:
    """Carries reports to headquarters for as long as the store is open."""

    def __init__(self, app: App[None], laptop: Laptop, lines: Lines) -> None:
        self._app = app
        self._laptop = laptop
        self.lines = lines
        self._timer: Timer | None = None
        self._worker: Worker[None] | None = None
        self.state = CourierState()
        self.next_pause: float | None = None
        """Seconds from the last try to the next one; None while none is planned."""
        self.changed: Signal[CourierState] = Signal(app, "courier")

    def send(self) -> None:
        """Try now, unless a try is under way."""
        if self._worker is None or self._worker.is_finished:
            self._stop_timer()
            self._worker = self._app.run_worker(self._try(), group="sync", exit_on_error=True)

    def stop(self) -> None:
        """Break off: what was receipted is held, the rest waits. No further tries."""
        self._stop_timer()
        if self._worker is not None:
            self._worker.cancel()
        self._tell(replace(self.state, is_running=False, progress=None, is_stopped=True))

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
        self._tell(replace(self.state, progress=progress))

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
