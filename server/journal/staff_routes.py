"""Laptops, for coordinators: how each stands, a code for a new one, an end to a lost one."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse
from sqlmodel import Session

from server.bounds import PlainText
from server.deps import Now, Reading, TheSettings, Writing
from server.errors import NotFound
from server.journal import devices, enrolment
from server.journal.enrolment import IssuedCode
from server.journal.pages import DevicePage, DevicesPage, as_json, device_page, devices_page
from server.journal.standing import find_fork, list_standings
from server.missions.here import Here, Place
from server.missions.service import get_team, list_teams
from server.pages import render

router = APIRouter(prefix="/m/{code}", include_in_schema=False)


@router.get("/devices")
def show_devices(here: Here, db: Reading) -> HTMLResponse:
    """List the laptops, and the teams that have none."""
    return render(_page(here, db))


@router.get("/devices.json")
def tell_devices(here: Here, db: Reading) -> JSONResponse:
    """Give the list as plain data."""
    rows: list[dict[str, Any]] = [as_json(each) for each in list_standings(db, here.mission.id)]
    return JSONResponse({"mission": here.mission.code, "devices": rows})


@router.post("/devices")
def issue_code(
    team: Annotated[PlainText, Form()], here: Here, db: Writing, settings: TheSettings, now: Now
) -> HTMLResponse:
    """Make an enrolment code and show it, this once."""
    here.require_team(get_team(db, here.mission, team))
    issued = enrolment.issue_code(
        db, here.mission.code, team, length=settings.enrolment_length, now=now
    )
    here.record(db, "enrolment_code.issued", now=now, subject=f"team {team}")
    return render(_page(here, db, issued))


@router.get("/devices/{device_id}")
def show_device(device_id: UUID, here: Here, db: Reading) -> HTMLResponse:
    """Show one laptop, and both sides of its fork."""
    return render(_device_page(here, db, device_id))


@router.post("/devices/{device_id}/withdrawal")
def withdraw(device_id: UUID, here: Here, db: Writing, now: Now) -> RedirectResponse:
    """Withdraw a laptop's enrolment."""
    _revoke(here, db, device_id, now)
    return RedirectResponse(here.path(f"/devices/{device_id}"), status_code=303)


@router.post("/devices/{device_id}/replacement")
def replace(
    device_id: UUID, here: Here, db: Writing, settings: TheSettings, now: Now
) -> HTMLResponse:
    """Withdraw a lost laptop's enrolment, and make a code for the same team's new one."""
    team = _revoke(here, db, device_id, now)
    issued = enrolment.issue_code(
        db, here.mission.code, team, length=settings.enrolment_length, now=now
    )
    here.record(db, "enrolment_code.issued", now=now, subject=f"team {team}")
    return render(_device_page(here, db, device_id, issued))


def _revoke(here: Place, db: Session, device_id: UUID, now: datetime) -> str:
    """Withdraw a laptop's enrolment; return the code of its team."""
    lost = devices.revoke(db, here.mission.id, device_id, now=now)
    db.flush()
    team = next(each for each in list_teams(db, here.mission.id) if each.id == lost.team_id)
    here.require_team(team)
    here.record(db, "device.withdrawn", now=now, subject=f"device {device_id}", team=team.code)
    return team.code


def _page(here: Place, db: Session, issued: IssuedCode | None = None) -> DevicesPage:
    mission_id = here.mission.id
    return devices_page(here, list_standings(db, mission_id), list_teams(db, mission_id), issued)


def _device_page(
    here: Place, db: Session, device_id: UUID, issued: IssuedCode | None = None
) -> DevicePage:
    found = list_standings(db, here.mission.id, device_id)
    if not found:
        raise NotFound(f"The mission has no laptop {device_id}. See the list of devices.")
    return device_page(here, found[0], find_fork(db, device_id), issued)
