"""The thread that keeps the projection close behind the journal.

Of several server processes on PostgreSQL one leads and projects; the others only look, now and
then, whether the lead has become free. It becomes free with the leader's connection, so also when
the leader was killed. Should two ever lead at once, the projection's cursor lets only one write.
"""

import logging
import threading
import time
from collections.abc import Callable

from sqlalchemy.exc import OperationalError

from server.database import Store
from server.reports.checks.following import MOST_AT_ONCE as MOST_CHECKED
from server.reports.checks.following import Checker
from server.reports.leading import Lead
from server.reports.projection import Projector

log = logging.getLogger(__name__)

LOOK_AGAIN_SECONDS = 0.5
"""How soon entries are found that another process wrote, or a lead that has become free."""
TROUBLE_SECONDS = 5.0
MOST_WHILE_BUSY = 100
"""Entries at once while devices wait: long enough to get on, short enough to make way."""
GIVE_WAY = 9
"""While devices wait, rest so many times as long as the work took."""


class Follower:
    """Projects whatever arrives, and makes way while devices wait for the disk."""

    def __init__(self, store: Store) -> None:
        self._projector = Projector(store)
        self._checker = Checker(store)
        self._lead = Lead(store)
        self._is_busy: Callable[[], bool] = lambda: False
        self._woken = threading.Event()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._work, name="projection")

    def start(self, is_busy: Callable[[], bool]) -> None:
        """Begin to follow."""
        self._is_busy = is_busy
        self._thread.start()

    def wake(self) -> None:
        """Say that the journal has grown."""
        self._woken.set()

    def stop(self) -> None:
        """End after the transaction at hand, and wait for that."""
        self._stopped.set()
        self._woken.set()
        self._thread.join()

    def _work(self) -> None:
        try:
            self._keep_following()
        finally:
            self._lead.give_up()

    def _keep_following(self) -> None:
        while not self._stopped.is_set():
            self._woken.wait(LOOK_AGAIN_SECONDS)
            self._woken.clear()
            try:
                if self._lead.take():
                    self._follow()
                else:
                    self._stopped.wait(LOOK_AGAIN_SECONDS)  # what is committed here wakes us often
            except OperationalError:
                log.warning("the projection waits: the database does not answer", exc_info=True)
                self._stopped.wait(TROUBLE_SECONDS)
            except Exception:  # the thread must outlive every mistake, or reports stay unseen
                log.exception("the projection failed and will try again")
                self._stopped.wait(TROUBLE_SECONDS)

    def _follow(self) -> None:
        while not self._stopped.is_set():
            began = time.perf_counter()
            busy = self._is_busy()
            if not (
                self._projector.advance(MOST_WHILE_BUSY) if busy else self._projector.advance()
            ) and not self._checker.advance(MOST_WHILE_BUSY if busy else MOST_CHECKED):
                return
            if busy:
                self._stopped.wait((time.perf_counter() - began) * GIVE_WAY)
