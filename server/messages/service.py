"""Sending messages to teams, and telling who has read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, func, select

from server.changes import log
from server.messages.models import Acknowledgement, Message, MessageRecipient
from server.missions import service as missions
from server.missions.models import Mission, Team
from shared.ids import new_id
from shared.problems import Problem
from shared.regions import lies_in

LONGEST_TEXT = 2000


class NothingToSay(Problem):
    """A message is empty, or longer than a screen of a laptop holds."""

    status = 422
    code = "nothing-to-say"
    title = "The message can't be sent like this"


class NobodyToTell(Problem):
    """No team belongs to the audience."""

    status = 422
    code = "nobody-to-tell"
    title = "The message has no audience"


@dataclass(frozen=True)
class Audience:
    """Whom a message is for: a team, a region's teams, or (neither) every team."""

    team: str = ""
    region: str = ""


@dataclass(frozen=True)
class SentMessage:
    """A message with how far it has come."""

    message: Message
    teams: int
    """That it was sent to."""
    read_by: Sequence[str]
    """Codes of the teams that have read it."""


def send(
    db: Session, mission: Mission, audience: Audience, text: str, *, by: str, now: datetime
) -> Message:
    """Send `text` to the teams of `audience`, as they are now. `by` is an account's name.

    Raises NothingToSay, NobodyToTell or NoSuchTeam.
    """
    text = text.strip()
    if not text or len(text) > LONGEST_TEXT:
        raise NothingToSay(
            f"A message has 1 to {LONGEST_TEXT:,} characters; this one has {len(text):,}. "
            "Nothing was sent."
        )
    teams, words = _teams_of(db, mission, audience)
    message = Message(
        id=new_id(now), mission_id=mission.id, audience=words, text=text, by=by, at=now
    )
    db.add(message)
    db.flush()
    db.add_all(MessageRecipient(message_id=message.id, team_id=team.id) for team in teams)
    db.flush()
    for team in teams:
        log.note(db, mission.id, "message", [str(message.id)], team_id=team.id)
    return message


def list_messages_to(db: Session, team_id: UUID) -> Sequence[Message]:
    """Return the messages to a team, the oldest first."""
    to_team = (
        select(Message)
        .join(MessageRecipient, col(MessageRecipient.message_id) == Message.id)
        .where(MessageRecipient.team_id == team_id)
    )
    return db.exec(to_team.order_by(col(Message.at), col(Message.id))).all()


def list_sent(db: Session, mission: Mission) -> Sequence[SentMessage]:
    """Return the messages of a mission with who has read them, the newest first."""
    counts = dict(
        db.exec(
            select(MessageRecipient.message_id, func.count())
            .join(Message, col(Message.id) == MessageRecipient.message_id)
            .where(Message.mission_id == mission.id)
            .group_by(col(MessageRecipient.message_id))
        ).all()
    )
    read = db.exec(
        select(Acknowledgement.message_id, Team.code)
        .join(Team, col(Team.id) == Acknowledgement.team_id)
        .where(Acknowledgement.mission_id == mission.id)
        .order_by(Team.code)
        .distinct()
    ).all()
    newest = (
        select(Message).where(Message.mission_id == mission.id).order_by(col(Message.id).desc())
    )
    return [
        SentMessage(each, counts.get(each.id, 0), [code for of, code in read if of == each.id])
        for each in db.exec(newest)
    ]


def _teams_of(db: Session, mission: Mission, audience: Audience) -> tuple[Sequence[Team], str]:
    """Return the teams of an audience, and its words."""
    if audience.team:
        return [missions.get_team(db, mission, audience.team)], f"team {audience.team}"
    teams = missions.list_teams(db, mission.id)
    words = "every team"
    if audience.region:
        teams = [team for team in teams if _works_in(team, audience.region)]
        words = f"region {audience.region}"
    if not teams:
        raise NobodyToTell(
            f"Mission '{mission.code}' has no team"
            + (f" whose area lies in {audience.region}" if audience.region else "")
            + ". Nothing was sent."
        )
    return teams, words


def _works_in(team: Team, region: str) -> bool:
    """Tell whether the team's area of responsibility and `region` have something in common."""
    return not team.regions or any(
        lies_in(each, region) or lies_in(region, each) for each in team.regions
    )
