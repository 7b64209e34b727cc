"""The projection: follows the journal by a cursor, in order, in transactions of its own.

    read the next entries and all they touch  ─▶ fold ─▶ write, if nobody moved the cursor
    read what the register and the published forms say otherwise now ─▶ fold those reports again

Reading and judging hold no lock, so that intake writes on; the short transaction that writes
checks that the cursor is where it was. An entry that can't be projected, whether it is broken or
we are, is listed as unreadable and passed: nothing stops the journal behind it.
"""

import logging
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.exc import OperationalError

from server.changes.log import newest
from server.database import Store, in_portions
from server.reports import beside
from server.reports import entries as journal
from server.reports.checks.due import note_mission_due
from server.reports.cursor import (
    Cursor,
    begin_anew,
    hold_projection,
    move_cursor,
    note_setting,
    read_cursor,
)
from server.reports.draft import Draft
from server.reports.entries import Entry
from server.reports.incidents.models import Incident
from server.reports.judgement import KnownForm
from server.reports.models import Revision, UnreadableEntry
from server.reports.refolding import Refold, list_concerned, read_news
from server.reports.registers import Registers
from server.reports.resolving import list_due

log = logging.getLogger(__name__)

MOST_AT_ONCE = 500


class Projector:
    """Projects the journal of one store. Used by one thread at a time; several may exist."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._forms: dict[UUID, KnownForm] = {}

    def advance(self, most: int = MOST_AT_ONCE) -> int:
        """Project up to `most` of the next entries; return how many, 0 = there are none.

        Raises OperationalError when the database is away or its disk is full.
        """
        self._follow_setting()
        try:
            return self._attempt(most)
        except OperationalError:
            raise
        except Exception:  # our mistake or a value no column takes: find the entry, pass the rest
            log.exception("projecting %s entries at once failed; trying them one by one", most)
            return self._carefully(most)

    def catch_up(self) -> int:
        """Project all that the journal has; return how many entries that were."""
        total = 0
        while taken := self.advance():
            total += taken
        return total

    def _carefully(self, most: int) -> int:
        for taken in range(most):
            try:
                if not self._attempt(1):
                    return taken
            except OperationalError:
                raise
            except Exception as error:
                log.exception("an entry of the journal can't be projected")
                self._pass_by(error)
        return most

    def _attempt(self, most: int) -> int:
        while True:
            with self._store.reading() as db:
                before = read_cursor(db)
                taken = journal.list_after(db, before.entry_id, most)
                if not taken:
                    return 0
                draft = Draft(db, taken, self._forms)
                draft.project(list_due(db, before.entry_id, taken[-1].id))
            if self._write(before, taken, draft):
                return len(taken)

    def _follow_setting(self) -> None:
        """Judge again what the register or a newly published form puts in another light."""
        with self._store.reading() as db:
            news = read_news(db, read_cursor(db).setting)
            concerned = list_concerned(db, news)
        if news.through is None:
            return
        for reports in in_portions(concerned):
            while not self._fold_again(reports):
                pass
        with self._store.writing() as db:
            hold_projection(db)
            note_setting(db, news.through)
            for mission_id in news.missions:
                note_mission_due(db, mission_id)

    def _fold_again(self, reports: Sequence[UUID]) -> bool:
        """Fold these reports from their first entries on; False when the projection moved."""
        with self._store.reading() as db:
            before = read_cursor(db)
            again = Refold(db, reports, self._forms)
            again.refold()
        with self._store.writing() as db:
            if hold_projection(db) != before:
                return False
            again.write(db)
            begin_anew(db, before, before.entry_id)
            return True

    def _write(self, before: Cursor, taken: Sequence[Entry], draft: Draft) -> bool:
        """Write what was drafted; False when the projection has changed since it was read."""
        with self._store.writing() as db:
            if hold_projection(db) != before:
                return False
            draft.write(db)
            move_cursor(db, before, taken[-1].id)
            return True

    def _pass_by(self, error: Exception) -> None:
        """List the next entry as unreadable, whatever it holds."""
        with self._store.writing() as db:
            before = hold_projection(db)
            (entry,) = journal.list_after(db, before.entry_id, 1)
            registers = Registers(self._forms)
            registers.read_senders(db, [entry.device_id])
            db.add(
                UnreadableEntry(
                    entry_id=entry.id,
                    mission_id=registers.senders[entry.device_id].mission_id,
                    device_id=entry.device_id,
                    kind=entry.kind,
                    judgement=f"The server could not make a report of it ({type(error).__name__}). "
                    "It is kept in the journal; tell whoever looks after the server.",
                )
            )
            move_cursor(db, before, entry.id)


def catch_up(store: Store) -> int:
    """Project all that the journal has; return how many entries that were."""
    return Projector(store).catch_up()


def rebuild(store: Store) -> int:
    """Drop the projection and make it anew from the whole journal; return how many entries.

    What people decided is kept and takes effect again at its place. Intake goes on meanwhile;
    until it is done, pages show fewer reports than there are.
    """
    with store.writing() as db:
        before = hold_projection(db)
        for table in (Revision, UnreadableEntry, Incident, *beside.TABLES):
            db.connection().execute(delete(table))
        begin_anew(db, before, 0)
        note_setting(db, newest(db).seq)
    return catch_up(store)
