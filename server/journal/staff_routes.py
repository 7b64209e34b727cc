"""Laptops, for coordinators: who has one, a code for a new one, and an end to a lost one."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlmodel import Session

from server.deps import Now, Reading, TheSettings, Writing
from server.journal import devices, enrolment
from server.journal.enrolment import IssuedCode
from server.journal.pages import DevicesPage, devices_page
from server.missions.here import Here, Place
from server.missions.service import list_teams
from server.pages import render

router = APIRouter(prefix="/m/{code}/devices", include_in_schema=False)


@router.get("")
def show_devices(here: Here, db: Reading) -> HTMLResponse:
    """List the laptops, and the teams that have none."""
    return render(_page(here, db))


@router.post("")
def issue_code(
    team: Annotated[str, Form()], here: Here, db: Writing, settings: TheSettings, now: Now
) -> HTMLResponse:
    """Make an enrolment code and show it, this once."""
    issued = enrolment.issue_code(
        db, here.mission.code, team, length=settings.enrolment_length, now=now
    )
    return render(_page(here, db, issued))


@router.post("/{device_id}/withdrawal")
def withdraw(device_id: UUID, here: Here, db: Writing, now: Now) -> RedirectResponse:
    """Withdraw a laptop's enrolment."""
    devices.revoke(db, here.mission.id, device_id, now=now)
    return RedirectResponse(here.path("/devices"), status_code=303)


def _page(here: Place, db: Session, issued: IssuedCode | None = None) -> DevicesPage:
    mission_id = here.mission.id
    return devices_page(
        here, devices.list_devices(db, mission_id), list_teams(db, mission_id), issued
    )
