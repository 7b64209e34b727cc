"""Proves that nothing was cut off a journal's end, as far as the server's own marks tell."""

from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from server.journal.faults import Fault, FaultKind
from server.journal.keys import server_key
from server.journal.marks import NewestMark, find_kept, hash_of, text_of
from server.journal.models import JournalEntry, JournalMark
from server.journal.verification import NOBODY, Verification
from shared.sync import seal

MOST_NAMED = 20
"""Entries of one device that are looked for: enough for both sides of its forks."""


class _Head(NamedTuple):
    """The newest entry of a device that a mark knows of."""

    seq: int
    hash: str
    made_at: str


def verify_marks(db: Session, home: Path, found: Verification) -> None:
    """Check the marks' own chain, and that every entry they name is still here."""
    public_key, previous = server_key(home).public_key, seal.GENESIS
    heads: dict[str, dict[str, _Head]] = {}
    kept, last = find_kept(home), None
    is_kept_here = kept is None
    marks = select(JournalMark).order_by(col(JournalMark.upto))
    for mark in db.scalars(marks.execution_options(yield_per=200)):
        found.marks += 1
        if not _is_right(mark, previous, public_key):
            found.add(Fault(FaultKind.MARK, NOBODY, mark.upto, previous, mark.previous))
        previous, last = mark.hash, mark
        is_kept_here = is_kept_here or (kept is not None and kept.hash == mark.hash)
        for device, seq, hashed in mark.heads:
            named = heads.setdefault(str(device), {})
            named[str(hashed)] = _Head(int(seq), str(hashed), mark.made_at)
            if len(named) > MOST_NAMED:  # what a chain goes on from is proven by its later entries
                del named[next(iter(named))]
    if kept is not None and not is_kept_here and _is_signed(kept, public_key):
        reached = last.upto if last else 0
        found.add(Fault(FaultKind.MARKS_CUT, NOBODY, kept.upto, kept.made_at, str(reached)))
    for device, named in heads.items():
        for head in named.values():
            _require_here(db, UUID(device), head, found)


def _is_right(mark: JournalMark, previous: str, public_key: str) -> bool:
    text = text_of(mark.upto, mark.hash, mark.made_at)
    return (
        mark.previous == previous
        and mark.hash == hash_of(mark)
        and seal.is_signed_by(public_key, text, mark.signature)
    )


def _is_signed(kept: NewestMark, public_key: str) -> bool:
    text = text_of(kept.upto, kept.hash, kept.made_at)
    return seal.is_signed_by(public_key, text, kept.signature)


def _require_here(db: Session, device: UUID, head: _Head, found: Verification) -> None:
    here = (
        select(col(JournalEntry.id))
        .where(
            col(JournalEntry.device_id) == device,
            col(JournalEntry.seq) == head.seq,
            col(JournalEntry.hash) == head.hash,
        )
        .limit(1)
    )
    if db.connection().execute(here).first() is None:
        found.add(Fault(FaultKind.CUT_OFF, device, head.seq, head.hash, head.made_at))
