"""Receipts that come back by memory stick: a laptop that was never online learns what is held."""

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from pydantic import ValidationError

from client.journal import OtherChain
from client.language import later, tr
from client.laptop import Laptop
from shared.problems import Problem
from shared.sync.handover import LARGEST_RECEIPTS, RECEIPTS_VERSION, ReceiptsFile
from shared.sync.protocol import PushOut, Verdict


class ReceiptsUnreadable(Problem):
    """The file holds no receipts that could be read."""

    code: ClassVar[str] = "receipts-unreadable"
    title: ClassVar[str] = later("The file holds no receipts")


class ReceiptsOfOthers(Problem):
    """The receipts are for other laptops."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "receipts-of-others"
    title: ClassVar[str] = later("The receipts are for other laptops")


@dataclass(frozen=True)
class ReceiptsRead:
    """What receipts from a file have proved."""

    entries: int
    """Entries that are newly known to be held."""
    attachments: int
    """Likewise, files."""
    is_forked: bool
    """Another laptop wrote this journal too; see `client.sync.FORKED`."""


def load_receipts(file: Path) -> ReceiptsFile:
    """Return the receipts that a file holds; nothing of them is proven yet.

    Raises ReceiptsUnreadable.
    """
    try:
        with file.open("rb") as stream:
            content = stream.read(LARGEST_RECEIPTS + 1)
    except OSError as error:
        raise ReceiptsUnreadable(
            tr("%(file)s can't be read: %(strerror)s.") % {"file": file, "strerror": error.strerror}
        ) from None
    try:
        told = ReceiptsFile.model_validate_json(content[:LARGEST_RECEIPTS])
    except ValidationError:
        told = None
    if told is None or told.receipts != RECEIPTS_VERSION:
        raise ReceiptsUnreadable(
            tr(
                "%(file)s is no file of receipts as this program reads them. Headquarters "
                "writes one when it imports a bundle; a bundle itself can't be read here."
            )
            % {"file": file}
        )
    return told


def take_receipts(laptop: Laptop, told: ReceiptsFile) -> ReceiptsRead:
    """Mark as held what the receipts prove; what they don't, stays as it is.

    Old receipts take nothing back. Raises NotEnrolled, ReceiptsOfOthers or FalseReceipt.
    """
    device = laptop.journal.identity.device
    pushes = [each for each in told.pushes if each.receipt.device == device]
    files = [each for each in told.attachments if each.device == device]
    if not pushes and not files:
        raise ReceiptsOfOthers(
            tr(
                "None of these receipts is for this laptop's enrolment, so nothing has "
                "changed. Are they another team's?"
            )
        )
    before, is_forked = laptop.attachments.standing().held, False
    entries = 0
    for answer in pushes:
        newly, forked = _take(laptop, answer)
        entries += newly
        is_forked = is_forked or forked
    for receipt in files:
        laptop.attachments.hold(receipt)
    if is_forked:
        laptop.journal.mark_forked(laptop.clock())
    held = laptop.attachments.standing().held
    return ReceiptsRead(entries, held - before, is_forked)


def _take(laptop: Laptop, answer: PushOut) -> tuple[int, bool]:
    """Return how many entries an answer proves newly held, and whether it tells of a fork."""
    try:
        newly = laptop.journal.hold(answer.receipt)
    except OtherChain:
        return 0, answer.verdict is not Verdict.GAP
    return newly, answer.verdict is Verdict.FORK
