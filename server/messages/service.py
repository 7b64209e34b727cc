"""Sending messages to teams, and sending them again to those who have not read them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from server.changes import log
from server.errors import NotFound
from server.messages.models import Message, MessageRecipient
from server.messages.receipts import receipts_of
from server.messages.recipients import (
    Audience,
    NobodyToTell,
    Recipients,
    TeamsStanding,
    nobody_stands,
    recipients_of,
)
from server.missions.models import Mission, Team
from shared.ids import new_id
from shared.problems import Problem

LONGEST_TEXT = 2000


class NothingToSay(Problem):
    """A message is empty, or longer than a screen of a laptop holds."""

    status = 422
    code = "nothing-to-say"
    title = "The message can't be sent like this"


class NoSuchMessage(NotFound):
    """The mission has sent no such message."""

    code = "no-such-message"
    title = "There is no such message"


def send(  # noqa: PLR0913 - what a message is made of
    db: Session,
    mission: Mission,
    audience: Audience,
    text: str,
    *,
    by: str,
    now: datetime,
    teams_standing: TeamsStanding = nobody_stands,
) -> Message:
    """Send `text` to the teams of `audience`, as they are now. `by` is an account's name.

    Raises NothingToSay, NobodyToTell or NoSuchTeam.
    """
    text = checked_text(text)
    recipients = recipients_of(db, mission, audience, teams_standing)
    message = Message(
        id=new_id(now), mission_id=mission.id, audience=recipients.words, text=text, by=by, at=now
    )
    return _kept(db, message, recipients.teams)


def send_again(db: Session, mission: Mission, first: Message, *, by: str, now: datetime) -> Message:
    """Send a message anew to the teams that have not read it. Raises NobodyToTell."""
    unread = unread_by(db, first)
    message = Message(
        id=new_id(now),
        mission_id=mission.id,
        audience=unread.words,
        text=first.text,
        by=by,
        at=now,
        again_of=first.again_of or first.id,
    )
    return _kept(db, message, unread.teams)


def unread_by(db: Session, message: Message) -> Recipients:
    """Return the teams that have not read a message yet. Raises NobodyToTell."""
    teams = [each.team for each in receipts_of(db, message) if not each.read_at]
    if not teams:
        raise NobodyToTell("All whom the message went to have read it. Nothing was sent.")
    counted = "1 team" if len(teams) == 1 else f"{len(teams)} teams"
    return Recipients(teams, f"{counted} that had not read it, again")


def checked_text(text: str) -> str:
    """Return `text` as it is sent. Raises NothingToSay."""
    text = "\n".join(text.strip().splitlines())
    if not text or len(text) > LONGEST_TEXT:
        raise NothingToSay(
            f"A message has 1 to {LONGEST_TEXT:,} characters; this one has {len(text):,}. "
            "Nothing was sent."
        )
    return text


def get_message(db: Session, mission: Mission, message_id: UUID) -> Message:
    """Return a message of the mission. Raises NoSuchMessage."""
    message = db.get(Message, message_id)
    if message is None or message.mission_id != mission.id:
        raise NoSuchMessage(
            f"The mission has sent no message {message_id}. Look for it in the list of messages."
        )
    return message


def list_messages_to(db: Session, team_id: UUID) -> Sequence[Message]:
    """Return the messages to a team, the oldest first."""
    to_team = (
        select(Message)
        .join(MessageRecipient, col(MessageRecipient.message_id) == Message.id)
        .where(MessageRecipient.team_id == team_id)
    )
    return db.exec(to_team.order_by(col(Message.at), col(Message.id))).all()


def _kept(db: Session, message: Message, teams: Sequence[Team]) -> Message:
    db.add(message)
    db.flush()
    db.add_all(MessageRecipient(message_id=message.id, team_id=team.id) for team in teams)
    db.flush()
    for team in teams:
        log.note(db, message.mission_id, "message", [str(message.id)], team_id=team.id)
    return message
