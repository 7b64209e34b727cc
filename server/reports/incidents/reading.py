"""Incidents as pages read them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from pydantic import BaseModel, ConfigDict
from sqlmodel import Session, col, func, select

from server.errors import NotFound
from server.reports.attached import Attached, list_attached
from server.reports.incidents.models import Incident
from server.reports.registers import in_portions
from server.stations.models import Station


class NoSuchIncident(NotFound):
    """The mission has no such incident."""

    code = "no-such-incident"
    title = "There is no such incident"


class Filter(BaseModel):
    """Which incidents; '' and None mean all of them."""

    model_config = ConfigDict(frozen=True)

    category: str = ""
    severity: str = ""
    team: str = ""
    before: int | None = None
    """Only those from journal entries before this one: the next page of a list."""


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


def list_incidents(db: Session, mission_id: UUID, wanted: Filter, most: int) -> Sequence[Listed]:
    """Return at most `most` incidents as they now stand, the latest first."""
    query = select(Incident).where(
        Incident.mission_id == mission_id, col(Incident.superseded_at).is_(None)
    )
    for column, value in (
        (Incident.category, wanted.category),
        (Incident.severity, wanted.severity),
        (Incident.team_code, wanted.team),
    ):
        if value:
            query = query.where(col(column) == value)
    if wanted.before is not None:
        query = query.where(Incident.entry_id < wanted.before)
    rows = db.exec(query.order_by(col(Incident.entry_id).desc()).limit(most)).all()
    stations = _stations(db, mission_id, {row.station_code for row in rows})
    revisions = _revisions(db, {row.incident_id for row in rows})
    return [
        Listed(
            row,
            revisions[row.incident_id],
            stations.get(row.station_code),
            list_files(db, mission_id, row.incident_id),
        )
        for row in rows
    ]


def get_revisions(db: Session, mission_id: UUID, incident_id: UUID) -> Sequence[Incident]:
    """Return the revisions of an incident, the newest first. Raises NoSuchIncident."""
    rows = db.exec(
        select(Incident)
        .where(Incident.mission_id == mission_id, Incident.incident_id == incident_id)
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


def _stations(db: Session, mission_id: UUID, codes: set[str]) -> Mapping[str, Station]:
    found: dict[str, Station] = {}
    for some in in_portions(codes - {""}):
        query = select(Station).where(Station.mission_id == mission_id, col(Station.code).in_(some))
        found |= {station.code: station for station in db.exec(query)}
    return found


def _revisions(db: Session, incidents: set[UUID]) -> Mapping[UUID, int]:
    counted: dict[UUID, int] = {}
    for some in in_portions(incidents):
        query = select(Incident.incident_id, func.count()).where(
            col(Incident.incident_id).in_(some)
        )
        counted |= dict(db.exec(query.group_by(col(Incident.incident_id))).all())
    return counted
