"""Appending to the journal: many batches in one commit, on any database.

    JournalWriter          what intake needs
    ├── SqliteWriter       server.journal.sqlite
    └── PostgresWriter     server.journal.postgres

Both run `settle` inside one transaction and commit it to the disk before they return.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol
from uuid import UUID

from server.journal.chain import START, Batch, Decision, Held, Link, Position, continues, decide
from shared.problems import Problem
from shared.sync.protocol import Verdict

Outcome = Decision | Problem
"""What became of one batch; a Problem concerns that batch alone."""


class Appended(NamedTuple):
    """An entry to be written."""

    device: UUID
    link: Link
    forked: bool
    signature: str | None


class Ledger(Protocol):
    """The journal within one transaction that no other writer can enter."""

    def heads(self, devices: Collection[UUID]) -> Mapping[UUID, Position]:
        """Return where the first chain of each device ends; a device without entries is absent."""
        ...

    def held(self, device: UUID, hashes: Sequence[str]) -> Mapping[str, Held]:
        """Return those of `hashes` that the journal has for `device`."""
        ...

    def append(self, entries: Sequence[Appended], received_at: datetime) -> None:
        """Write `entries` in this order."""
        ...

    def note_seen(self, waiting: Mapping[UUID, int], at: datetime) -> None:
        """Note that these devices were here, and how much still waits on each."""
        ...


class JournalWriter(Protocol):
    """Appends batches for good. Used by one thread."""

    def append(self, batches: Sequence[Batch], received_at: datetime) -> list[Outcome]:
        """Keep `batches`, all in one commit; return the outcome of each, in order.

        When it returns, everything it speaks of is on the disk. When it raises, nothing is kept.
        """
        ...

    def close(self) -> None:
        """Give up the connection."""
        ...


SEEN_AGAIN = timedelta(seconds=15)


class Seen:
    """Which devices' last visit is worth a write: not every push of a busy day."""

    def __init__(self) -> None:
        self._noted: dict[UUID, tuple[datetime, int]] = {}

    def due(self, batches: Sequence[Batch], at: datetime) -> dict[UUID, int]:
        """Return device → entries still waiting there, where that should be written at `at`."""
        due: dict[UUID, int] = {}
        for batch in batches:
            noted = self._noted.get(batch.device)
            if noted is None or noted[1] != batch.waiting or at - noted[0] > SEEN_AGAIN:
                due[batch.device] = batch.waiting
        return due

    def note(self, written: Mapping[UUID, int], at: datetime) -> None:
        """Remember what was written at `at`."""
        self._noted |= {device: (at, waiting) for device, waiting in written.items()}


def settle(ledger: Ledger, batches: Sequence[Batch], received_at: datetime) -> list[Outcome]:
    """Decide on each batch in the light of the ones before it, and append what is fresh."""
    heads = dict(ledger.heads({batch.device for batch in batches}))
    just_now: defaultdict[UUID, dict[str, Held]] = defaultdict(dict)
    appended: list[Appended] = []
    outcomes: list[Outcome] = []
    for batch in batches:
        head = heads.get(batch.device, START)
        outcome = _outcome(ledger, batch, head, just_now[batch.device])
        outcomes.append(outcome)
        if isinstance(outcome, Problem) or not outcome.fresh:
            continue
        forked = outcome.verdict is Verdict.FORK
        last = outcome.fresh[-1]
        for link in outcome.fresh:
            signature = batch.signature if link is last else None
            appended.append(Appended(batch.device, link, forked, signature))
            just_now[batch.device][link.hash] = Held(link.seq, forked)
        if not forked:
            heads[batch.device] = Position(last.seq, last.hash)
    if appended:
        ledger.append(appended, received_at)
    return outcomes


def _outcome(ledger: Ledger, batch: Batch, head: Position, just_now: Mapping[str, Held]) -> Outcome:
    if continues(batch, head):
        return Decision(Verdict.HELD, batch.head, batch.links)
    hashes = [batch.previous, *(link.hash for link in batch.links)]
    held = {**ledger.held(batch.device, hashes), **just_now}
    try:
        return decide(batch, head, held)
    except Problem as problem:
        return problem
