"""Bringing journal and server together. Knows neither screens nor HTTP.

    push waiting entries ─▶ HELD   the receipt is verified, the next batch goes
                          ─▶ GAP    the server lacks earlier ones: again from its receipt
                          ─▶ FORK   another laptop wrote this chain: enrol anew
    then pull what has changed, upload photographs and files, hand over carried bundles

The steps are in `client.steps`. Whatever fails and wherever, nothing is lost: what no verified
receipt covers waits, and sending it twice does no harm.
"""

from collections.abc import Callable
from dataclasses import dataclass

from client.language import later
from client.laptop import Laptop
from client.remote import Remote
from client.steps import pull as pulling
from client.steps.attachment import send_attachments
from client.steps.carry import hand_over
from client.steps.push import push_waiting
from shared.problems import Problem


@dataclass(frozen=True)
class Progress:
    """How far a sync has come, for the eyes."""

    stage: str
    """`push`, `pull`, `attachments` or `bundles`."""
    sent: int
    """Entries that headquarters holds newly."""
    waiting: int
    """Entries that still wait."""
    left: int = 0
    """While pulling, about how many pieces follow; then, files that still wait."""
    done: int = 0
    """Bytes of files and carried bundles that are done with; while pulling, pieces."""
    total: int = 0
    """Of how many; 0 = nobody knows."""

    @property
    def in_bytes(self) -> bool:
        """Whether `done` and `total` are bytes."""
        return self.stage in {"attachments", "bundles"}


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
    """Whether headquarters had anything new to tell."""
    trouble: Problem | None
    """Why changes could not be fetched, or files not uploaded, though the push went through."""
    attachments_sent: int = 0
    """Files that are newly held."""
    attachments_waiting: int = 0
    """Files that still wait."""
    bundles_handed: int = 0
    """Other teams' bundles that headquarters has newly."""
    bundles_waiting: int = 0
    """Other teams' bundles that still wait here."""
    clock_ahead: int | None = None
    """Seconds by which this laptop's clock is ahead of headquarters' (behind: below 0)."""


FORKED = later(
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
    """Push all that waits, pull what has changed, upload files, hand over what is carried.

    Raises NotEnrolled, or the Problem that stopped the push: what was receipted until then is
    held, the rest waits. A Problem in what follows is told in the outcome instead.
    """
    run = _Run(laptop, remote, watch)
    await run.push()
    changed, trouble = False, None
    try:
        changed = await run.pull()
        await run.upload()
        await run.hand_over()
    except Problem as problem:
        trouble = problem
    standing = laptop.journal.standing()
    return SyncOutcome(
        sent=run.sent,
        waiting=standing.waiting,
        is_forked=standing.is_forked,
        pack_changed=changed,
        trouble=trouble,
        attachments_sent=run.files_sent,
        attachments_waiting=laptop.attachments.standing().waiting,
        bundles_handed=run.bundles_handed,
        bundles_waiting=len(laptop.carried.list_waiting()),
        clock_ahead=remote.clock_ahead,
    )


async def push(laptop: Laptop, remote: Remote) -> int:
    """Push what waits only; return how many entries are newly held.

    May run beside a `synchronise` of the same laptop: what both send counts once. Raises what
    `remote` raises.
    """
    return await push_waiting(laptop, remote, lambda _: None)


async def pull(laptop: Laptop, remote: Remote) -> bool:
    """Fetch what has changed only; return whether anything had. Raises what `remote` raises."""
    return await pulling.pull(laptop, remote)


class _Run:
    """One sync: what it has brought so far."""

    def __init__(self, laptop: Laptop, remote: Remote, watch: Watcher) -> None:
        self._laptop = laptop
        self._remote = remote
        self._watch = watch
        self.sent = 0
        self.files_sent = 0
        self.bundles_handed = 0

    async def push(self) -> None:
        """Push what waits."""
        before = self.sent
        self.sent = before + await push_waiting(
            self._laptop, self._remote, lambda sent: self._note_sent(before + sent)
        )

    async def pull(self) -> bool:
        """Pull what has changed."""
        self._tell("pull")
        most = 0

        def watch(left: int) -> None:
            nonlocal most
            most = max(most, left)
            self._tell("pull", left, most - left, most)

        return await pulling.pull(self._laptop, self._remote, watch)

    async def upload(self) -> None:
        """Upload files; a report that is finished meanwhile goes first."""
        if self._laptop.journal.standing().is_forked:
            return
        await self._push_if_any()  # of a restored server the feed may tell that more has to go
        waiting = self._laptop.attachments.list_waiting()
        total = sum(each.size for each in waiting)
        self.files_sent = await send_attachments(
            self._laptop,
            self._remote,
            self._push_if_any,
            lambda sent, done: self._tell("attachments", len(waiting) - sent, done, total),
        )

    async def hand_over(self) -> None:
        """Hand over what is carried for other teams; own reports go first."""
        total = sum(each.size for each in self._laptop.carried.list_waiting())
        self.bundles_handed = await hand_over(
            self._laptop,
            self._remote,
            self._push_if_any,
            lambda done: self._tell("bundles", done=done, total=total),
        )

    async def _push_if_any(self) -> None:
        standing = self._laptop.journal.standing()
        if standing.waiting and not standing.is_forked:
            await self.push()

    def _note_sent(self, sent: int) -> None:
        self.sent = sent
        self._tell("push")

    def _tell(self, stage: str, left: int = 0, done: int = 0, total: int = 0) -> None:
        waiting = self._laptop.journal.standing().waiting
        self._watch(Progress(stage, self.sent, waiting, left, done, total))
