"""The messages of a mission, as their templates see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from server.messages.models import Message
from server.messages.receipts import Receipt, SentMessage
from server.messages.recipients import Recipients, Standing
from server.missions.here import Place
from server.missions.models import Team
from server.pages import Page
from shared.regions import outwards

MOST_CODES = 20
"""Of teams, in a row of the list."""


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A message, and who has read it."""

    text: str
    href: str
    audience: str
    sent: str
    by: str
    read: str
    who: str
    """Codes of the teams that have read it, the first of them."""


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
    standings: tuple[tuple[str, str], ...]
    """What teams may be picked by, as the form sends it, with its words."""
    everywhere: bool
    """The account speaks to every region; else to one of its own at a time."""
    older: str


@dataclass(frozen=True, slots=True)
class RecipientsPage(Page):
    """Whom a message is about to go to."""

    template: ClassVar[str] = "message_recipients.html"
    text: str
    audience: str
    team: str
    region: str
    standing: str
    """As the form before it sent them."""
    teams: tuple[tuple[str, str, str], ...]
    """Code, name and area of each."""


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """A recipient, and whether it has read."""

    team: str
    name: str
    read: str
    known: str


@dataclass(frozen=True, slots=True)
class MessagePage(Page):
    """One message, with all whom it went to."""

    template: ClassVar[str] = "message.html"
    text: str
    facts: tuple[tuple[str, str], ...]
    first: str
    """Address of the message that it repeats; '' = it repeats none."""
    summary: str
    rows: tuple[ReceiptRow, ...]
    again: str
    """Where the button sends; '' = nobody is left, or not for this account."""
    unread: int


def messages_page(
    place: Place,
    sent: Sequence[SentMessage],
    teams: Sequence[Team],
    forms: Sequence[tuple[str, str]],
    most: int,
) -> MessagesPage:
    """Return the page of the messages `sent`; where there are `most`, more may follow."""
    standings = [
        (Standing.NO_REPORT.value, "no report yet"),
        *((f"{Standing.FORM_NOT_SENT}:{form}", f"“{title}” not sent") for form, title in forms),
        (Standing.WAITING.value, "a report waits for judgement"),
    ]
    last = sent[-1].message.id if len(sent) == most else None
    return MessagesPage(
        frame=place.frame("Messages", "messages"),
        rows=tuple(_row(place, each) for each in sent),
        may_send=place.opens("POST /m/{code}/messages") and bool(teams),
        teams=tuple(
            (team.code, f"{team.code} {team.name}".strip())
            for team in teams
            if all(map(place.standing.answers_for, team.regions or [""]))
        ),
        regions=_regions(place, teams),
        everywhere=place.standing.answers_for(""),
        standings=tuple(standings),
        older=place.path(f"/messages?before={last}") if last else "",
    )


def _regions(place: Place, teams: Sequence[Team]) -> tuple[str, ...]:
    """Return the areas of teams, and the regions around them, as far as the account decides."""
    areas = {area for team in teams for area in team.regions} | set(place.standing.regions)
    found = {each for area in areas for each in outwards(area)}
    return tuple(sorted(filter(place.standing.answers_for, found)))


def recipients_page(
    place: Place, recipients: Recipients, *, text: str, team: str, region: str, standing: str
) -> RecipientsPage:
    """Return the page that asks once more before a message goes out."""
    return RecipientsPage(
        frame=place.frame("Recipients", "messages"),
        text=text,
        audience=recipients.words,
        team=team,
        region=region,
        standing=standing,
        teams=tuple(
            (each.code, each.name, "; ".join(each.regions) or "the whole mission")
            for each in recipients.teams
        ),
    )


def message_page(place: Place, message: Message, receipts: Sequence[Receipt]) -> MessagePage:
    """Return the page of one message."""
    read = [each for each in receipts if each.read_at]
    unread = len(receipts) - len(read)
    address = place.path("/messages")
    may_send = place.opens("POST /m/{code}/messages")
    return MessagePage(
        frame=place.frame("Message", "messages"),
        text=message.text,
        facts=(
            ("To", message.audience),
            ("Sent", place.times.at(message.at)),
            ("By", message.by),
        ),
        first=f"{address}/{message.again_of}" if message.again_of else "",
        summary=f"Read by {len(read)} of {len(receipts)} teams",
        rows=tuple(_receipt(place, each) for each in sorted(receipts, key=_unread_first)),
        again=f"{address}/{message.id}/again" if unread and may_send else "",
        unread=unread,
    )


def _row(place: Place, sent: SentMessage) -> MessageRow:
    return MessageRow(
        text=sent.message.text,
        href=place.path(f"/messages/{sent.message.id}"),
        audience=sent.message.audience,
        sent=place.times.at(sent.message.at),
        by=sent.message.by,
        read=f"{len(sent.read_by)} of {sent.teams}",
        who=_some(sent.read_by),
    )


def _some(codes: Sequence[str]) -> str:
    """Return the first codes; the message's own page has all."""
    left = len(codes) - MOST_CODES
    return ", ".join(codes[:MOST_CODES]) + (f" and {left:,} more" if left > 0 else "")


def _unread_first(receipt: Receipt) -> tuple[bool, str]:
    return bool(receipt.read_at), receipt.team.code


def _receipt(place: Place, receipt: Receipt) -> ReceiptRow:
    return ReceiptRow(
        team=receipt.team.code,
        name=receipt.team.name,
        read=_by_the_laptop(place, receipt.read_at),
        known=place.times.at(receipt.received_at) if receipt.received_at else "",
    )


def _by_the_laptop(place: Place, claim: str) -> str:
    """Return the laptop's claim by the mission's clock, or as it stands where it is no moment."""
    try:
        moment = datetime.fromisoformat(claim)
    except ValueError:
        return claim
    return place.times.at(moment) if moment.tzinfo else claim
