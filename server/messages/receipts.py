"""Who has read a message, and who has not. A copy that was sent again counts as the message."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, func, or_, select

from server.messages.models import Acknowledgement, Message, MessageRecipient
from server.missions.models import Mission, Team


@dataclass(frozen=True)
class SentMessage:
    """A message with how far it has come."""

    message: Message
    teams: int
    """That it was sent to."""
    read_by: Sequence[str]
    """Codes of the teams that have read it."""


@dataclass(frozen=True)
class Receipt:
    """What is known of one recipient of a message."""

    team: Team
    read_at: str = ""
    """When it was read, by the laptop's clock; '' = not yet."""
    received_at: datetime | None = None
    """When headquarters learned of it."""


def list_sent(
    db: Session, mission: Mission, *, before: UUID | None = None, most: int = 50
) -> Sequence[SentMessage]:
    """Return at most `most` messages with who has read them, the newest first.

    `before` is the message behind which the list goes on.
    """
    query = select(Message).where(Message.mission_id == mission.id)
    if before is not None:
        query = query.where(col(Message.id) < before)
    messages = db.exec(query.order_by(col(Message.id).desc()).limit(most)).all()
    ids = [each.id for each in messages]
    counts = dict(
        db.exec(
            select(MessageRecipient.message_id, func.count())
            .where(col(MessageRecipient.message_id).in_(ids))
            .group_by(col(MessageRecipient.message_id))
        ).all()
    )
    read: defaultdict[UUID, list[str]] = defaultdict(list)
    for message_id, code in _read(db, ids):
        read[message_id].append(code)
    return [SentMessage(each, counts.get(each.id, 0), read[each.id]) for each in messages]


def receipts_of(db: Session, message: Message) -> Sequence[Receipt]:
    """Return what is known of each recipient of a message, by team code."""
    teams = db.exec(
        select(Team)
        .join(MessageRecipient, col(MessageRecipient.team_id) == Team.id)
        .where(MessageRecipient.message_id == message.id)
        .order_by(Team.code)
    ).all()
    copies = select(Message.id).where(or_(Message.id == message.id, Message.again_of == message.id))
    acknowledged = db.exec(
        select(Acknowledgement)
        .where(col(Acknowledgement.message_id).in_(copies))
        .order_by(col(Acknowledgement.entry_id).desc())
    )
    first = {each.team_id: each for each in acknowledged}  # the earliest comes last, and stays
    return [
        Receipt(team, first[team.id].read_at, first[team.id].received_at)
        if team.id in first
        else Receipt(team)
        for team in teams
    ]


def _read(db: Session, ids: Sequence[UUID]) -> Sequence[tuple[UUID, str]]:
    """Return message and team code of those who have read it, or a copy of it."""
    copy_of = func.coalesce(Message.again_of, Message.id)
    read = (
        select(MessageRecipient.message_id, Team.code)
        .join(Team, col(Team.id) == MessageRecipient.team_id)
        .join(Acknowledgement, col(Acknowledgement.team_id) == Team.id)
        .join(Message, col(Message.id) == Acknowledgement.message_id)
        .where(
            col(MessageRecipient.message_id).in_(ids),
            or_(MessageRecipient.message_id == Message.id, MessageRecipient.message_id == copy_of),
        )
        .order_by(Team.code)
        .distinct()
    )
    return db.exec(read).all()
