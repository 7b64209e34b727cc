"""Counts of every form that the server keeps up to date, so that findings need no scan.

They live in the process, begin from nothing, and follow the projection of reports: what began to
count is added, what no longer counts is taken out. A test holds them equal to a scan.

A revision counts otherwise for four reasons only: an entry came (and replaced others of its report
or visit), a person decided about one (the same), a person spoke about an answer, or all was built
anew. So the rows to look at again are those of new entries and decisions, with what shares their
report or visit, and those that people spoke about, which are few; after a rebuild, counting begins
from nothing.
"""

import threading
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import UUID

from sqlmodel import Session, col, func, select

from server.database import in_portions
from server.findings.asked import Asked
from server.findings.counted import Counting, counting_among, counting_now
from server.findings.finding import FormFindings
from server.findings.keys import KeyReader
from server.findings.regions import FormTally
from server.findings.strata import Strata
from server.findings.tally import Part, PartOf
from server.reports.checks.models import AnswerNote
from server.reports.cursor import NAME
from server.reports.models import ProjectionCursor, Resolution, Revision

FormKey = tuple[UUID, str]
"""Mission, form."""
T = TypeVar("T")
NOT_BEGUN = -1


@dataclass(slots=True)
class _Held:
    """What is counted of one form, and the report of each entry that is counted."""

    reader: KeyReader
    part_of: PartOf
    mark: Hashable
    """Changes when reports are to be told apart otherwise."""
    tally: FormTally = field(default_factory=FormTally)
    places: dict[int, tuple[Part | None, str, str, str]] = field(
        default_factory=dict[int, tuple[Part | None, str, str, str]]
    )
    """Entry → part, station, region, version, under which it was counted."""
    counted_as: dict[int, Mapping[str, Any]] = field(default_factory=dict[int, Mapping[str, Any]])
    """Entry → its answers as they were counted, where people had spoken about them."""
    made: dict[Hashable, FormFindings] = field(default_factory=dict[Hashable, FormFindings])
    """What was made of the counts as they are."""

    def put(self, report: Counting) -> None:
        self.made.clear()
        if report.is_spoken_of:
            self.counted_as[report.entry_id] = report.answers
        part = self.part_of(report.station, report.region, report.team)
        place = (part, report.station, report.region, report.version)
        self.places[report.entry_id] = place
        keys = self.reader.read(report.answers, report.seen_by, report.version)
        self.tally.put(*place, keys.items())

    def take_out(self, entry_id: int, answers: dict[str, object], seen_by: dict[str, str]) -> None:
        self.made.clear()
        place = self.places.pop(entry_id)
        counted = self.counted_as.pop(entry_id, answers)
        keys = self.reader.read(counted, seen_by, place[-1])
        self.tally.put(*place, keys.items(), sign=-1)


@dataclass(frozen=True, slots=True)
class _Seen:
    """How far the counts have followed the projection."""

    version: int = NOT_BEGUN
    entry: int = 0
    decisions: int = 0
    rebuilds: int = 0
    notes: int = 0
    """How often people spoke about reports, or took it back."""


class Tallies:
    """The counts of all forms that somebody has asked for. Safe to share between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._forms: dict[FormKey, _Held] = {}
        self._seen = _Seen()

    def find(
        self,
        db: Session,
        mission_id: UUID,
        asked: Asked,
        strata: Strata,
        what: Hashable,
        make: Callable[[FormTally], FormFindings],
    ) -> FormFindings:
        """Return what `make` makes of a form's counts, as `db` sees the projection, or later.

        `strata` tells reports apart as margins need it. What was made for the same `what` is
        returned again until a report comes or goes.
        """
        with self._lock:
            self._follow(db)
            held = self._held(db, mission_id, asked, strata)
            found = held.made.get(what)
            if found is None:
                found = held.made[what] = make(held.tally)
            return found

    def follow(self, db: Session) -> None:
        """Take in what the projection did, so that the next to ask need not wait for it."""
        with self._lock:
            self._follow(db)

    def _held(self, db: Session, mission_id: UUID, asked: Asked, strata: Strata) -> _Held:
        key = (mission_id, asked.form_id)
        held = self._forms.get(key)
        wanted = (asked.questions, asked.apart, strata.mark)
        if held is None or (held.reader.questions, held.reader.apart, held.mark) != wanted:
            reader = KeyReader(asked.questions, asked.apart)
            held = _Held(reader, strata.part_of, strata.mark)
            for report in counting_now(db, mission_id, asked.form_id):
                held.put(report)
            self._forms[key] = held
        return held

    def _follow(self, db: Session) -> None:
        """Take in what the projection did since the last time."""
        now = _seen(db)
        if now.version <= self._seen.version:
            return
        before, self._seen = self._seen, now
        if now.rebuilds != before.rebuilds or now.entry < before.entry:
            self._forms.clear()
        if not self._forms:
            return
        touched = _touched(db, before)
        if now.notes != before.notes:
            touched |= _sharing(
                db, col(Revision.report_id), set(db.exec(select(AnswerNote.report_id)))
            )
        for ids in in_portions(sorted(touched)):
            self._look_again(db, ids)

    def _look_again(self, db: Session, entries: Sequence[int]) -> None:
        """Count each of these revisions as it is now, and no longer as it was."""
        counted = [
            entry for entry in entries if any(entry in held.places for held in self._forms.values())
        ]
        for row in db.exec(select(Revision).where(col(Revision.entry_id).in_(counted))).all():
            held = self._forms.get((row.mission_id, row.form_id))
            if held is not None and row.entry_id in held.places:
                held.take_out(row.entry_id, row.answers, row.seen_by)
        for key, report in counting_among(db, entries):
            held = self._forms.get(key)
            if held is not None:
                held.put(report)


def _seen(db: Session) -> _Seen:
    """Return how far the projection has come."""
    cursor = db.get(ProjectionCursor, NAME, populate_existing=True)
    if cursor is None:
        return _Seen()
    decisions = db.exec(select(func.count()).select_from(Resolution)).one()
    spoken = select(func.count(), func.count(col(AnswerNote.undone_at))).select_from(AnswerNote)
    notes = sum(db.exec(spoken).one())
    return _Seen(cursor.version, cursor.entry_id, decisions, cursor.rebuilds, notes)


def _touched(db: Session, before: _Seen) -> set[int]:
    """Return the revisions that may have changed since `before`."""
    new = select(Revision.entry_id, Revision.report_id, Revision.visit_id)
    rows = list(db.exec(new.where(col(Revision.entry_id) > before.entry)))
    decided = select(Resolution.entry_id).order_by(col(Resolution.at), col(Resolution.id))
    entries = db.exec(decided.offset(before.decisions)).all()
    for ids in in_portions(sorted(set(entries))):
        rows += db.exec(new.where(col(Revision.entry_id).in_(ids)))
    touched = {entry for entry, _, _ in rows}
    touched |= _sharing(db, col(Revision.report_id), {report for _, report, _ in rows})
    touched |= _sharing(db, col(Revision.visit_id), {visit for _, _, visit in rows})
    return touched


def _sharing(db: Session, column: Any, values: Iterable[UUID]) -> set[int]:  # noqa: ANN401
    found: set[int] = set()
    for ids in in_portions(sorted(values)):
        found.update(db.exec(select(Revision.entry_id).where(column.in_(ids))))
    return found
