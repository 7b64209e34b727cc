"""The rules of a device's chain, without database or network.

A batch continues what is held (kept), repeats it (receipted again), leaves a gap (told where to
begin) or leaves the device's first chain (a fork: both sides are kept).
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from server.journal.problems import BrokenChain, PushDamaged, WrongSignature
from shared.sync import seal
from shared.sync.protocol import MOST_SEQ, Push, Verdict


class Link(NamedTuple):
    """An entry with its place in a chain."""

    seq: int
    hash: str
    previous: str
    kind: str
    made_at: str
    body: bytes


class Position(NamedTuple):
    """A place in a chain."""

    seq: int
    hash: str


class Batch(NamedTuple):
    """A push whose hashes have been computed."""

    device: UUID
    first: int
    previous: str
    links: Sequence[Link]
    head: Position
    """Where the chain stands after this batch."""
    signature: str
    waiting: int


class Held(NamedTuple):
    """An entry that the journal has."""

    seq: int
    forked: bool


class Decision(NamedTuple):
    """What becomes of a batch."""

    verdict: Verdict
    receipt: Position
    """What the receipt will say is held."""
    fresh: Sequence[Link]
    """What has to be written before it may say so."""


START = Position(0, seal.GENESIS)
"""Where a chain stands that has no entries yet."""


def linked(push: Push) -> Batch:
    """Return `push` with its hashes computed.

    Raises BrokenChain where the first entry follows something, PushDamaged for text that can't
    be hashed unambiguously.
    """
    if push.first == 1 and push.previous != seal.GENESIS:
        raise BrokenChain(
            "The push begins with entry 1 but says that another one came before it. "
            "Send the entries as the laptop's journal has them."
        )
    links: list[Link] = []
    previous = push.previous
    for seq, entry in enumerate(push.entries, push.first):
        if not (entry.kind.isprintable() and entry.made_at.isprintable()):
            raise PushDamaged(f"Entry {seq} has control characters in its kind or its time.")
        body = entry.body.encode()
        fingerprint = seal.entry_hash(
            device=push.device,
            seq=seq,
            previous=previous,
            made_at=entry.made_at,
            kind=entry.kind,
            body=body,
        )
        links.append(Link(seq, fingerprint, previous, entry.kind, entry.made_at, body))
        previous = fingerprint
    head = Position(push.first + len(links) - 1, previous)
    waiting = min(push.waiting, MOST_SEQ)
    return Batch(push.device, push.first, push.previous, links, head, push.signature, waiting)


def checkpoint_of(batch: Batch) -> bytes:
    """Return the text that the device must have signed to vouch for the batch."""
    return seal.checkpoint_text(device=batch.device, seq=batch.head.seq, head=batch.head.hash)


def wrong_signature() -> WrongSignature:
    """Return the problem of a batch that its device does not vouch for."""
    return WrongSignature(
        "The signature does not fit the entries, so nothing was taken in. Sync again; if it "
        "stays like this, enrol the laptop anew."
    )


def continues(batch: Batch, head: Position) -> bool:
    """Tell whether the batch goes on exactly where the device's first chain ends."""
    return batch.previous == head.hash and batch.first == head.seq + 1


def decide(batch: Batch, head: Position, held: Mapping[str, Held]) -> Decision:
    """Say what becomes of `batch`.

    `head` is where the device's first chain ends; `held` has, of the batch's hashes and of the
    one before them, those that the journal has. Raises BrokenChain for a wrong number.
    """
    before = Held(0, forked=False) if batch.first == 1 else held.get(batch.previous)
    fresh = [link for link in batch.links if link.hash not in held]
    if before is None and len(fresh) == len(batch.links):
        return Decision(Verdict.GAP, head, ())
    if before is not None and before.seq != batch.first - 1:
        raise BrokenChain(
            f"The push begins with entry {batch.first} but follows entry {before.seq}. "
            "Send the entries as the laptop's journal has them."
        )
    forked = _is_forked(batch, head, held, fresh)
    return Decision(Verdict.FORK if forked else Verdict.HELD, batch.head, fresh)


def _is_forked(
    batch: Batch, head: Position, held: Mapping[str, Held], fresh: Sequence[Link]
) -> bool:
    """Tell whether the batch ends beside the device's first chain."""
    last_held = fresh[0].previous if fresh else batch.head.hash
    before = held.get(last_held)
    if before is not None and before.forked:
        return True
    return bool(fresh) and fresh[0].seq <= head.seq
