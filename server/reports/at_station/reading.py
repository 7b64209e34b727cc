"""What was planned for, visited at and reported from a station; and from stations not listed."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from server.missions.here import Place
from server.missions.models import PlannedStop, Team
from server.reports.incidents.models import Incident
from server.reports.models import Revision, State, Visit
from server.reports.resolving import WAITING
from server.reports.visibility import visible
from server.stations import service as stations
from server.stations.models import Station

MOST_LISTED = 20
"""Of plans, visits, reports and incidents each; the others are found by their lists."""
MOST_UNLISTED = 500
"""Reports that name no station of the register and are looked through."""
_PERHAPS = 3


@dataclass(frozen=True)
class AtStation:
    """Everything that concerns one station, the latest first."""

    station: Station
    plans: Sequence[tuple[PlannedStop, Team]]
    visits: Sequence[tuple[Visit, str]]
    """With the code of the team."""
    reports: Sequence[Revision]
    incidents: Sequence[Incident]


@dataclass
class Unlisted:
    """A station that reports name and the register lacks."""

    code: str
    """As the observers wrote it."""
    described: dict[str, Any] = field(default_factory=dict[str, Any])
    """As `StationDescription`, where they said more."""
    teams: Counter[str] = field(default_factory=Counter[str])
    """Code → its reports."""
    entries: list[int] = field(default_factory=list[int])
    """The journal entries of the revisions that wait for a decision."""
    perhaps: Sequence[Station] = ()
    """Stations of the register that it may be."""


def at_station(db: Session, place: Place, station_id: UUID) -> AtStation:
    """Return what concerns a station. Raises NoSuchStation."""
    station = stations.get_by_id(db, place.mission.id, station_id)
    reports = visible(place).where(
        Revision.station_id == station.id, col(Revision.superseded_at).is_(None)
    )
    incidents = select(Incident).where(
        Incident.mission_id == place.mission.id,
        Incident.station_code == station.code,
        col(Incident.superseded_at).is_(None),
    )
    return AtStation(
        station,
        plans=_plans(db, station),
        visits=_visits(db, station),
        reports=db.exec(reports.order_by(col(Revision.entry_id).desc()).limit(MOST_LISTED)).all(),
        incidents=db.exec(
            incidents.order_by(col(Incident.entry_id).desc()).limit(MOST_LISTED)
        ).all(),
    )


def list_unlisted(db: Session, place: Place) -> Sequence[Unlisted]:
    """Return the stations that reports name and the register lacks, those that wait first."""
    reports = visible(place).where(
        col(Revision.station_id).is_(None),
        col(Revision.superseded_at).is_(None),
        Revision.state != State.REJECTED,
    )
    found: dict[str, Unlisted] = {}
    for each in db.exec(reports.order_by(col(Revision.entry_id).desc()).limit(MOST_UNLISTED)):
        one = found.setdefault(each.station_code, Unlisted(each.station_code))
        one.described = one.described or each.described or {}
        one.teams[each.team_code] += 1
        if each.state in WAITING:
            one.entries.append(each.entry_id)
    for one in found.values():
        one.perhaps = _perhaps(db, place.mission.id, one)
    return sorted(found.values(), key=lambda one: (not one.entries, one.code))


def get_unlisted(db: Session, place: Place, code: str) -> Unlisted:
    """Return what reports say of a station called `code`; without entries where none wait."""
    listed = (one for one in list_unlisted(db, place) if one.code == code)
    return next(listed, Unlisted(code))


def _perhaps(db: Session, mission_id: UUID, one: Unlisted) -> Sequence[Station]:
    """Return stations of the register with this code somewhere in theirs, or with this name."""
    found: dict[UUID, Station] = {}
    for text in (one.code.lstrip("0"), str(one.described.get("name", ""))):
        if text.strip():
            near = stations.search(db, mission_id, text, limit=_PERHAPS)
            found |= {station.id: station for station in near}
    return list(found.values())[:_PERHAPS]


def _plans(db: Session, station: Station) -> Sequence[tuple[PlannedStop, Team]]:
    planned = (
        select(PlannedStop, Team)
        .join(Team, col(Team.id) == col(PlannedStop.team_id))
        .where(
            PlannedStop.mission_id == station.mission_id, PlannedStop.station_code == station.code
        )
        .order_by(col(PlannedStop.at), Team.code)
    )
    return db.exec(planned.limit(MOST_LISTED)).all()


def _visits(db: Session, station: Station) -> Sequence[tuple[Visit, str]]:
    """Return the visits, each as its team said last."""
    rows = db.exec(
        select(Visit)
        .where(Visit.mission_id == station.mission_id, Visit.station_code == station.code)
        .order_by(col(Visit.revision).desc(), col(Visit.entry_id).desc())
        .limit(MOST_LISTED * 5)
    )
    newest: defaultdict[tuple[UUID, UUID | None], list[Visit]] = defaultdict(list)
    for row in rows:
        newest[row.visit_id, row.team_id].append(row)
    last = sorted((each[0] for each in newest.values()), key=lambda each: each.arrived_at)
    teams = db.exec(select(Team.id, Team.code).where(Team.mission_id == station.mission_id))
    codes = dict(teams.all())
    latest = last[::-1][:MOST_LISTED]
    return [(each, codes.get(each.team_id, "") if each.team_id else "") for each in latest]
