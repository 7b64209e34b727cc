"""Taking pushes in: check their signatures, write many in one commit, then sign receipts.

    take_in ─▶ checked, by groups ─▶ written, one group a commit ─▶ receipts signed

While the disk is busy with one group the next one gathers, so that many pushes share each commit
and each change of threads. Between loop and thread the interpreter's lock changes hands, which
costs more than what either does for one push; so groups are handed over whole, and a whole group
comes back with one call.
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

from server.journal.chain import Batch, checkpoint_of, wrong_signature
from server.journal.checking import Check, Checker
from server.journal.problems import IntakeBusy
from server.journal.receipts import Receipted, receipted
from server.journal.writer import JournalWriter, Outcome
from shared.clock import Clock
from shared.problems import Problem
from shared.sync import seal

log = logging.getLogger(__name__)

MOST_ENTRIES_IN_A_GROUP = 2000
BUSY = 4


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
    check: Check
    answer: "asyncio.Future[Receipted]"

    def refuse(self, problem: Problem) -> None:
        if not self.answer.done():
            self.answer.set_exception(problem)


class Intake:
    """Takes batches in, from one event loop, through one thread that owns `writer`."""

    def __init__(
        self,
        writer: JournalWriter,
        key: seal.Signer,
        clock: Clock,
        *,
        on_commit: Callable[[], None],
        checker: Checker | None = None,
    ) -> None:
        self._writer = writer
        self._key = key
        self._clock = clock
        self._on_commit = on_commit
        self._checker = checker or Checker(may_help=False)
        self._waiting = 0
        self._arrived: list[_Waiting] = []
        self._checked: list[_Waiting] = []
        self._is_writing = False
        self._is_stopping = False
        self._queue: queue.SimpleQueue[list[_Waiting] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._write, name="intake")

    def start(self) -> None:
        """Begin to take in. Call it in the event loop that will call `take_in`."""
        self._loop = asyncio.get_running_loop()
        self._news, self._all_answered = asyncio.Event(), asyncio.Event()
        self._all_answered.set()
        self._checking = self._loop.create_task(self._check_arrivals())
        self._thread.start()

    async def stop(self) -> None:
        """Take in what waits, then end the thread and close the writer."""
        self._is_stopping = True
        await self._all_answered.wait()
        self._checking.cancel()
        self._queue.put(None)
        await asyncio.to_thread(self._thread.join)
        await self._checker.stop()
        self._writer.close()

    async def take_in(self, batch: Batch, public_key: str) -> Receipted:
        """Keep `batch` and return its receipt once it is on disk.

        Raises WrongSignature, BrokenChain, IntakeBusy, StorageFull or JournalFault: then nothing
        of it was kept.
        """
        if self._is_stopping:
            raise IntakeBusy(
                "The server is about to stop. Everything stays on the laptop; sync again soon."
            )
        check = Check(public_key, checkpoint_of(batch), batch.signature)
        waiting = _Waiting(batch, check, self._loop.create_future())
        self._waiting += 1
        self._all_answered.clear()
        self._arrived.append(waiting)
        self._news.set()
        return await waiting.answer

    def is_busy(self) -> bool:
        """Tell whether devices wait for their receipts, not just one of them."""
        return self._waiting >= BUSY

    # --- In the loop ---------------------------------------------------------------------

    async def _check_arrivals(self) -> None:
        """Check the signatures of what arrives, group by group, and pass on what is right."""
        while True:
            await self._news.wait()
            self._news.clear()
            group, self._arrived = self._arrived, []
            try:
                right = await self._checker.check([each.check for each in group])
            except Exception:  # this task must outlive every mistake, or nobody is answered
                log.exception("the signatures of %s pushes were not checked", len(group))
                self._refuse(group, journal_fault())
                continue
            verdicts = list(zip(group, right, strict=True))
            self._checked += [waiting for waiting, is_right in verdicts if is_right]
            self._refuse([each for each, is_right in verdicts if not is_right], wrong_signature())
            self._hand_over()

    def _hand_over(self) -> None:
        """Give the thread what has gathered, unless it is still writing."""
        if self._is_writing or not self._checked:
            return
        group = self._checked
        most = _fitting(group)
        group, self._checked = group[:most], group[most:]
        self._is_writing = True
        self._queue.put(group)

    def _resolve(
        self, group: Sequence[_Waiting], outcomes: Sequence[Outcome], now: datetime
    ) -> None:
        """Answer a group that was written; first of all, keep the disk busy with the next."""
        self._is_writing = False
        self._hand_over()
        received_at = now.isoformat()
        for waiting, outcome in zip(group, outcomes, strict=True):
            if isinstance(outcome, Problem):
                waiting.refuse(outcome)
            elif not waiting.answer.done():  # else the laptop hung up; it will ask again
                device = waiting.batch.device
                waiting.answer.set_result(receipted(self._key, device, outcome, received_at))
        self._note_answered(len(group))

    def _refuse(self, group: Sequence[_Waiting], problem: Problem) -> None:
        for waiting in group:
            waiting.refuse(problem)
        self._note_answered(len(group))

    def _note_answered(self, count: int) -> None:
        self._waiting -= count
        if not self._waiting:
            self._all_answered.set()

    # --- In the thread -------------------------------------------------------------------

    def _write(self) -> None:
        while (group := self._queue.get()) is not None:
            now = self._clock()
            outcomes = self._append([waiting.batch for waiting in group], now)
            self._loop.call_soon_threadsafe(self._resolve, group, outcomes, now)
            self._on_commit()

    def _append(self, batches: Sequence[Batch], now: datetime) -> list[Outcome]:
        """Append `batches` in one commit; where that fails, each by itself."""
        try:
            return self._writer.append(batches, now)
        except Problem as problem:
            return [problem] * len(batches)
        except Exception:
            if len(batches) > 1:  # one that the database refuses takes no neighbours along
                return [each for batch in batches for each in self._append([batch], now)]
            log.exception("a push of device %s was not kept", batches[0].device)
            return [journal_fault()]


def _fitting(group: Sequence[_Waiting]) -> int:
    """Return how many of `group`, from the first on, one commit should take."""
    entries = 0
    for count, waiting in enumerate(group):
        entries += len(waiting.batch.links)
        if entries >= MOST_ENTRIES_IN_A_GROUP:
            return count + 1
    return len(group)
