"""The audit trail: who did what, when, to which. Each entry is chained to the one before.

`record` may be called anywhere in a unit of work. What it was told is written at the commit, after
everything else: in the same transaction as the deed, so that there is neither a deed without its
entry nor an entry without its deed; and behind every other lock, so that nobody waits long and two
writers never wait for each other. On PostgreSQL a lock lets one writer in at a time, whatever the
number of processes; on SQLite there is one writer anyway.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import event, insert, select, text
from sqlalchemy.orm import Session as AnySession
from sqlmodel import Session, col

from server.accounts.caller import Doer
from server.accounts.models import TrailEntry
from server.database import READS_ONLY, TRAIL_LOCK
from shared.digest import digest_of

GENESIS = "0" * 64
"""What the first entry follows."""
LONGEST_SUBJECT = 200
_WAITING = "trail"

Particular = str | int | bool | None | list[str]
"""What a particular of an entry may be. Never an answer of a report, never a secret."""


class Head(NamedTuple):
    """The end of the trail. Noted elsewhere, it proves later that nothing before it was changed."""

    seq: int
    hash: str


NOTHING = Head(0, GENESIS)


def record(
    db: Session,
    by: Doer,
    deed: str,
    *,
    now: datetime,
    mission_id: UUID | None = None,
    subject: str = "",
    **particulars: Particular,
) -> None:
    """Have it written with the commit of `db` that `by` did `deed` to `subject`.

    A deed is a noun and what became of it (`report.judged`), a subject a kind and an id or code.
    """
    if db.info.get(READS_ONLY):
        raise ValueError("what is recorded in a session that only reads would be lost")
    if _WAITING not in db.info:
        db.info[_WAITING] = []
        event.listen(db, "before_commit", _write)
    db.info[_WAITING].append(
        {
            "at": now,
            "account_id": by.account_id,
            "name": by.name,
            "deed": deed,
            "mission_id": mission_id,
            "subject": subject[:LONGEST_SUBJECT],
            "particulars": particulars,
        }
    )


def head(db: Session) -> Head:
    """Return the end of the trail; 0 and zeros where nothing was recorded yet."""
    return _head(db)


def hash_of(entry: Mapping[str, Any]) -> str:
    """Return the hash that an entry must have: over all that it says, and the hash before it."""
    at: datetime = entry["at"]
    return digest_of(
        {
            "seq": entry["seq"],
            "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
            "account": str(entry["account_id"] or ""),
            "name": entry["name"],
            "deed": entry["deed"],
            "mission": str(entry["mission_id"] or ""),
            "subject": entry["subject"],
            "particulars": entry["particulars"],
            "previous": entry["previous"],
        }
    )


def _write(db: AnySession) -> None:
    waiting: list[dict[str, Any]] = db.info[_WAITING]
    if not waiting or db.in_nested_transaction():
        return
    if db.get_bind().dialect.name == "postgresql":
        db.connection().execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": TRAIL_LOCK})
    seq, previous = _head(db)
    for entry in waiting:
        seq += 1
        entry |= {"seq": seq, "previous": previous}
        previous = entry["hash"] = hash_of(entry)
    db.connection().execute(insert(TrailEntry), waiting)
    db.info[_WAITING] = []


def _head(db: AnySession) -> Head:
    last = (
        select(col(TrailEntry.seq), col(TrailEntry.hash))
        .order_by(col(TrailEntry.seq).desc())
        .limit(1)
    )
    row = db.connection().execute(last).one_or_none()
    return Head(*row) if row else NOTHING
