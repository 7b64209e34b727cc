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
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import UUID

from sqlmodel import Session, col, func, select

from server.database import Store, in_portions
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

    def fits(self, asked: Asked, strata: Strata) -> bool:
        """Say whether it was counted as it is asked for now."""
        wanted = (asked.questions, asked.apart, strata.mark)
        return (self.reader.questions, self.reader.apart, self.mark) == wanted

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
            is_current = self._follow(db)
            held = self._forms.get((mission_id, asked.form_id))
            if held is None or not held.fits(asked, strata):
                held = _counted(db, mission_id, asked, strata)
                # Counts of a moment that others have gone beyond would lack what came since.
                if is_current:
                    self._forms[mission_id, asked.form_id] = held
            found = held.made.get(what)
            if found is None:
                found = held.made[what] = make(held.tally)
            return found

    def follow(self, db: Session) -> None:
        """Take in what the projection did, so that the next to ask need not wait for it."""
        with self._lock:
            self._follow(db)

    def count_ahead(
        self,
        store: Store,
        mission_id: UUID,
        asked: Asked,
        strata: Strata,
        goes_on: Callable[[], bool],
    ) -> bool:
        """Count a form before anybody asks for it; nobody waits for that meanwhile.

        Once `goes_on` says no, it ends, nothing is kept, and it returns False.
        """
        key = (mission_id, asked.form_id)
        with store.reading() as db:
            before = _seen(db)
            held = _counted(db, mission_id, asked, strata, goes_on)
        with store.reading() as db, self._lock:
            if key in self._forms:
                return True
            is_whole = goes_on() and self._follow(db) and _goes_on_from(before, self._seen)
            if is_whole:
                _bring(db, {key: held}, before, self._seen)
                self._forms[key] = held
            return is_whole

    def _follow(self, db: Session) -> bool:
        """Take in what the projection did since the last time; say whether `db` sees it all."""
        now = _seen(db)
        if now.version <= self._seen.version:
            return now.version == self._seen.version
        before, self._seen = self._seen, now
        if not _goes_on_from(before, now):
            self._forms.clear()
        if self._forms:
            _bring(db, self._forms, before, now)
        return True


def _counted(
    db: Session,
    mission_id: UUID,
    asked: Asked,
    strata: Strata,
    goes_on: Callable[[], bool] = lambda: True,
) -> _Held:
    """Count the reports of a form one by one, as long as `goes_on` says so."""
    held = _Held(KeyReader(asked.questions, asked.apart), strata.part_of, strata.mark)
    with closing(counting_now(db, mission_id, asked.form_id)) as reports:
        for report in reports:
            if not goes_on():
                break
            held.put(report)
    return held


def _goes_on_from(before: _Seen, now: _Seen) -> bool:
    """Say whether the projection only grew since `before`: it was not begun anew."""
    return now.rebuilds == before.rebuilds and now.entry >= before.entry


def _bring(db: Session, forms: Mapping[FormKey, _Held], before: _Seen, now: _Seen) -> None:
    """Bring the counts of `forms` from `before` to `now`, which is what `db` sees."""
    touched = _touched(db, before)
    if now.notes != before.notes:
        spoken_of = set(db.exec(select(AnswerNote.report_id)))
        touched |= _sharing(db, col(Revision.report_id), spoken_of)
    for ids in in_portions(sorted(touched)):
        _look_again(db, forms, ids)


def _look_again(db: Session, forms: Mapping[FormKey, _Held], entries: Sequence[int]) -> None:
    """Count each of these revisions as it is now, and no longer as it was."""
    counted = [entry for entry in entries if any(entry in held.places for held in forms.values())]
    for row in db.exec(select(Revision).where(col(Revision.entry_id).in_(counted))).all():
        held = forms.get((row.mission_id, row.form_id))
        if held is not None and row.entry_id in held.places:
            held.take_out(row.entry_id, row.answers, row.seen_by)
    for key, report in counting_among(db, entries):
        held = forms.get(key)
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
