"""Writing and reading the log of changes.

Whoever changes what laptops are told notes it in the same transaction. On PostgreSQL a lock that
lasts until the commit lets one writer in at a time, so numbers appear in the order of commits;
on SQLite there is one writer anyway. Note last: the lock is short then.
"""

import secrets
from collections.abc import Collection, Sequence
from typing import Literal, NamedTuple
from uuid import UUID

from sqlalchemy import insert, or_, select, text, update
from sqlmodel import Session, col

from server.changes.models import Change
from server.database import CHANGES_LOCK

Kind = Literal["mission", "plan", "form", "station", "message", "outcome"]
EVERYTHING = "*"
MOST_NAMED = 1000
"""Pieces that are named one by one. Beyond it, telling everything anew is as cheap."""


class Position(NamedTuple):
    """A place in the log."""

    seq: int
    mark: str


class Noted(NamedTuple):
    """One line of the log."""

    position: Position
    kind: str
    key: str


START = Position(0, "")


def note(
    db: Session, mission_id: UUID, kind: Kind, keys: Collection[str], *, team_id: UUID | None = None
) -> None:
    """Note that pieces have changed, came or went: `keys` of a kind, for one team or for all."""
    if not keys:
        return
    if db.get_bind().dialect.name == "postgresql":
        db.connection().execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": CHANGES_LOCK})
    mark = secrets.token_hex(8)
    named = [EVERYTHING] if len(keys) > MOST_NAMED else dict.fromkeys(keys)
    rows = [
        {"mark": mark, "mission_id": mission_id, "team_id": team_id, "kind": kind, "key": key}
        for key in named
    ]
    db.connection().execute(insert(Change), rows)


def begin_anew(db: Session) -> None:
    """Let no laptop's place in the log be known: each is told everything, and asks after its files.

    For a database that was put back from an older copy: what came after that is lost here, even
    where the log has not grown since.
    """
    db.connection().execute(update(Change).values(mark=secrets.token_hex(8)))


def newest(db: Session) -> Position:
    """Return the end of the log."""
    last = select(col(Change.seq), col(Change.mark)).order_by(col(Change.seq).desc()).limit(1)
    row = db.connection().execute(last).one_or_none()
    return Position(*row) if row else START


def is_known(db: Session, position: Position) -> bool:
    """Tell whether the log has led through `position`, so that what follows it is all there is."""
    if position == START:
        return True
    marks = select(col(Change.mark)).where(col(Change.seq) == position.seq)
    return db.connection().execute(marks).scalar_one_or_none() == position.mark


def list_between(
    db: Session, mission_id: UUID, team_id: UUID, after: int, through: int, most: int
) -> Sequence[Noted]:
    """Return what concerns a team behind `after`, up to `through`; at most `most` lines."""
    lines = (
        select(col(Change.seq), col(Change.mark), col(Change.kind), col(Change.key))
        .where(
            col(Change.mission_id) == mission_id,
            or_(col(Change.team_id).is_(None), col(Change.team_id) == team_id),
            col(Change.seq) > after,
            col(Change.seq) <= through,
        )
        .order_by(col(Change.seq))
        .limit(most)
    )
    rows = db.connection().execute(lines)
    return [Noted(Position(seq or 0, mark), kind, key) for seq, mark, kind, key in rows]
