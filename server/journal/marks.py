"""Marks: signed notes of how far the journal reached, each covering the one before.

A chain proves that nothing is missing before its end, and not that its end is there: a device's
last push could be removed whole. A mark names the newest entries of the devices that sent since
the mark before, so `verify` misses what was cut off. The newest mark also lies in a file beside
the database: whoever can write to the database only can't take the last marks away with it.
"""

import os
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import func, select, text
from sqlmodel import Session, col

from server.database import MARKS_LOCK, Store
from server.journal.keys import server_key
from server.journal.models import JournalEntry, JournalMark
from shared.digest import canonical_json, sha256_hex
from shared.sync import seal

MARK_FILE = "journal.mark"
_SPAN = 20_000
"""Entries that one mark looks at, at most."""


class NewestMark(NamedTuple):
    """What the file beside the database says."""

    upto: int
    hash: str
    made_at: str
    signature: str


def mark(store: Store, home: Path, *, now: datetime) -> int:
    """Note how far the journal reaches; return how many marks that took, 0 = nothing is new."""
    made, key = 0, server_key(home)
    while True:
        with store.writing() as db:
            newest = _mark_once(db, key, now)
        if newest is None:
            return made
        _keep(home / MARK_FILE, newest)
        made += 1


def find_kept(home: Path) -> NewestMark | None:
    """Return what the file says, or None where there is none that can be read."""
    try:
        return _of_file.validate_json((home / MARK_FILE).read_bytes())
    except (OSError, ValidationError):
        return None


def hash_of(mark: JournalMark) -> str:
    """Return the hash that a mark must have."""
    return sha256_hex(canonical_json([mark.previous, mark.upto, mark.heads, mark.made_at]))


def text_of(upto: int, hashed: str, made_at: str) -> bytes:
    """Return what the server signs."""
    return f"evenhand journal mark 1\n{upto}\n{hashed}\n{made_at}\n".encode()


def _mark_once(db: Session, key: seal.Signer, now: datetime) -> NewestMark | None:
    if db.get_bind().dialect.name == "postgresql":
        db.connection().execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": MARKS_LOCK})
    last = (
        db.connection()
        .execute(
            select(col(JournalMark.upto), col(JournalMark.hash))
            .order_by(col(JournalMark.upto).desc())
            .limit(1)
        )
        .one_or_none()
    )
    after, previous = last or (0, seal.GENESIS)
    heads = _heads(db, after)
    if not heads:
        return None
    made = JournalMark(
        upto=max(entry for entry, *_ in heads),
        heads=[[device, seq, fingerprint] for _, device, seq, fingerprint in heads],
        previous=previous,
        hash="",
        made_at=now.isoformat(),
        signature="",
    )
    made.hash = hash_of(made)
    made.signature = key.sign(text_of(made.upto, made.hash, made.made_at))
    db.add(made)
    return NewestMark(made.upto, made.hash, made.made_at, made.signature)


def _heads(db: Session, after: int) -> list[tuple[int, str, int, str]]:
    """Return (id, device, seq, hash) of each device's newest entries behind `after`."""
    next_one = select(func.min(col(JournalEntry.id))).where(col(JournalEntry.id) > after)
    first = db.connection().execute(next_one).scalar_one()  # numbers may have been left out
    if first is None:
        return []
    newest = (
        select(func.max(col(JournalEntry.id)))
        .where(col(JournalEntry.id).between(first, first + _SPAN))
        .group_by(col(JournalEntry.device_id), col(JournalEntry.forked))
    )
    rows = db.connection().execute(
        select(
            col(JournalEntry.id),
            col(JournalEntry.device_id),
            col(JournalEntry.seq),
            col(JournalEntry.hash),
        )
        .where(col(JournalEntry.id).in_(newest))
        .order_by(col(JournalEntry.id))
    )
    return [(entry or 0, str(device), seq, hashed) for entry, device, seq, hashed in rows]


def _keep(file: Path, newest: NewestMark) -> None:
    """Replace the file; it is there whole or not at all."""
    aside = file.with_name(f"{file.name}.{os.getpid()}.new")
    aside.write_bytes(_of_file.dump_json(newest))
    aside.chmod(0o600)
    with aside.open("rb") as stream:
        os.fsync(stream.fileno())
    aside.replace(file)


_of_file: TypeAdapter[NewestMark] = TypeAdapter(NewestMark)
