"""Checks what has changed, behind the projection and in transactions of its own.

    the fingerprints of what is due  ─▶ written, so that twins of one push find each other; what
                                        was its twin, and is no more, is due as well
    all checks of what is due, and of what stands beside it  ─▶ flags written, due ones dropped

A report that changes meanwhile is due again, so nothing is held while the checks run.
"""

from collections.abc import Collection, Iterable, Sequence
from itertools import count
from uuid import UUID

from sqlalchemy import delete, insert
from sqlmodel import Session, SQLModel, col

from server.database import Store, in_portions
from server.forms import service as forms
from server.missions.check_rules import CheckRules, Severity
from server.missions.models import Mission
from server.reports.checks.checking import check_report
from server.reports.checks.due import drop_due, list_due, note_due
from server.reports.checks.gathering import Gathered, gather, list_around, take_fingerprints
from server.reports.checks.models import Fingerprint, Flag
from server.reports.checks.neighbours import former_twins
from server.reports.checks.notes import NOTHING_SAID, read_notes
from server.reports.checks.seen import Checked, Outcome
from shared.forms.model import Form

MOST_AT_ONCE = 100
_RANKS = {Severity.ALERT: 0, Severity.WARNING: 1, Severity.NOTE: 2}
_FLAGS = SQLModel.metadata.tables["flag"]
_KEPT = {Outcome.FLAGGED, Outcome.VERIFIED}


class Checker:
    """Checks the reports of one store. Used by one thread at a time."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._forms: dict[tuple[UUID, str, str], Form | None] = {}

    def advance(self, most: int = MOST_AT_ONCE) -> int:
        """Check what the next `most` notes say is due; return how many reports, 0 = none are."""
        with self._store.reading() as db:
            through, due = list_due(db, most)
            fingerprints = take_fingerprints(db, due)
            left = former_twins(db, due, fingerprints)
        if not due:
            return 0
        with self._store.writing() as db:
            _replace_fingerprints(db, due, fingerprints)
            note_due(db, left)
        with self._store.reading() as db:
            touched = sorted({*due, *list_around(db, due)})
            flags = self._flags(db, touched)
        with self._store.writing() as db:
            _replace_flags(db, touched, flags)
            drop_due(db, due, through)
        return len(due)

    def catch_up(self) -> int:
        """Check all that is due; return how many reports that were."""
        total = 0
        while done := self.advance():
            total += done
        return total

    def _flags(self, db: Session, reports: Sequence[UUID]) -> list[dict[str, object]]:
        gathered = gather(db, reports)
        said = read_notes(db, reports)
        rules = {each: read_rules(db, each) for each in {one.mission_id for one in gathered}}
        rows: list[dict[str, object]] = []
        for each in gathered:
            form = self._form(db, each)
            if form is None:
                continue
            found = check_report(
                each.report,
                each.around,
                form,
                rules[each.mission_id],
                said.get(each.report.report_id, NOTHING_SAID),
            )
            rows += _rows(each, found)
        return rows

    def _form(self, db: Session, gathered: Gathered) -> Form | None:
        report = gathered.report
        key = gathered.mission_id, report.form_id, report.form_version
        if self._forms.get(key) is None:  # a form that was lacking may have been published since
            self._forms[key] = read_form(db, *key)
        return self._forms[key]


def read_form(db: Session, mission_id: UUID, form_id: str, version: str) -> Form | None:
    """Return the version of a form that a report was filled in on, or None."""
    published = forms.find_published(db, mission_id, form_id, version)
    return forms.form_of(published) if published else None


def read_rules(db: Session, mission_id: UUID) -> CheckRules:
    """Return the quality checks of a mission, as its file was last loaded."""
    return CheckRules.model_validate(db.get_one(Mission, mission_id).document.get("checks", {}))


def _rows(gathered: Gathered, found: Iterable[Checked]) -> Iterable[dict[str, object]]:
    report, number = gathered.report, count()
    for each in found:
        if each.outcome in _KEPT:
            yield {
                "entry_id": report.entry_id,
                "number": next(number),
                "mission_id": gathered.mission_id,
                "report_id": report.report_id,
                "form_id": report.form_id,
                "station_code": report.station_code,
                "region": gathered.region,
                "team_code": report.team_code,
                "check": each.check,
                "severity": each.severity,
                "rank": _RANKS[each.severity],
                "outcome": each.outcome,
                "message": each.message or {},
                "questions": list(each.questions),
                "other_id": each.other,
                "since": gathered.received_at,
            }


def _replace_flags(
    db: Session, reports: Collection[UUID], rows: Sequence[dict[str, object]]
) -> None:
    for some in in_portions(reports):
        db.connection().execute(delete(Flag).where(col(Flag.report_id).in_(some)))
    if rows:
        db.connection().execute(insert(_FLAGS), rows)


def _replace_fingerprints(
    db: Session, reports: Collection[UUID], fingerprints: Iterable[Fingerprint]
) -> None:
    for some in in_portions(reports):
        db.connection().execute(delete(Fingerprint).where(col(Fingerprint.report_id).in_(some)))
    db.add_all(fingerprints)
