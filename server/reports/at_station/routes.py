"""The page of a station; stations that the register lacks, and which of its own they are."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from server.bounds import PlainText
from server.deps import Now, Reading, Writing
from server.missions.here import Here
from server.pages import render
from server.reports import reading
from server.reports.at_station.pages import station_page, unlisted_page
from server.reports.at_station.reading import at_station, get_unlisted, list_unlisted
from server.reports.resolving import Deed, resolve
from server.stations import service as stations
from server.stations.problems import NoSuchStation

router = APIRouter(prefix="/m/{code}", include_in_schema=False)


@router.get("/stations/described")
def show_unlisted(here: Here, db: Reading) -> HTMLResponse:
    """Show the stations that reports name and the register lacks."""
    return render(unlisted_page(here, list_unlisted(db, here)))


@router.post("/stations/described")
def map_unlisted(
    here: Here, db: Writing, now: Now,
    written: Annotated[PlainText, Form(max_length=200)],
    station: Annotated[PlainText, Form(max_length=80)],
) -> Response:  # fmt: skip
    """Accept what waits under a code that observers wrote as reports from a listed station."""
    try:
        found = stations.get_station(db, here.mission.id, station.strip())
    except NoSuchStation as problem:
        page = unlisted_page(here, list_unlisted(db, here), problem.detail)
        return render(page, problem.status)
    here.require_region(found.region)
    unlisted = get_unlisted(db, here, written)
    for entry in sorted(unlisted.entries):
        resolve(
            db, here.mission.id, entry, Deed.ACCEPT, by=here.caller.name, now=now,
            station_code=found.code,
        )  # fmt: skip
    here.record(
        db, "station.mapped", now=now, subject=f"station {found.code}", written=written,
        reports=len(unlisted.entries),
    )  # fmt: skip
    return RedirectResponse(here.path("/stations/described"), status_code=303)


@router.get("/stations/{station_id}")
def show_station(station_id: UUID, here: Here, db: Reading) -> HTMLResponse:
    """Show all that is known of a station."""
    found = at_station(db, here, station_id)
    return render(station_page(here, found, reading.titles(db, here.mission.id)))
