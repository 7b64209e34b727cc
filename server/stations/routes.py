"""The register's pages."""

from collections.abc import Iterator, Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel
from sqlmodel import Session

from server.bounds import PlainText
from server.database import Store
from server.deps import Now, Reading, TheStore, Writing
from server.downloads import csv_answer
from server.missions.here import Here, Place
from server.missions.typed import Typed
from server.pages import render
from server.stations import changing, listing
from server.stations.changing import StationChanged, WrongStation
from server.stations.columns import CLOSED, FIELDS, KNOWN_AS
from server.stations.listing import Wanted
from server.stations.models import Station
from server.stations.pages import change_page, new_page, stations_page
from server.stations.service import get_by_id, list_stations
from server.tabular.csv_writing import csv_lines

router = APIRouter(prefix="/m/{code}", include_in_schema=False)
ON_A_PAGE = 100
EXPORTED = tuple(each.name for each in FIELDS if each.name != "code")


class Told(BaseModel):
    """What is known of a station that is not in the register yet."""

    code: PlainText = ""
    name: PlainText = ""
    address: PlainText = ""
    setting: PlainText = ""


@router.get("/stations")
def show_stations(here: Here, db: Reading, wanted: Annotated[Wanted, Query()]) -> HTMLResponse:
    """List the register, searched and narrowed, a hundred at a time."""
    rows = listing.list_page(db, here.mission.id, wanted, ON_A_PAGE)
    total = listing.count(db, here.mission.id, wanted)
    regions = listing.list_regions(db, here.mission.id, wanted.region)
    return render(stations_page(here, wanted, rows, total, regions, most=ON_A_PAGE))


@router.get("/stations.csv")
def export_stations(here: Here, store: TheStore, now: Now) -> Response:
    """Hand the register out as CSV that reads back unchanged; the audit trail has an entry."""
    with store.writing() as db:
        here.record(db, "stations.exported", now=now)
    return csv_answer(
        csv_lines(_table(store, here.mission.id)), f"{here.mission.code}-stations.csv"
    )


@router.get("/stations/new")
def ask_for_station(here: Here, told: Annotated[Told, Query()]) -> HTMLResponse:
    """Ask for a new station; what a team told of it may be filled in."""
    return render(new_page(here, told.model_dump(), None))


@router.post("/stations")
def add_station(here: Here, typed: Typed, db: Writing, now: Now) -> Response:
    """Add a station."""
    try:
        here.require_region(typed["region"].strip())
        station = changing.add(db, here.mission.id, typed, now=now)
    except WrongStation as problem:
        return render(new_page(here, typed, problem), problem.status)
    here.record(db, "station.added", now=now, subject=_subject(station), name=station.name)
    return _to(here, station)


@router.get("/stations/{station_id}/particulars")
def ask_for_particulars(station_id: UUID, here: Here, db: Reading) -> HTMLResponse:
    """Ask what is to be changed."""
    return render(change_page(here, get_by_id(db, here.mission.id, station_id), None, None))


@router.post("/stations/{station_id}/particulars")
def change_station(station_id: UUID, here: Here, typed: Typed, db: Writing, now: Now) -> Response:
    """Change a station."""
    station = _mine(here, db, station_id)
    try:
        here.require_region(typed["region"].strip())
        changed = changing.change(db, station, typed, seen=typed["seen"], now=now)
    except (WrongStation, StationChanged) as problem:
        return render(change_page(here, station, typed, problem), problem.status)
    if changed:
        here.record(db, "station.changed", now=now, subject=_subject(station), **_brief(changed))
    return _to(here, station)


@router.post("/stations/{station_id}/closing")
def close_station(
    station_id: UUID, here: Here, db: Writing, now: Now,
    why: Annotated[PlainText, Form(max_length=500)] = "",
) -> Response:  # fmt: skip
    """Close a station."""
    station = _mine(here, db, station_id)
    changing.close(db, station, why, now=now)
    here.record(db, "station.closed", now=now, subject=_subject(station), why=why.strip())
    return _to(here, station)


@router.post("/stations/{station_id}/opening")
def open_station(station_id: UUID, here: Here, db: Writing, now: Now) -> Response:
    """Open a closed station again."""
    station = _mine(here, db, station_id)
    changing.reopen(db, station, now=now)
    here.record(db, "station.opened", now=now, subject=_subject(station))
    return _to(here, station)


def _mine(here: Place, db: Session, station_id: UUID) -> Station:
    """Return a station in a region where the account decides."""
    station = get_by_id(db, here.mission.id, station_id)
    here.require_region(station.region)
    return station


def _to(here: Place, station: Station) -> RedirectResponse:
    return RedirectResponse(here.path(f"/stations/{station.id}"), status_code=303)


def _subject(station: Station) -> str:
    return f"station {station.code}"


def _brief(changed: dict[str, str]) -> dict[str, str]:
    """Return what changed as the trail keeps it: a name of its own is no particular."""
    return {f"its_{name}": words[:300] for name, words in changed.items()}


def _table(store: Store, mission_id: UUID) -> Iterator[Sequence[object]]:
    with store.reading() as db:
        stations = list_stations(db, mission_id)
        attributes = list(dict.fromkeys(name for each in stations for name in each.attributes))
        yield ("code", KNOWN_AS, *EXPORTED, CLOSED, *attributes)
        for each in stations:
            own = (getattr(each, name) for name in EXPORTED)
            others = (each.attributes.get(name, "") for name in attributes)
            yield (each.number or each.code, each.code, *own, each.closed_why, *others)
