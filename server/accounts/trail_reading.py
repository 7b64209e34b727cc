"""The audit trail as people look things up in it, and the proof that it is whole."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, String, cast, or_
from sqlmodel import Session, col, select

from server.accounts.models import TrailEntry
from server.accounts.trail import GENESIS, NOTHING, Head, hash_of

_ROWS_AT_ONCE = 1000
_MOST_FAULTS = 100


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries; '' and None mean all of them."""

    mission_id: UUID | None = None
    words: str = ""
    """Somewhere in the subject or the particulars."""
    name: str = ""
    deed: str = ""
    """A deed, or the noun of several: `report`."""
    since: datetime | None = None
    until: datetime | None = None
    """Before this moment."""
    before: int | None = None
    """Only entries before this number: the next page of a list."""


@dataclass
class Proof:
    """What was checked of the trail, and what is broken."""

    head: Head = NOTHING
    broken: list[str] = field(default_factory=list[str])
    """Sentences, the first hundred."""

    def say(self, sentence: str) -> None:
        """Remember what is broken."""
        if len(self.broken) < _MOST_FAULTS:
            self.broken.append(sentence)


def search(db: Session, wanted: Wanted, most: int | None = None) -> Iterator[TrailEntry]:
    """Yield the entries, the newest first, a few of them in memory at a time."""
    newest = select(TrailEntry).where(*_conditions(wanted)).order_by(col(TrailEntry.seq).desc())
    yield from db.exec(newest.limit(most), execution_options={"yield_per": _ROWS_AT_ONCE})


def list_deeds(db: Session, mission_id: UUID | None = None) -> Sequence[str]:
    """Return the deeds that there are in one mission or (None) in all, by the alphabet."""
    there = select(TrailEntry.deed).distinct().order_by(TrailEntry.deed)
    if mission_id is not None:
        there = there.where(TrailEntry.mission_id == mission_id)
    return db.exec(there).all()


def prove(db: Session, noted_head: str = "") -> Proof:
    """Follow the trail from its first entry: numbers, hashes, and what each one follows.

    A trail can't tell by itself that its end was cut off, or that all of it was written anew:
    `noted_head` is a hash that was noted elsewhere before, and must stand in it.
    """
    proof, noted_is_there = Proof(), noted_head in {"", GENESIS}
    everything = select(TrailEntry).order_by(col(TrailEntry.seq))
    for entry in db.exec(everything, execution_options={"yield_per": _ROWS_AT_ONCE}):
        seq, previous = proof.head
        if entry.seq != seq + 1:
            proof.say(
                f"Between the entries {seq} and {entry.seq} of the audit trail, some are gone"
            )
        elif entry.previous != previous:
            proof.say(f"Entry {entry.seq} of the audit trail does not follow the one before it")
        if hash_of(entry.model_dump()) != entry.hash:
            proof.say(f"Entry {entry.seq} of the audit trail was changed after it was written")
        proof.head = Head(entry.seq, entry.hash)
        noted_is_there = noted_is_there or entry.hash == noted_head
    if not noted_is_there:
        proof.say(
            f"The noted head {noted_head[:12]}… is not in the audit trail: "
            "its end was cut off, or it was written anew"
        )
    return proof


def _conditions(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    entry = TrailEntry
    if wanted.mission_id is not None:
        yield col(entry.mission_id) == wanted.mission_id
    if wanted.words:
        yield or_(
            col(entry.subject).icontains(wanted.words, autoescape=True),
            cast(col(entry.particulars), String).icontains(wanted.words, autoescape=True),
        )
    if wanted.name:
        yield col(entry.name) == wanted.name
    if wanted.deed:
        of_the_noun = col(entry.deed).startswith(f"{wanted.deed}.", autoescape=True)
        yield or_(col(entry.deed) == wanted.deed, of_the_noun)
    if wanted.since is not None:
        yield col(entry.at) >= wanted.since
    if wanted.until is not None:
        yield col(entry.at) < wanted.until
    if wanted.before is not None:
        yield col(entry.seq) < wanted.before
