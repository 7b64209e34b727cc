"""Incidents as pages read them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import ColumnElement, case
from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import Select

from server.bounds import PlainText
from server.database import in_portions
from server.missions.here import Place
from server.reports.attached import Attached, list_attached
from server.reports.incidents.models import Incident, IncidentHandling
from server.reports.incidents.problems import NoSuchIncident
from server.reports.models import AttachedFile, State
from server.stations.models import Station
from shared.sync.incidents import SEVERITIES

_RANK = {name: rank for rank, name in enumerate(SEVERITIES)}


class Status(StrEnum):
    """How far an incident has come."""

    OPEN = "open"
    OVERDUE = "overdue"
    CLOSED = "closed"
    WAITING = "waiting"
    """For a decision of headquarters: it stands in quarantine or conflict."""


class Order(StrEnum):
    """What stands first in a list."""

    LATEST = "latest"
    AGE = "age"
    """The oldest."""
    SEVERITY = "severity"
    """The gravest, as headquarters sees it."""
    DEADLINE = "deadline"
    """What is due soonest."""


class Filter(BaseModel):
    """Which incidents, in which order; '' and None mean all of them."""

    model_config = ConfigDict(frozen=True)

    category: PlainText = ""
    severity: PlainText = ""
    """As headquarters sees it, else as the team does."""
    team: PlainText = ""
    owner: PlainText = ""
    status: Status | None = None
    sort: Order = Order.LATEST
    start: Annotated[int, Field(ge=0, lt=2**31)] = 0
    """How many to pass over: the next page of the list."""


@dataclass(frozen=True)
class Listed:
    """An incident with what stands around it."""

    row: Incident
    revisions: int
    """How many there are of it."""
    station: Station | None
    """None where it names none, or one that the register lacks."""
    files: Sequence[Attached]
    """Of all its revisions, each once."""
    handling: IncidentHandling | None = None


def readable(place: Place) -> list[ColumnElement[bool]]:
    """Return the conditions under which the page's reader may read an incident.

    A partner organisation reads those of its own observers' teams.
    """
    of_mission = [col(Incident.mission_id) == place.mission.id]
    if place.own_teams is not None:
        of_mission.append(col(Incident.team_code).in_(place.own_teams))
    return of_mission


def list_incidents(
    db: Session, place: Place, wanted: Filter, most: int, *, now: datetime
) -> Sequence[Listed]:
    """Return at most `most` incidents as they now stand.

    A partner learns nothing of how they are handled, neither by what is left out nor by the order.
    """
    knows_all = place.own_teams is None
    if not knows_all:
        wanted = wanted.model_copy(update={"status": None, "owner": "", "sort": Order.LATEST})
    query = _wanted(place, wanted, knows_all=knows_all)
    if wanted.status is not None:
        query = query.where(*_in_status(wanted.status, now))
    ordered = query.order_by(*_order(wanted.sort))
    found = db.exec(ordered.offset(wanted.start).limit(most)).all()
    return _with_surroundings(db, place, found)


def _with_surroundings(
    db: Session, place: Place, found: Sequence[tuple[Incident, IncidentHandling | None]]
) -> list[Listed]:
    """Return incidents with what is listed beside them, without a look at each by itself."""
    stations = _stations(db, place.mission.id, {row.station_code for row, _ in found})
    revisions = _revisions(db, {row.incident_id for row, _ in found})
    with_files = _with_files(db, {row.incident_id for row, _ in found})
    return [
        Listed(
            row,
            revisions[row.incident_id],
            stations.get(row.station_code),
            list_files(db, place.mission.id, row.incident_id)
            if row.incident_id in with_files
            else (),
            handling,
        )
        for row, handling in found
    ]


def _wanted(place: Place, wanted: Filter, *, knows_all: bool) -> Select[Incident, IncidentHandling]:
    """Return the query of what the account may read of what is `wanted`."""
    query = (
        select(Incident, IncidentHandling)
        .join(
            IncidentHandling,
            col(IncidentHandling.incident_id) == col(Incident.incident_id),
            isouter=True,
        )
        .where(*readable(place), col(Incident.superseded_at).is_(None))
    )
    for column, value in (
        (col(Incident.category), wanted.category),
        (_severity() if knows_all else col(Incident.severity), wanted.severity),
        (col(Incident.team_code), wanted.team),
        (col(IncidentHandling.owner), wanted.owner),
    ):
        if value:
            query = query.where(column == value)
    return query


def count_incidents(db: Session, place: Place, *, now: datetime) -> Mapping[Status, int]:
    """Return how many incidents are open, overdue, closed and waiting; duplicates count once."""
    standing = (*readable(place), col(Incident.superseded_at).is_(None))
    counts: dict[Status, int] = {}
    for status in Status:
        query = (
            select(func.count(func.distinct(col(Incident.incident_id))))
            .join(
                IncidentHandling,
                col(IncidentHandling.incident_id) == col(Incident.incident_id),
                isouter=True,
            )
            .where(*standing, col(IncidentHandling.merged_into).is_(None))
        )
        counts[status] = db.exec(query.where(*_in_status(status, now))).one()
    return counts


def get_revisions(db: Session, place: Place, incident_id: UUID) -> Sequence[Incident]:
    """Return the revisions of an incident, the newest first. Raises NoSuchIncident."""
    rows = db.exec(
        select(Incident)
        .where(*readable(place), Incident.incident_id == incident_id)
        .order_by(col(Incident.revision).desc(), col(Incident.entry_id).desc())
    ).all()
    if not rows:
        raise NoSuchIncident(f"The mission holds no incident {incident_id}. See the list of them.")
    return rows


def find_station(db: Session, mission_id: UUID, code: str) -> Station | None:
    """Return the station that an incident names, where the register has it."""
    return _stations(db, mission_id, {code}).get(code)


def list_files(db: Session, mission_id: UUID, incident_id: UUID) -> Sequence[Attached]:
    """Return the files of an incident: a correction announces those of before again."""
    newest = {each.row.sha256: each for each in list_attached(db, mission_id, incident_id)}
    return list(newest.values())


def _severity() -> ColumnElement[str]:
    """Return the severity that counts: headquarters' own, else the team's."""
    return func.coalesce(func.nullif(col(IncidentHandling.severity), ""), col(Incident.severity))


def _in_status(status: Status, now: datetime) -> list[ColumnElement[bool]]:
    is_open = col(IncidentHandling.closed_at).is_(None)
    match status:
        case Status.OPEN:
            return [is_open]
        case Status.OVERDUE:
            return [is_open, col(IncidentHandling.deadline) < now]
        case Status.CLOSED:
            return [~is_open]
        case Status.WAITING:
            return [col(Incident.state).in_([State.QUARANTINED, State.CONFLICT])]


def _order(sort: Order) -> Sequence[Any]:
    latest = col(Incident.entry_id).desc()
    grave = case(_RANK, value=_severity(), else_=len(_RANK))
    due = col(IncidentHandling.deadline)
    match sort:
        case Order.LATEST:
            return [latest]
        case Order.AGE:
            return [col(Incident.entry_id)]
        case Order.SEVERITY:
            return [grave, latest]
        case Order.DEADLINE:
            return [due.is_(None), due, grave, latest]


def _stations(db: Session, mission_id: UUID, codes: set[str]) -> Mapping[str, Station]:
    found: dict[str, Station] = {}
    for some in in_portions(codes - {""}):
        query = select(Station).where(Station.mission_id == mission_id, col(Station.code).in_(some))
        found |= {station.code: station for station in db.exec(query)}
    return found


def _with_files(db: Session, incidents: set[UUID]) -> set[UUID]:
    """Return those of `incidents` that name a file."""
    found: set[UUID] = set()
    for some in in_portions(incidents):
        named = select(AttachedFile.report_id).where(col(AttachedFile.report_id).in_(some))
        found |= set(db.exec(named.distinct()))
    return found


def _revisions(db: Session, incidents: set[UUID]) -> Mapping[UUID, int]:
    counted: dict[UUID, int] = {}
    for some in in_portions(incidents):
        query = select(Incident.incident_id, func.count()).where(
            col(Incident.incident_id).in_(some)
        )
        counted |= dict(db.exec(query.group_by(col(Incident.incident_id))).all())
    return counted
