"""Taking pushes in: a bounded queue, one writer thread, and receipts signed after the commit.

While the disk is busy with one group of pushes the next one gathers, so that many pushes share
each commit. The thread resolves a whole group with one call into the event loop. Signatures are
checked and made in the loop: in the thread, each would wait for the interpreter's lock in turn.
"""

import asyncio
import logging
import queue
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from server.journal.chain import Batch, Decision, require_signature
from server.journal.problems import IntakeBusy
from server.journal.writer import JournalWriter, Outcome
from shared.clock import Clock
from shared.problems import Problem
from shared.sync import seal
from shared.sync.protocol import PushOut, Receipt

log = logging.getLogger(__name__)

MOST_ENTRIES_IN_A_GROUP = 2000
BUSY = 4
MOST_BYTES_WAITING = 64 * 1024 * 1024


class JournalFault(Problem):
    """The journal could not take a push in, and it is our fault."""

    status = 500
    code = "journal-fault"
    title = "The server could not keep the push"


def journal_fault() -> JournalFault:
    """Return what the laptop is told when the server's log has the particulars."""
    return JournalFault(
        "The server could not keep the push. Everything stays on the laptop; sync again later, "
        "and tell your coordinator if it stays like this."
    )


class Sender(NamedTuple):
    """The device that a token belongs to."""

    device: UUID
    public_key: str


@dataclass(slots=True)
class _Waiting:
    batch: Batch
    answer: "asyncio.Future[PushOut]"
    size: int


class Intake:
    """Takes batches in, from one event loop, through one thread that owns `writer`."""

    def __init__(
        self,
        writer: JournalWriter,
        key: seal.Signer,
        clock: Clock,
        *,
        most_waiting: int,
        on_commit: Callable[[], None],
    ) -> None:
        self._writer = writer
        self._key = key
        self._clock = clock
        self._most_waiting = most_waiting
        self._on_commit = on_commit
        self._queue: queue.SimpleQueue[_Waiting | None] = queue.SimpleQueue()
        self._waiting = 0
        self._bytes_waiting = 0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = threading.Thread(target=self._work, name="intake")

    def start(self) -> None:
        """Begin to take in. Call it in the event loop that will call `take_in`."""
        self._loop = asyncio.get_running_loop()
        self._thread.start()

    async def stop(self) -> None:
        """Take in what waits, then end the thread and close the writer."""
        self._most_waiting = 0
        self._queue.put(None)
        await asyncio.to_thread(self._thread.join)
        self._writer.close()

    async def take_in(self, batch: Batch, public_key: str, *, size: int) -> PushOut:
        """Keep `batch`, whose push had `size` bytes, and return the answer once it is on disk.

        Raises WrongSignature, BrokenChain, IntakeBusy, StorageFull or JournalFault: then nothing
        of it was kept.
        """
        if self._waiting >= self._most_waiting or self._bytes_waiting > MOST_BYTES_WAITING:
            raise IntakeBusy(
                "The server has more to write than it can take on right now. Everything stays on "
                "the laptop; sync again in a moment."
            )
        assert self._loop is not None, "start() comes first"  # noqa: S101 - a promise to ourselves
        require_signature(batch, public_key)
        waiting = _Waiting(batch, self._loop.create_future(), size)
        self._waiting += 1
        self._bytes_waiting += size
        self._queue.put(waiting)
        return await waiting.answer

    def is_busy(self) -> bool:
        """Tell whether devices wait for their receipts, not just one of them."""
        return self._waiting >= BUSY

    # --- In the thread -------------------------------------------------------------------

    def _work(self) -> None:
        ended = False
        while not ended:
            group, ended = self._next_group()
            now = self._clock()
            outcomes = self._append([waiting.batch for waiting in group], now)
            assert self._loop is not None  # noqa: S101 - started before the thread was
            self._loop.call_soon_threadsafe(self._resolve, group, outcomes, now)
            self._on_commit()

    def _next_group(self) -> tuple[list[_Waiting], bool]:
        """Wait for a push, and return it with all that wait behind it; True at the end."""
        group: list[_Waiting] = []
        entries = 0
        waiting = self._queue.get()
        while waiting is not None:
            group.append(waiting)
            entries += len(waiting.batch.links)
            if entries >= MOST_ENTRIES_IN_A_GROUP:
                return group, False
            try:
                waiting = self._queue.get_nowait()
            except queue.Empty:
                return group, False
        return group, True

    def _append(self, batches: Sequence[Batch], now: datetime) -> list[Outcome]:
        """Append `batches` in one commit; where that fails, each by itself."""
        if not batches:
            return []
        try:
            return self._writer.append(batches, now)
        except Problem as problem:
            return [problem] * len(batches)
        except Exception:
            if len(batches) > 1:  # one that the database refuses takes no neighbours along
                return [each for batch in batches for each in self._append([batch], now)]
            log.exception("a push of device %s was not kept", batches[0].device)
            return [journal_fault()]

    # --- Back in the loop ----------------------------------------------------------------

    def _resolve(
        self, group: Sequence[_Waiting], outcomes: Sequence[Outcome], now: datetime
    ) -> None:
        for waiting, outcome in zip(group, outcomes, strict=True):
            self._waiting -= 1
            self._bytes_waiting -= waiting.size
            if waiting.answer.cancelled():  # the laptop hung up; it will ask again
                continue
            if isinstance(outcome, Decision):
                waiting.answer.set_result(self._answer(waiting.batch.device, outcome, now))
            else:
                waiting.answer.set_exception(outcome)

    def _answer(self, device: UUID, decision: Decision, now: datetime) -> PushOut:
        position = decision.receipt
        receipt = signed_receipt(self._key, device, position.seq, position.hash, now)
        return PushOut(verdict=decision.verdict, receipt=receipt)


def signed_receipt(
    key: seal.Signer, device: UUID, through: int, head: str, now: datetime
) -> Receipt:
    """Return the server's word that it holds the device's chain up to `through`."""
    received_at = now.isoformat()
    text = seal.receipt_text(device=device, through=through, head=head, received_at=received_at)
    return Receipt(
        device=device,
        through=through,
        head=head,
        received_at=received_at,
        signature=key.sign(text),
    )
