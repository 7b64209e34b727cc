"""Messages to teams, for coordinators."""

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import BaseModel, Field

from server.bounds import PlainText
from server.deps import Now, Reading, Writing
from server.messages import service
from server.messages.pages import messages_page
from server.messages.service import Audience
from server.missions.here import Here
from server.missions.models import Mission
from server.missions.service import get_team, list_teams
from server.pages import render

router = APIRouter(prefix="/m/{code}/messages", include_in_schema=False)


class NewMessage(BaseModel):
    """A message as it is written on the page."""

    text: PlainText = Field(max_length=10_000)
    team: PlainText = ""
    region: PlainText = ""


@router.get("")
def show_messages(here: Here, db: Reading) -> HTMLResponse:
    """List what the teams were told, and who has read it."""
    sent = service.list_sent(db, here.mission)
    return render(messages_page(here, sent, list_teams(db, here.mission.id)))


@router.post("")
def send_message(
    here: Here, db: Writing, now: Now, message: Annotated[NewMessage, Form()]
) -> RedirectResponse:
    """Send a message; laptops have it with their next sync."""
    mission = db.get_one(Mission, here.mission.id)
    audience = Audience(team=message.team, region="" if message.team else message.region)
    if audience.team:
        here.require_team(get_team(db, mission, audience.team))
    else:
        here.require_region(audience.region)
    sent = service.send(db, mission, audience, message.text, by=here.caller.name, now=now)
    here.record(db, "message.sent", now=now, subject=f"message {sent.id}", audience=sent.audience)
    return RedirectResponse(here.path("/messages"), status_code=303)
