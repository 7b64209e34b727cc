"""Appending to the journal: many batches in one commit, on any database.

    JournalWriter          what intake needs
    ├── SqliteWriter       server.journal.sqlite
    └── PostgresWriter     server.journal.postgres

Both run `settle` inside one transaction and commit it to the disk before they return.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
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
    """Which devices' last visit is worth a write: not every push of a busy day.

    For a writer that is the only one; others may have written something else meanwhile.
    """

    def __init__(self) -> None:
        # Keyed by `UUID.int`, here and in `settle`: a UUID takes its time to hash itself.
        self._noted: dict[int, tuple[datetime, int]] = {}

    def due(self, batches: Sequence[Batch], at: datetime) -> dict[UUID, int]:
        """Return device → entries still waiting there, where that should be written at `at`."""
        due: dict[UUID, int] = {}
        for batch in batches:
            noted = self._noted.get(batch.device.int)
            if noted is None or noted[1] != batch.waiting or at - noted[0] > SEEN_AGAIN:
                due[batch.device] = batch.waiting
        return due

    def note(self, written: Mapping[UUID, int], at: datetime) -> None:
        """Remember what was written at `at`."""
        self._noted |= {device.int: (at, waiting) for device, waiting in written.items()}


@dataclass
class Settled:
    """What settling a group came to."""

    outcomes: list[Outcome]
    heads: dict[int, Position]
    """Where the devices' first chains end once this is committed; by `UUID.int`."""


def settle(
    ledger: Ledger,
    batches: Sequence[Batch],
    received_at: datetime,
    known_heads: Mapping[int, Position] | None = None,
) -> Settled:
    """Decide on each batch in the light of the ones before it, and append what is fresh.

    `known_heads` are ends of chains that need not be asked of the ledger.
    """
    heads = _heads(ledger, batches, known_heads or {})
    just_now: dict[int, dict[str, Held]] = {}
    appended: list[Appended] = []
    outcomes: list[Outcome] = []
    for batch in batches:
        device = batch.device.int
        outcome = _outcome(ledger, batch, heads.get(device, START), just_now.get(device, {}))
        outcomes.append(outcome)
        if isinstance(outcome, Problem) or not outcome.fresh:
            continue
        forked = outcome.verdict is Verdict.FORK
        last = outcome.fresh[-1]
        written = just_now.setdefault(device, {})
        for link in outcome.fresh:
            signature = batch.signature if link is last else None
            appended.append(Appended(batch.device, link, forked, signature))
            written[link.hash] = Held(link.seq, forked)
        if not forked:
            heads[device] = Position(last.seq, last.hash)
    if appended:
        ledger.append(appended, received_at)
    return Settled(outcomes, heads)


def _heads(
    ledger: Ledger, batches: Sequence[Batch], known: Mapping[int, Position]
) -> dict[int, Position]:
    devices = {batch.device.int: batch.device for batch in batches}
    heads = {device: known[device] for device in devices if device in known}
    unknown = [device for key, device in devices.items() if key not in heads]
    if unknown:
        heads |= {device.int: head for device, head in ledger.heads(unknown).items()}
    return heads


def _outcome(ledger: Ledger, batch: Batch, head: Position, just_now: Mapping[str, Held]) -> Outcome:
    if continues(batch, head):
        return Decision(Verdict.HELD, batch.head, batch.links)
    hashes = [batch.previous, *(link.hash for link in batch.links)]
    held = {**ledger.held(batch.device, hashes), **just_now}
    try:
        return decide(batch, head, held)
    except Problem as problem:
        return problem
