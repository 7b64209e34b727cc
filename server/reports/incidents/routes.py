"""Incidents, for whoever reads them: the list, one incident, its photographs."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from fastapi.responses import HTMLResponse
from sqlmodel import Session

from server.accounts.memberships import list_members
from server.bounds import EntryNumber
from server.database import Store
from server.deps import Now, Reading, TheStore, Writing
from server.journal.attachments.given import TheAttachments
from server.journal.attachments.store import AttachmentStore
from server.missions.here import Here, Place
from server.missions.service import list_teams
from server.pages import render
from server.reports import attached
from server.reports.incidents import cases, handling, reading
from server.reports.incidents.incident_page import Around, incident_page
from server.reports.incidents.models import Incident
from server.reports.incidents.pages import MOST_LISTED, incidents_page
from server.reports.incidents.reading import Filter, Order, Status
from server.reports.models import State

router = APIRouter(prefix="/m/{code}/incidents", include_in_schema=False)
MOST_OTHERS = 50
"""Open incidents among which one chooses a duplicate's."""


@router.get("")
def show_incidents(
    here: Here, db: Reading, now: Now, wanted: Annotated[Filter, Query()]
) -> HTMLResponse:
    """List incidents, a hundred at a time."""
    found = reading.list_incidents(db, here, wanted, MOST_LISTED + 1, now=now)
    counts = reading.count_incidents(db, here, now=now)
    teams = {
        team.code: f"{team.code} {team.name}".strip()
        for team in list_teams(db, here.mission.id)
        if here.own_teams is None or team.code in here.own_teams
    }
    return render(incidents_page(here, wanted, found, counts, teams, now=now))


@router.get("/{incident_id}")
def show_incident(
    incident_id: UUID, here: Here, db: Reading, store: TheStore, now: Now
) -> HTMLResponse:
    """Show one incident with its revisions, and what headquarters does about it."""
    rows = reading.get_revisions(db, here, incident_id)
    station = reading.find_station(db, here.mission.id, rows[0].station_code)
    files = reading.list_files(db, here.mission.id, incident_id)
    record_quarantine(here, store, rows, now)
    around = None
    if here.own_teams is None:
        others = reading.list_incidents(
            db, here, Filter(status=Status.OPEN, sort=Order.LATEST), MOST_OTHERS, now=now
        )
        around = Around(
            case=cases.get_case(db, here.mission.id, incident_id),
            actions=handling.list_actions(db, incident_id),
            others=[
                each.row
                for each in others
                if each.row.incident_id != incident_id
                and not (each.handling and each.handling.merged_into)
            ],
            owners=[account.name for account, _ in list_members(db, here.mission.id)],
            now=now,
        )
    return render(incident_page(here, rows, station, files, around))


@router.get("/{incident_id}/files/{entry_id}")
def open_file(
    incident_id: UUID, entry_id: EntryNumber, here: Here, db: Reading, kept: TheAttachments
) -> Response:
    """Open a file of an incident, without what it tells of place and time."""
    return _opened(here, db, kept, incident_id, entry_id, original=False)


@router.get("/{incident_id}/files/{entry_id}/original")
def open_original(
    incident_id: UUID,
    entry_id: EntryNumber,
    here: Here,
    db: Writing,
    now: Now,
    kept: TheAttachments,
) -> Response:
    """Open a file of an incident as it came from the laptop."""
    subject = f"incident {incident_id}"
    here.record(db, "file.original_opened", now=now, subject=subject, entry=entry_id)
    return _opened(here, db, kept, incident_id, entry_id, original=True)


def record_quarantine(here: Place, store: Store, rows: Sequence[Incident], now: datetime) -> None:
    """Leave a trace of who reads revisions of which one stands in quarantine."""
    if any(each.state == State.QUARANTINED and not each.superseded_at for each in rows):
        with store.writing() as trail:
            subject = f"incident {rows[0].incident_id}"
            here.record(trail, "incident.read_in_quarantine", now=now, subject=subject)


def _opened(
    here: Place,
    db: Session,
    kept: AttachmentStore,
    incident_id: UUID,
    entry_id: int,
    *,
    original: bool,
) -> Response:
    reading.get_revisions(db, here, incident_id)
    file = attached.get_attached(db, here.mission.id, incident_id, entry_id)
    return attached.opened(kept, file, original=original)
