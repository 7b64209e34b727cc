"""Addresses of the end of a mission."""

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from server.deps import Now, Reading, Writing
from server.missions import closing
from server.missions.ending.pages import closing_page
from server.missions.erasing import Erasing, erase, plan_of
from server.missions.here import Here, Place
from server.missions.models import Mission
from server.missions.typed import Typed
from server.pages import render

router = APIRouter(prefix="/m/{code}/closing", include_in_schema=False)
_WHY = "Say why: whoever finds the mission closed reads it there."


@router.get("")
def show_closing(here: Here, db: Reading, now: Now, request: Request) -> Response:
    """Show how the mission stands, and what erasing its personal data would erase."""
    return _page(here, db, now, request)


@router.post("")
def close_mission(here: Here, db: Writing, now: Now, request: Request, typed: Typed) -> Response:
    """Close the mission, with a reason."""
    reason = typed["reason"].strip()[:500]
    if not reason:
        return _page(here, db, now, request, _WHY)
    closing.close(db, here.mission.id, reason, by=here.caller, now=now)
    return _back(here)


@router.post("/reopening")
def reopen_mission(here: Here, db: Writing, now: Now) -> Response:
    """Open the mission again."""
    closing.reopen(db, here.mission.id, by=here.caller, now=now)
    return _back(here)


@router.post("/archiving")
def archive_mission(here: Here, db: Writing, now: Now, typed: Typed) -> Response:
    """Put the closed mission into the archive, or take it out."""
    undo = bool(typed["undo"])
    closing.archive(db, here.mission.id, by=here.caller, now=now, undo=undo)
    return _back(here)


@router.post("/erasure")
def erase_people(here: Here, db: Writing, now: Now, request: Request, typed: Typed) -> Response:
    """Erase the mission's personal data, once its code was typed."""
    mission = db.get_one(Mission, here.mission.id)
    closing.require_closed(mission)
    if typed["confirm"].strip() != mission.code:
        sentence = f"Nothing was erased. Type the mission's code, {mission.code}, to confirm."
        return _page(here, db, now, request, sentence)
    erase(db, mission, _erasings(request), by=here.caller, now=now)
    return _back(here)


def _page(here: Place, db: Session, now: datetime, request: Request, problem: str = "") -> Response:
    mission = db.get_one(Mission, here.mission.id)
    plan = plan_of(db, mission, _erasings(request))
    return render(closing_page(here, mission, plan, now, problem), 422 if problem else 200)


def _erasings(request: Request) -> Sequence[Erasing]:
    return cast(Sequence[Erasing], request.app.state.erasings)


def _back(here: Place) -> RedirectResponse:
    return RedirectResponse(here.path("/closing"), status_code=303)
