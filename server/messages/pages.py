"""The messages of a mission, as their template sees them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from server.messages.service import SentMessage
from server.missions.here import Place
from server.missions.models import Team
from server.pages import Page


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A message, and who has read it."""

    text: str
    audience: str
    sent: str
    by: str
    read: str
    who: str
    """Codes of the teams that have read it."""


@dataclass(frozen=True, slots=True)
class MessagesPage(Page):
    """What the teams were told, and a way to tell them more."""

    template: ClassVar[str] = "messages.html"
    rows: tuple[MessageRow, ...]
    may_send: bool
    teams: tuple[tuple[str, str], ...]
    """Code and words of each team."""
    regions: tuple[str, ...]
    """Region paths that teams work in."""


def messages_page(place: Place, sent: Sequence[SentMessage], teams: Sequence[Team]) -> MessagesPage:
    """Return the page of the messages `sent`."""
    return MessagesPage(
        frame=place.frame("Messages", "messages"),
        rows=tuple(_row(place, each) for each in sent),
        may_send=place.coordinates and bool(teams),
        teams=tuple((team.code, f"{team.code} {team.name}".strip()) for team in teams),
        regions=tuple(sorted({region for team in teams for region in team.regions})),
    )


def _row(place: Place, sent: SentMessage) -> MessageRow:
    return MessageRow(
        text=sent.message.text,
        audience=sent.message.audience,
        sent=place.times.at(sent.message.at),
        by=sent.message.by,
        read=f"{len(sent.read_by)} of {sent.teams}",
        who=", ".join(sent.read_by),
    )
