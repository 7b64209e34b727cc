"""Handing over the entries that wait, batch by batch, until the receipt covers them all."""

from collections.abc import Callable, Sequence

from client.journal import Entry, Journal
from client.language import tr
from client.laptop import Laptop
from client.remote import GarbledAnswer, Remote, ServerProblem
from client.steps.introduce import introduce
from client.steps.moving import bring_along
from client.steps.receipt import settle
from shared.sync import seal
from shared.sync.protocol import (
    MAX_PUSH_BYTES,
    MAX_PUSH_ENTRIES,
    PROTOCOL_VERSION,
    EntryIn,
    Push,
    PushOut,
)

_FRAME_BYTES = 64 * 1024
"""Room in a push for everything but the entries."""
_MOST_STALLS = 3
UNKNOWN = "unknown-device"
"""What a server says that was restored from a backup older than this enrolment."""


async def push_waiting(laptop: Laptop, remote: Remote, watch: Callable[[int], None]) -> int:
    """Push until the receipt covers the whole chain; return how many are newly held.

    A laptop that was set up from a pack file introduces itself first.

    At least one push goes out, were it empty: it asks a restored server what it still has.
    `watch` is told, before each push, how many are newly held. Raises PackRefused, or what
    `remote` raises.
    """
    await introduce(laptop, remote)
    journal = laptop.journal
    sent, stalls, first = 0, 0, journal.held_through() + 1
    while True:
        watch(sent)
        settled = settle(journal, await _pushed(laptop, remote, push_from(journal, first)))
        sent += settled.newly_held
        if settled.was_restored:
            bring_along(laptop)
        if settled.is_forked:
            journal.mark_forked(laptop.clock())
            return sent
        if settled.following > journal.head().seq:
            return sent
        stalls += settled.following <= first
        if stalls > _MOST_STALLS:
            raise GarbledAnswer(
                tr(
                    "Headquarters keeps asking for the same reports again. What it confirmed is "
                    "held; the rest stays on this laptop. Try again later, or tell your "
                    "coordinator."
                )
            )
        first = settled.following


async def _pushed(laptop: Laptop, remote: Remote, push: Push) -> PushOut:
    """Return the answer to `push`; remember it where headquarters does not know who sends."""
    try:
        return await remote.push(push)
    except ServerProblem as problem:
        if problem.server_code == UNKNOWN:
            laptop.journal.mark_unknown(laptop.clock())
        raise


def push_from(journal: Journal, first: int, through: int | None = None) -> Push:
    """Return the push of as much of the chain from `first` on as fits, signed.

    It ends with entry `through` at the latest.
    """
    identity = journal.identity
    before = journal.hash_at(first - 1)
    most = MAX_PUSH_ENTRIES if through is None else min(MAX_PUSH_ENTRIES, through - first + 1)
    batch = _fitting(journal.entries(first, most))
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
