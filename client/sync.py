"""Bringing journal and server together. Knows neither screens nor HTTP.

    push waiting entries ─▶ HELD   the receipt is verified, the next batch goes
                          ─▶ GAP    the server lacks earlier ones: again from its receipt
                          ─▶ FORK   another laptop wrote this chain: enrol anew
    then pull the mission pack and the outcomes

Whatever fails and wherever, nothing is lost: what no verified receipt covers waits, and sending
it twice does no harm.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from client.journal import Entry, Journal, OtherChain
from client.laptop import Laptop
from client.remote import GarbledAnswer, Remote
from shared.problems import Problem
from shared.sync import seal
from shared.sync.protocol import (
    MAX_PUSH_BYTES,
    MAX_PUSH_ENTRIES,
    PROTOCOL_VERSION,
    EntryIn,
    Push,
    PushOut,
    Verdict,
)

_FRAME_BYTES = 64 * 1024
"""Room in a push for everything but the entries."""
_MOST_STALLS = 3


@dataclass(frozen=True)
class Progress:
    """How far a sync has come, for the eyes."""

    stage: str
    """`push`, `pack` or `outcomes`."""
    sent: int
    """Entries that headquarters holds newly."""
    waiting: int
    """Entries that still wait."""


@dataclass(frozen=True)
class SyncOutcome:
    """What a sync brought."""

    sent: int
    """Entries that are newly held."""
    waiting: int
    """Entries that still wait."""
    is_forked: bool
    """Another laptop wrote this journal too; see `FORKED`."""
    pack_changed: bool
    trouble: Problem | None
    """Why the pack or the outcomes could not be fetched, though the push went through."""


FORKED = (
    "This laptop was copied, or restored from a copy, and headquarters has met both. Everything "
    "is kept. Ask your coordinator for a new enrolment code and enrol this laptop again."
)
"""What the observer is told when an outcome says `is_forked`."""

Watcher = Callable[[Progress], None]


def ignore_progress(progress: Progress) -> None:
    """Watch nothing."""
    del progress


async def synchronise(
    laptop: Laptop, remote: Remote, watch: Watcher = ignore_progress
) -> SyncOutcome:
    """Push all that waits, then pull pack and outcomes.

    Raises NotEnrolled, or the Problem that stopped the push: what was receipted until then is
    held, the rest waits. A Problem while pulling is told in the outcome instead.
    """
    sent = await _push_waiting(laptop, remote, watch)
    waiting, changed, trouble = laptop.journal.standing().waiting, False, None
    try:
        changed = await pull(laptop, remote, lambda stage: watch(Progress(stage, sent, waiting)))
    except Problem as problem:
        trouble = problem
    standing = laptop.journal.standing()
    return SyncOutcome(
        sent=sent,
        waiting=standing.waiting,
        is_forked=standing.is_forked,
        pack_changed=changed,
        trouble=trouble,
    )


async def pull(
    laptop: Laptop, remote: Remote, enter: Callable[[str], None] = lambda _: None
) -> bool:
    """Fetch pack and outcomes only; return whether the pack is a new one.

    `enter` is called with `pack`, then `outcomes`. Raises what `remote` raises, or DiskFull.
    """
    enter("pack")
    pulled = await remote.pack(laptop.pack.etag())
    if pulled is not None:
        # In a thread, so that a register of thousands does not freeze the screen.
        await asyncio.to_thread(laptop.pack.keep, pulled.pack, pulled.etag, laptop.clock())
    enter("outcomes")
    laptop.reports.keep_outcomes(await remote.outcomes())
    return pulled is not None


async def _push_waiting(laptop: Laptop, remote: Remote, watch: Watcher) -> int:
    """Push until the receipt covers the whole chain; return how many are newly held.

    At least one push goes out, were it empty: it asks a restored server what it still has.
    """
    journal = laptop.journal
    sent, stalls, first = 0, 0, journal.held_through() + 1
    while True:
        watch(Progress("push", sent, journal.standing().waiting))
        answer = await remote.push(_push_from(journal, first))
        settled = _settle(journal, answer)
        sent += settled.newly_held
        if settled.is_forked:
            journal.mark_forked(laptop.clock())
            return sent
        if settled.following > journal.head().seq:
            return sent
        stalls += settled.following <= first
        if stalls > _MOST_STALLS:
            raise GarbledAnswer(
                "Headquarters keeps asking for the same reports again. What it confirmed is "
                "held; the rest stays on this laptop. Try again later, or tell your coordinator."
            )
        first = settled.following


@dataclass(frozen=True)
class _Settled:
    """What an answer proved."""

    newly_held: int
    following: int
    """The entry to go on with."""
    is_forked: bool = False


def _settle(journal: Journal, answer: PushOut) -> _Settled:
    """Mark what the answer proves, and say how to go on."""
    verdict, receipt = answer.verdict, answer.receipt
    try:
        if verdict is Verdict.GAP and receipt.through < journal.held_through():
            journal.fall_back(receipt)
            return _Settled(0, receipt.through + 1)
        newly = journal.hold(receipt)
        return _Settled(newly, receipt.through + 1, is_forked=verdict is Verdict.FORK)
    except OtherChain:
        if verdict is Verdict.GAP:
            # A restored server that knows only the other laptop's side: it takes ours whole.
            return _Settled(0, 1)
        return _Settled(0, 0, is_forked=True)


def _push_from(journal: Journal, first: int) -> Push:
    """Return the push of as much of the chain from `first` on as fits, signed."""
    identity = journal.identity
    before = journal.hash_at(first - 1)
    batch = _fitting(journal.entries(first, MAX_PUSH_ENTRIES))
    last = journal.hash_at(batch[-1].seq) if batch else before
    checkpoint = seal.checkpoint_text(device=identity.device, seq=last.seq, head=last.hash)
    return Push(
        protocol=PROTOCOL_VERSION,
        device=identity.device,
        first=first,
        previous=before.hash,
        entries=[_on_the_wire(entry) for entry in batch],
        signature=seal.sign(identity.seed, checkpoint),
        waiting=journal.head().seq - last.seq,
    )


def _fitting(entries: Sequence[Entry]) -> Sequence[Entry]:
    """Return as many of `entries`, from the first on, as one push may carry; at least one."""
    room = MAX_PUSH_BYTES - _FRAME_BYTES
    for count, entry in enumerate(entries):
        room -= len(_on_the_wire(entry).model_dump_json().encode()) + 1
        if room < 0 and count > 0:
            return entries[:count]
    return entries


def _on_the_wire(entry: Entry) -> EntryIn:
    return EntryIn(made_at=entry.made_at, kind=entry.kind, body=entry.body.decode())
