"""Messages to teams, for coordinators: written, previewed, sent, sent again."""

from typing import Annotated, cast
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import BaseModel, Field
from sqlmodel import Session

from server.bounds import PlainText
from server.deps import Now, Reading, Writing
from server.messages import service
from server.messages.pages import message_page, messages_page, recipients_page
from server.messages.receipts import list_sent, receipts_of
from server.messages.recipients import (
    Audience,
    Standing,
    TeamsStanding,
    form_titles,
    recipients_of,
)
from server.missions.here import Here, Place
from server.missions.models import Mission
from server.missions.service import get_team, list_teams
from server.pages import render

router = APIRouter(prefix="/m/{code}/messages", include_in_schema=False)
MOST_LISTED = 50
STANDINGS = "|".join(Standing)


class NewMessage(BaseModel):
    """A message as it is written on the page."""

    text: PlainText = Field(max_length=10_000)
    team: PlainText = ""
    region: PlainText = ""
    standing: PlainText = Field(default="", pattern=f"^(({STANDINGS})(:.*)?)?$")
    """`no_report`, `waiting`, or `form_not_sent:` and the form's id."""
    to: list[PlainText] = []
    """Codes of the teams that were ticked in the preview."""
    previewed: bool = False
    """Whether there was a preview: then it goes to nobody who was not ticked."""

    @property
    def audience(self) -> Audience:
        """Whom it is for."""
        standing, _, form = self.standing.partition(":")
        return Audience(
            team=self.team,
            region="" if self.team else self.region,
            standing=Standing(standing) if standing else None,
            form=form,
            only=frozenset(self.to) if self.previewed else None,
        )


async def _teams_standing(request: Request) -> TeamsStanding:
    return cast(TeamsStanding, request.app.state.teams_standing)


AllStanding = Annotated[TeamsStanding, Depends(_teams_standing)]
"""What tells teams apart by their reports, which lie floors above: `app` puts it in."""


@router.get("")
def show_messages(
    here: Here, db: Reading, before: Annotated[UUID | None, Query()] = None
) -> HTMLResponse:
    """List what the teams were told, and who has read it."""
    sent = list_sent(db, here.mission, before=before, most=MOST_LISTED)
    teams, titles = list_teams(db, here.mission.id), form_titles(db, here.mission)
    return render(messages_page(here, sent, teams, titles, MOST_LISTED))


@router.post("/recipients")
def preview_recipients(
    here: Here, db: Reading, message: Annotated[NewMessage, Form()], standing: AllStanding
) -> HTMLResponse:
    """Show whom a message would go to. Nothing is sent."""
    audience = message.audience
    _require_audience(here, db, here.mission, audience)
    page = recipients_page(
        here,
        recipients_of(db, here.mission, audience, standing),
        text=service.checked_text(message.text),
        team=audience.team,
        region=audience.region,
        standing=message.standing,
    )
    return render(page)


@router.post("")
def send_message(
    here: Here, db: Writing, now: Now, message: Annotated[NewMessage, Form()], standing: AllStanding
) -> RedirectResponse:
    """Send a message; laptops have it with their next sync."""
    mission = db.get_one(Mission, here.mission.id)
    _require_audience(here, db, mission, message.audience)
    sent = service.send(
        db,
        mission,
        message.audience,
        message.text,
        by=here.caller.name,
        now=now,
        teams_standing=standing,
    )
    here.record(db, "message.sent", now=now, subject=f"message {sent.id}", audience=sent.audience)
    return RedirectResponse(here.path("/messages"), status_code=303)


@router.get("/{message_id}")
def show_message(here: Here, db: Reading, message_id: UUID) -> HTMLResponse:
    """Show who has read a message and when, and who has not."""
    message = service.get_message(db, here.mission, message_id)
    return render(message_page(here, message, receipts_of(db, message)))


@router.post("/{message_id}/again")
def send_again(here: Here, db: Writing, now: Now, message_id: UUID) -> RedirectResponse:
    """Send a message once more to the teams that have not read it."""
    mission = db.get_one(Mission, here.mission.id)
    message = service.get_message(db, mission, message_id)
    for team in service.unread_by(db, message).teams:
        here.require_team(team)
    sent = service.send_again(db, mission, message, by=here.caller.name, now=now)
    here.record(
        db,
        "message.sent",
        now=now,
        subject=f"message {sent.id}",
        audience=sent.audience,
        again_of=str(sent.again_of),
    )
    return RedirectResponse(here.path(f"/messages/{sent.id}"), status_code=303)


def _require_audience(here: Place, db: Session, mission: Mission, audience: Audience) -> None:
    """Raise OutsideRegions where the account may not speak to all of the audience."""
    if audience.team:
        here.require_team(get_team(db, mission, audience.team))
    else:
        here.require_region(audience.region)
