"""What headquarters holds at this moment, and what is missing. Asked of the database, in bounds."""

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from server.journal.models import Device
from server.missions.models import PlannedStop, Team
from server.reports.models import Revision, State
from server.reports.resolving import WAITING
from server.stations.models import Station


@dataclass(frozen=True, slots=True)
class FormCount:
    """Reports of a form that count, the stations they are from, and when the last one came."""

    reports: int
    stations: frozenset[str]
    """Their codes."""
    latest: datetime


@dataclass(frozen=True, slots=True)
class MissingStation:
    """A station of the plan, or of the register, from which no report counts."""

    code: str
    name: str
    region: str
    planned: datetime | None


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many stations there should be reports from, and from how many there are."""

    expected: int
    covered: int
    planned: bool
    """The mission has a plan; without one, every station of the register is expected."""
    missing: tuple[MissingStation, ...]
    """The first of them, in the order of the plan."""


@dataclass(frozen=True, slots=True)
class Enrolment:
    """How many teams have a laptop."""

    teams: int
    without: tuple[str, ...]
    """Codes of the teams that have none."""
    waiting: int
    """Entries that still wait on laptops, as those last said."""


def count_by_form(db: Session, mission_id: UUID) -> dict[str, FormCount]:
    """Return form id → its counts; forms without a report that counts are left out."""
    stations: defaultdict[str, set[str]] = defaultdict(set)
    pairs = select(Revision.form_id, Revision.station_code).where(*_counted(mission_id)).distinct()
    for form, station in db.exec(pairs):
        stations[form].add(station)
    rows = db.exec(
        select(Revision.form_id, func.count(), func.max(Revision.received_at))
        .where(*_counted(mission_id))
        .group_by(Revision.form_id)
    )
    return {
        form: FormCount(reports, frozenset(stations[form]), latest)
        for form, reports, latest in rows
    }


def coverage(db: Session, mission_id: UUID, covered: Set[str], most: int) -> Coverage:
    """Return the coverage, given the stations with a report; at most `most` missing ones."""
    planned = (
        select(PlannedStop.station_code, func.min(PlannedStop.at))
        .where(PlannedStop.mission_id == mission_id)
        .group_by(PlannedStop.station_code)
    )
    stops = dict(db.exec(planned).all())
    if stops:
        return _of_plan(db, mission_id, stops, covered, most)
    register = select(Station.code, Station.closed_at).where(Station.mission_id == mission_id)
    stations = db.exec(register.order_by(Station.code))
    codes = [code for code, closed in stations if closed is None or code in covered]
    missing = [code for code in codes if code not in covered]
    return Coverage(
        expected=len(codes),
        covered=len(covered),
        planned=False,
        missing=_named(db, mission_id, dict.fromkeys(missing[:most])),
    )


def _of_plan(
    db: Session,
    mission_id: UUID,
    stops: dict[str, datetime | None],
    covered: Set[str],
    most: int,
) -> Coverage:
    late = sorted(
        set(stops) - covered, key=lambda code: (stops[code] is None, str(stops[code]), code)
    )
    return Coverage(
        expected=len(stops),
        covered=len(set(stops) & covered),
        planned=True,
        missing=_named(db, mission_id, {code: stops[code] for code in late[:most]}),
    )


def _named(
    db: Session, mission_id: UUID, planned: Mapping[str, datetime | None]
) -> tuple[MissingStation, ...]:
    """Return the stations of these codes, in this order."""
    of_code = select(Station).where(
        Station.mission_id == mission_id, col(Station.code).in_(planned)
    )
    named = {each.code: each for each in db.exec(of_code)}
    return tuple(_missing(code, named.get(code), at) for code, at in planned.items())


def _missing(code: str, station: Station | None, planned: datetime | None) -> MissingStation:
    if station is None:
        return MissingStation(code, "not in the register", "", planned)
    return MissingStation(code, station.name, station.region, planned)


def enrolment(db: Session, mission_id: UUID) -> Enrolment:
    """Return which teams can send."""
    teams = db.exec(select(Team).where(Team.mission_id == mission_id).order_by(Team.code)).all()
    devices = db.exec(
        select(Device).where(Device.mission_id == mission_id, col(Device.revoked_at).is_(None))
    ).all()
    having = {each.team_id for each in devices}
    return Enrolment(
        teams=len(teams),
        without=tuple(team.code for team in teams if team.id not in having),
        waiting=sum(each.waiting for each in devices),
    )


def list_waiting(db: Session, mission_id: UUID, most: int) -> tuple[Sequence[Revision], int]:
    """Return the oldest revisions that wait for a coordinator, at most `most`, and how many do."""
    waiting = (
        Revision.mission_id == mission_id,
        col(Revision.state).in_(WAITING),
        col(Revision.superseded_at).is_(None),
    )
    rows = db.exec(select(Revision).where(*waiting).order_by(col(Revision.entry_id)).limit(most))
    count = select(func.count()).select_from(Revision).where(*waiting)
    return rows.all(), db.exec(count).one()


def list_latest(db: Session, mission_id: UUID, most: int) -> Sequence[Revision]:
    """Return the reports that came last and count, the latest first."""
    query = select(Revision).where(*_counted(mission_id))
    return db.exec(query.order_by(col(Revision.entry_id).desc()).limit(most)).all()


def _counted(mission_id: UUID) -> tuple[ColumnElement[bool] | bool, ...]:
    return (
        Revision.mission_id == mission_id,
        Revision.state == State.ACCEPTED,
        col(Revision.superseded_at).is_(None),
        col(Revision.duplicate).is_(False),
    )
