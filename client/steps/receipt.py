"""What an answer to a push proves, and how to go on after it."""

from dataclasses import dataclass

from client.journal import Journal, OtherChain
from shared.sync.protocol import PushOut, Verdict


@dataclass(frozen=True)
class Settled:
    """What an answer proved."""

    newly_held: int
    following: int
    """The entry to go on with."""
    is_forked: bool = False
    was_restored: bool = False
    """The server holds less than it once signed for: an older backup took its place."""


def settle(journal: Journal, answer: PushOut) -> Settled:
    """Mark what the answer proves, and say how to go on."""
    verdict, receipt = answer.verdict, answer.receipt
    try:
        if verdict is Verdict.GAP and receipt.through < journal.held_through():
            journal.fall_back(receipt)
            return Settled(0, receipt.through + 1, was_restored=True)
        newly = journal.hold(receipt)
        return Settled(newly, receipt.through + 1, is_forked=verdict is Verdict.FORK)
    except OtherChain:
        if verdict is Verdict.GAP:
            # A restored server that knows only the other laptop's side: it takes ours whole.
            return Settled(0, 1, was_restored=True)
        return Settled(0, 0, is_forked=True)
