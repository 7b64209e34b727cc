"""Finds the reports that stand around a report: of its station, of its team's way, its twins."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import and_, bindparam, exists, select
from sqlmodel import Session, col

from server.database import Moment, in_portions
from server.reports.checks.between import is_telling
from server.reports.checks.models import AnswerNote, Fingerprint
from server.reports.checks.notes import WHOLE as WHOLE_REPORT
from server.reports.checks.notes import NoteDeed, read_notes
from server.reports.checks.seen import SeenReport
from server.reports.models import Revision, State
from shared.digest import digest_of

_LEFT_OUT = exists().where(
    col(AnswerNote.report_id) == col(Revision.report_id),
    col(AnswerNote.deed) == NoteDeed.EXCLUDE,
    col(AnswerNote.question) == WHOLE_REPORT,
    col(AnswerNote.undone_at).is_(None),
)
COUNTS = and_(
    col(Revision.state) == State.ACCEPTED,
    col(Revision.superseded_at).is_(None),
    col(Revision.duplicate).is_(False),
    ~_LEFT_OUT,
)
"""Reports that count: nothing took their place, and nobody left them out."""
COLUMNS = (
    col(Revision.entry_id),
    col(Revision.report_id),
    col(Revision.form_id),
    col(Revision.form_version),
    col(Revision.station_code),
    col(Revision.team_code),
    col(Revision.visit_id),
    col(Revision.arrived_at),
    col(Revision.departed_at),
)
"""In the order of `SeenReport`'s fields, but for the answers: they take the time."""
WHOLE = (*COLUMNS, col(Revision.answers))
_BY_ARRIVAL = (col(Revision.arrived_at), col(Revision.entry_id))
_ELSEWHERE = select(*COLUMNS).where(
    COUNTS,
    col(Revision.mission_id) == bindparam("mission"),
    col(Revision.team_code) == bindparam("team"),
    col(Revision.station_code) != bindparam("station"),
)
_ARRIVED = col(Revision.arrived_at)
_BEFORE = (
    _ELSEWHERE.where(bindparam("arrived", type_=Moment) >= _ARRIVED)
    .order_by(_ARRIVED.desc())
    .limit(1)
)
_AFTER = _ELSEWHERE.where(bindparam("arrived", type_=Moment) < _ARRIVED).order_by(_ARRIVED).limit(1)
MOST_TWINS = 3
"""Others with the same answers that are named; more would say nothing new."""
MOST_LEFT = 100
"""Former twins that are checked again when a report has other answers now."""

_TWINS = (
    select(*COLUMNS)
    .join(Fingerprint, col(Fingerprint.report_id) == col(Revision.report_id))
    .where(
        COUNTS,
        col(Fingerprint.mission_id) == bindparam("mission"),
        col(Fingerprint.form_id) == bindparam("form"),
        col(Fingerprint.digest) == bindparam("digest"),
        col(Revision.report_id) != bindparam("report"),
        col(Revision.station_code) != bindparam("station"),
    )
    .order_by(col(Revision.entry_id))
    .limit(MOST_TWINS)
)


def report_of(values: Sequence[Any]) -> SeenReport:
    """Return the report of a row of `COLUMNS` or `WHOLE`."""
    return SeenReport(*values)


def at_stations(
    db: Session, wanted: set[tuple[UUID, str]], columns: Sequence[Any] = WHOLE
) -> defaultdict[tuple[UUID, str], list[SeenReport]]:
    """Return the reports that count from each of these missions' stations, by arrival."""
    found: defaultdict[tuple[UUID, str], list[SeenReport]] = defaultdict(list)
    query = select(*columns).where(COUNTS).order_by(*_BY_ARRIVAL)
    for mission, codes in by_mission(wanted).items():
        of_mission = query.where(col(Revision.mission_id) == mission)
        for some in in_portions(codes):
            in_some = of_mission.where(col(Revision.station_code).in_(some))
            for row in db.connection().execute(in_some):
                seen = report_of(row)
                found[mission, seen.station_code].append(seen)
    return found


def as_they_count(db: Session, reports: Sequence[SeenReport]) -> list[SeenReport]:
    """Return `reports` with what people corrected, and without the answers that they left out."""
    said = read_notes(db, [each.report_id for each in reports])
    return [
        replace(each, answers=said[each.report_id].applied_to(each.answers))
        if each.report_id in said
        else each
        for each in reports
    ]


def on_the_way(db: Session, mission: UUID, seen: SeenReport) -> Iterator[SeenReport]:
    """Yield the team's last report from elsewhere before `seen`, and its first one after."""
    if not seen.team_code:
        return
    values = {
        "mission": mission,
        "team": seen.team_code,
        "station": seen.station_code,
        "arrived": seen.arrived_at,
    }
    for query in (_BEFORE, _AFTER):
        for row in db.connection().execute(query, values):
            yield report_of(row)


def twins_in(db: Session, mission: UUID, seen: SeenReport) -> tuple[SeenReport, ...]:
    """Return reports from other stations with the very same telling answers."""
    digest = digest_of_telling(seen.answers)
    if not digest:
        return ()
    values = {
        "mission": mission,
        "form": seen.form_id,
        "digest": digest,
        "report": seen.report_id,
        "station": seen.station_code,
    }
    return tuple(report_of(row) for row in db.connection().execute(_TWINS, values))


def twins_of(db: Session, reports: Sequence[UUID]) -> Iterator[UUID]:
    """Yield the reports that have the same fingerprint as one of `reports`, and these."""
    for held in _fingerprints(db, reports):
        yield from _alike(db, held, MOST_TWINS + 1)


def former_twins(
    db: Session, reports: Sequence[UUID], now: Iterable[Fingerprint]
) -> Sequence[UUID]:
    """Return the twins that `reports` leave: their fingerprints were kept, and are others `now`."""
    digests = {each.report_id: each.digest for each in now}
    return [
        other
        for held in _fingerprints(db, reports)
        if digests.get(held.report_id) != held.digest
        for other in _alike(db, held, MOST_LEFT)
        if other != held.report_id
    ]


def _fingerprints(db: Session, reports: Sequence[UUID]) -> Iterator[Fingerprint]:
    for some in in_portions(reports):
        own = select(Fingerprint).where(col(Fingerprint.report_id).in_(some))
        yield from db.scalars(own).all()


def _alike(db: Session, held: Fingerprint, most: int) -> Sequence[UUID]:
    """Return reports with this fingerprint."""
    query = select(col(Fingerprint.report_id)).where(
        col(Fingerprint.mission_id) == held.mission_id,
        col(Fingerprint.form_id) == held.form_id,
        col(Fingerprint.digest) == held.digest,
    )
    query = query.order_by(col(Fingerprint.report_id)).limit(most)
    return db.connection().execute(query).scalars().all()


def digest_of_telling(answers: Mapping[str, Any]) -> str:
    """Return the SHA-256 of `answers`; '' where two reports may well agree in all of them."""
    return digest_of(dict(answers)) if is_telling(answers) else ""


def by_mission(pairs: Iterable[tuple[UUID, str]]) -> dict[UUID, list[str]]:
    """Return mission → values of `pairs`, sorted."""
    found: defaultdict[UUID, list[str]] = defaultdict(list)
    for mission, value in sorted(pairs):
        found[mission].append(value)
    return found
