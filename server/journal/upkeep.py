"""What the journal needs now and then, behind intake's back: waiting bundles, and marks."""

import logging
import threading
from collections.abc import Callable
from pathlib import Path

from sqlalchemy.exc import OperationalError

from server.database import Store
from server.journal import marks
from server.journal.bundles.taking import BundleIntake
from shared.clock import Clock
from shared.problems import Problem

log = logging.getLogger(__name__)

BETWEEN_LOOKS = 1.0
"""Seconds at least between two looks at the waiting room, while reports come in."""
LOOKS_A_MARK = 60
"""A mark is made with every so many looks, and at the end."""


class Upkeep:
    """A thread that looks after the journal whenever it has grown."""

    def __init__(self, store: Store, home: Path, bundles: BundleIntake, clock: Clock) -> None:
        self._store = store
        self._home = home
        self._bundles = bundles
        self._clock = clock
        self._woken = threading.Event()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._work, name="upkeep")

    def start(self, on_bundle: Callable[[], None]) -> None:
        """Begin. `on_bundle` is called when a bundle that had waited was taken in."""
        self._on_bundle = on_bundle
        self._woken.set()  # what was left when the last process ended
        self._thread.start()

    def wake(self) -> None:
        """Say that the journal has grown."""
        self._woken.set()

    def stop(self) -> None:
        """End, and wait for that. What came since the last mark gets one."""
        self._stopped.set()
        self._woken.set()
        self._thread.join()

    def _work(self) -> None:
        looks = 0
        while not self._stopped.is_set():
            self._woken.wait()
            self._woken.clear()
            self._calmly(self._look)
            looks += 1
            if looks % LOOKS_A_MARK == 1:
                self._calmly(self._mark)
            self._stopped.wait(BETWEEN_LOOKS)
        self._calmly(self._mark)

    def _look(self) -> None:
        if self._bundles.take_in_waiting(now=self._clock()):
            self._on_bundle()

    def _mark(self) -> None:
        marks.mark(self._store, self._home, now=self._clock())

    def _calmly(self, deed: Callable[[], None]) -> None:
        """Do it; what fails is tried again with the next look."""
        try:
            deed()
        except (OperationalError, OSError, Problem):
            log.warning("the journal's upkeep waits", exc_info=True)
        except Exception:  # the thread must outlive every mistake
            log.exception("the journal's upkeep failed and will try again")
