"""Counts the big forms when the server starts, so that nobody's first look waits for that.

In a thread of its own, while no reports come in: intake goes first, always.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from uuid import UUID

from sqlmodel import Session, col, func, select

from server.database import Store
from server.findings.asked import get_asked
from server.findings.strata import strata_of
from server.findings.tallies import Tallies
from server.forms.problems import UnknownForm
from server.missions.models import Mission
from server.reports.models import Revision, State

log = logging.getLogger(__name__)
MANY = 10_000
"""Reports from which on counting takes longer than anybody cares to wait."""
QUIET_SECONDS = 1.0
"""How long it waits before it looks again whether reports still come in."""
MOST_TRIES = 5
"""Counts of one form that reports may interrupt."""

Form = tuple[UUID, str]
"""Mission, form."""


class CountingAhead:
    """Counts forms ahead, one after the other, until it is stopped."""

    def __init__(self, store: Store, tallies: Tallies, many: int = MANY) -> None:
        self._store = store
        self._tallies = tallies
        self._many = many
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._work, name="counting ahead")
        self._is_busy: Callable[[], bool] = bool

    def start(self, is_busy: Callable[[], bool]) -> None:
        """Begin; `is_busy` says whether reports are coming in."""
        self._is_busy = is_busy
        self._thread.start()

    def stop(self) -> None:
        """End at once; what is half counted is dropped."""
        self._stopped.set()
        self.join()

    def join(self) -> None:
        """Wait until all is counted."""
        self._thread.join()

    def count(self) -> None:
        """Count all big forms of the missions that go on."""
        with self._store.reading() as db:
            forms = big_forms(db, self._many)
        for form in forms:
            for _ in range(MOST_TRIES):
                self._wait_for_quiet()
                if self._stopped.is_set() or self._count(*form):
                    break

    def _count(self, mission_id: UUID, form_id: str) -> bool:
        """Count a form; say whether nothing came between."""
        with self._store.reading() as db:
            try:
                asked = get_asked(db, mission_id, form_id)
            except UnknownForm:  # reports name a form that the mission never published
                return True
            strata = strata_of(db, db.get_one(Mission, mission_id))
        return self._tallies.count_ahead(self._store, mission_id, asked, strata, self._is_quiet)

    def _is_quiet(self) -> bool:
        # It never waits amid a count: a reading session that stays open keeps SQLite's log growing.
        return not self._is_busy() and not self._stopped.is_set()

    def _wait_for_quiet(self) -> None:
        while self._is_busy() and not self._stopped.wait(QUIET_SECONDS):
            pass

    def _work(self) -> None:
        try:
            self.count()
        except Exception:  # whoever looks first has it counted then
            log.exception("the findings could not be counted ahead")


def big_forms(db: Session, many: int) -> Sequence[Form]:
    """Return the forms with at least `many` reports, of missions that go on, the smallest first."""
    number = func.count()
    query = (
        select(Revision.mission_id, Revision.form_id)
        .join(Mission, col(Mission.id) == col(Revision.mission_id))
        .where(Revision.state == State.ACCEPTED, col(Mission.closed_at).is_(None))
        .group_by(col(Revision.mission_id), col(Revision.form_id))
        .having(number >= many)
        .order_by(number)
    )
    return db.exec(query).all()
