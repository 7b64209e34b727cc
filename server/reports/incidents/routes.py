"""Incidents, for coordinators: the list, one incident, its photographs."""

from typing import Annotated, cast
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse

from server.bounds import EntryNumber
from server.deps import Reading
from server.journal.attachments.store import AttachmentStore
from server.missions.here import Here
from server.missions.service import list_teams
from server.pages import render
from server.reports import attached
from server.reports.incidents import reading
from server.reports.incidents.pages import IncidentsPage, incident_page, incident_row, options
from server.reports.incidents.reading import Filter
from shared.sync.incidents import CATEGORIES, SEVERITIES

router = APIRouter(prefix="/m/{code}/incidents", include_in_schema=False)
MOST_LISTED = 100


@router.get("")
def show_incidents(here: Here, db: Reading, wanted: Annotated[Filter, Query()]) -> HTMLResponse:
    """List incidents, the latest first, a hundred at a time."""
    found = reading.list_incidents(db, here.mission.id, wanted, MOST_LISTED + 1)
    shown = found[:MOST_LISTED]
    chosen = {each: value for each, value in wanted.model_dump().items() if value}
    chosen.pop("before", None)
    older = (
        urlencode(chosen | {"before": shown[-1].row.entry_id}) if len(found) > MOST_LISTED else ""
    )
    teams = {
        team.code: f"{team.code} {team.name}".strip() for team in list_teams(db, here.mission.id)
    }
    return render(
        IncidentsPage(
            frame=here.frame("Incidents", "incidents"),
            title="Incidents found" if chosen else "Incidents",
            rows=tuple(incident_row(here, each) for each in shown),
            categories=options(CATEGORIES, wanted.category),
            severities=options({each: each for each in SEVERITIES}, wanted.severity),
            teams=options(teams, wanted.team),
            older=here.path(f"/incidents?{older}") if older else "",
            nothing="No incident fits. Take a filter away."
            if chosen
            else "No incidents have been reported. Teams send them with one key; they appear here "
            "within seconds.",
        )
    )


@router.get("/{incident_id}")
def show_incident(incident_id: UUID, here: Here, db: Reading) -> HTMLResponse:
    """Show one incident with its revisions."""
    rows = reading.get_revisions(db, here.mission.id, incident_id)
    station = reading.find_station(db, here.mission.id, rows[0].station_code)
    files = reading.list_files(db, here.mission.id, incident_id)
    return render(incident_page(here, rows, station, files))


@router.get("/{incident_id}/files/{entry_id}")
def open_file(
    incident_id: UUID, entry_id: EntryNumber, here: Here, db: Reading, request: Request
) -> Response:
    """Open a file of an incident, without what it tells of place and time."""
    file = attached.get_attached(db, here.mission.id, incident_id, entry_id)
    return attached.opened(_kept(request), file, original=False)


@router.get("/{incident_id}/files/{entry_id}/original")
def open_original(
    incident_id: UUID, entry_id: EntryNumber, here: Here, db: Reading, request: Request
) -> Response:
    """Open a file of an incident as it came from the laptop."""
    file = attached.get_attached(db, here.mission.id, incident_id, entry_id)
    return attached.opened(_kept(request), file, original=True)


def _kept(request: Request) -> AttachmentStore:
    return cast(AttachmentStore, request.app.state.attachments)
