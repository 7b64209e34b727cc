"""Incidents for programs, as JSON: the list, and each with its history, by the pages' rights."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel
from sqlmodel import Session

from server.deps import Now, Reading, TheStore
from server.missions.here import Here, Place
from server.reports.incidents import cases, handling, reading
from server.reports.incidents.models import Incident, IncidentHandling
from server.reports.incidents.pages import MOST_LISTED
from server.reports.incidents.reading import Filter
from server.reports.incidents.routes import record_quarantine
from server.reports.incidents.stating import may_be_stated, vouching
from server.reports.incidents.words import is_overdue

router = APIRouter(prefix="/m/{code}", tags=["incidents"])


class HandlingOut(BaseModel):
    """What headquarters makes of an incident."""

    owner: str
    deadline: datetime | None
    overdue: bool
    severity: str
    """As headquarters sees it; empty: as the team does."""
    credibility: str
    provision: str
    closed_at: datetime | None
    outcome: str
    closed_because: str
    merged_into: UUID | None


class RevisionOut(BaseModel):
    """One revision, as the team sent it."""

    revision: int
    state: str
    judgement: str
    category: str
    severity: str
    source: str
    text: str
    station: str
    team: str
    noted_at: datetime
    received_at: datetime
    superseded_at: datetime | None
    reason: str


class IncidentListed(BaseModel):
    """An incident in the list."""

    id: UUID
    now: RevisionOut
    region: str
    handling: HandlingOut | None
    """None: nothing was done yet, or the reader is a partner organisation."""


class IncidentsOut(BaseModel):
    """A page of the list."""

    incidents: list[IncidentListed]
    next_start: int | None
    """Where the next page begins; None = this is the last."""


class ActionOut(BaseModel):
    """A line of an incident's log."""

    at: datetime
    by: str
    deed: str
    before: str
    after: str
    text: str


class SourceOut(BaseModel):
    """A source beside the report."""

    kind: str
    name: str
    text: str
    by: str
    at: datetime
    withdrawn_at: datetime | None


class CaseOut(BaseModel):
    """What headquarters knows of an incident beside the reports."""

    handling: HandlingOut | None
    actions: list[ActionOut]
    sources: list[SourceOut]
    duplicates: list[UUID]
    vouching: list[str]
    """Who saw or heard it."""
    may_not_be_stated_because: list[str]
    """Empty: a statement may speak of it."""


class IncidentOut(BaseModel):
    """An incident with its revisions, the newest first."""

    id: UUID
    revisions: list[RevisionOut]
    case: CaseOut | None
    """None: the reader is a partner organisation."""


@router.get("/incidents.json")
def list_incidents(
    here: Here, db: Reading, now: Now, wanted: Annotated[Filter, Query()]
) -> IncidentsOut:
    """List incidents, a hundred at a time."""
    found = reading.list_incidents(db, here, wanted, MOST_LISTED + 1, now=now)
    knows_all = here.own_teams is None
    return IncidentsOut(
        incidents=[
            IncidentListed(
                id=each.row.incident_id,
                now=_revision(each.row),
                region=each.station.region if each.station else "",
                handling=_handling(each.handling if knows_all else None, now),
            )
            for each in found[:MOST_LISTED]
        ],
        next_start=wanted.start + MOST_LISTED if len(found) > MOST_LISTED else None,
    )


@router.get("/incidents/{incident_id}/incident.json")
def get_incident(
    incident_id: UUID, here: Here, db: Reading, store: TheStore, now: Now
) -> IncidentOut:
    """Give an incident with its revisions and what is done about it."""
    rows = reading.get_revisions(db, here, incident_id)
    record_quarantine(here, store, rows, now)
    return IncidentOut(
        id=incident_id,
        revisions=[_revision(each) for each in rows],
        case=_case(db, here, incident_id, now) if here.own_teams is None else None,
    )


def _case(db: Session, here: Place, incident_id: UUID, now: datetime) -> CaseOut:
    case = cases.get_case(db, here.mission.id, incident_id)
    return CaseOut(
        handling=_handling(case.handling, now),
        actions=[
            ActionOut.model_validate(each, from_attributes=True)
            for each in handling.list_actions(db, incident_id)
        ],
        sources=[SourceOut.model_validate(each, from_attributes=True) for each in case.sources],
        duplicates=[each.incident_id for each in case.duplicates],
        vouching=list(vouching(case)),
        may_not_be_stated_because=list(may_be_stated(case)),
    )


def _handling(held: IncidentHandling | None, now: datetime) -> HandlingOut | None:
    if held is None:
        return None
    return HandlingOut(**held.model_dump(), overdue=is_overdue(held, now))


def _revision(row: Incident) -> RevisionOut:
    given = row.model_dump() | {"station": row.station_code, "team": row.team_code}
    return RevisionOut.model_validate(given)
