"""Sealing what waits into one file, for a memory stick or a colleague's laptop.

The file holds what would go over the line, byte for byte, encrypted to the mission's key. Making
one marks nothing as held: only a receipt does, over the line or in a file (`receipts_file`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from client.attached_files import SealedFile
from client.disk import disk_errors_told
from client.language import later, tr
from client.laptop import Laptop
from client.steps.introduce import enrolment_of
from client.steps.push import push_from
from client.whole_files import whole_file
from client.wire import packed
from shared.problems import Problem
from shared.sync.bundle import (
    BUNDLE_VERSION,
    AttachmentPart,
    Manifest,
    Part,
    PushPart,
    looks_sealed,
    write_bundle,
)


class NothingToBundle(Problem):
    """Headquarters holds everything that this laptop has sealed."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "nothing-to-bundle"
    title: ClassVar[str] = later("Nothing waits")


class NoBundleKey(Problem):
    """The laptop has not been told for which key bundles are made."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "no-bundle-key"
    title: ClassVar[str] = later("The mission's key for bundles is not on this laptop")


class FileInTheWay(Problem):
    """The bundle's name is another file's."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "file-in-the-way"
    title: ClassVar[str] = later("The file exists already")


@dataclass(frozen=True)
class BundleMade:
    """What a bundle that was written holds."""

    file: Path
    size: int
    """Bytes."""
    mission: str
    team: str
    first: int
    """The seq of its first entry."""
    through: int
    """The seq of its last; below `first` where it holds files only."""
    attachments: int

    @property
    def entries(self) -> int:
        """How many entries it holds."""
        return self.through - self.first + 1


def make_bundle(laptop: Laptop, file: Path, *, everything: bool = False) -> BundleMade:
    """Write what headquarters does not hold yet into `file`; say what that is.

    With `everything`, what it holds too: for a server that came back from an older backup. An
    older bundle of this name is replaced, and stays as it is until the new one is whole. Raises
    NotEnrolled, NoBundleKey, NothingToBundle, FileInTheWay, or what the disk refuses.
    """
    identity, journal = laptop.journal.identity, laptop.journal
    recipient = _recipient(laptop)
    first = 1 if everything else journal.held_through() + 1
    through = journal.head().seq
    files = laptop.attachments.list_sealed(everything=everything)
    if through < first and not files:
        raise NothingToBundle(
            tr(
                "Headquarters holds everything that was sealed on this laptop, so there is "
                "nothing to carry. If it asks for all of it again, repeat the command with "
                "--all."
            )
        )
    manifest = Manifest(
        bundle=BUNDLE_VERSION,
        mission=identity.mission,
        device=identity.device,
        first=first,
        through=through,
        attachments=len(files),
        made_at=laptop.clock().astimezone().isoformat(timespec="seconds"),
        enrolment=None if identity.is_introduced else enrolment_of(identity),
    )
    _check_free(file)
    with disk_errors_told(file.parent), whole_file(file) as out:
        write_bundle(manifest, _parts(laptop, first, through, files), recipient, out)
    return BundleMade(
        file=file,
        size=file.stat().st_size,
        mission=identity.mission,
        team=identity.team,
        first=first,
        through=through,
        attachments=len(files),
    )


def _recipient(laptop: Laptop) -> str:
    recipient = laptop.pack.get_header().mission.bundle_recipient
    if not recipient:
        raise NoBundleKey(
            tr(
                "This laptop does not know the mission's key for bundles. It comes with the "
                "checklists: sync once, or ask your coordinator to have the server updated."
            )
        )
    return recipient


def _check_free(file: Path) -> None:
    """Raise FileInTheWay where `file` is anything but an older bundle."""
    if file.is_dir() or (file.exists() and not looks_sealed(file)):
        raise FileInTheWay(
            tr(
                "%(file)s exists already and is no bundle, so it was left as it is. Choose "
                "another name."
            )
            % {"file": file}
        )


def _parts(laptop: Laptop, first: int, through: int, files: Sequence[SealedFile]) -> Iterator[Part]:
    """Yield the pushes up to `through`, then the files.

    One push is always there, were it empty: it asks headquarters what it holds.
    """
    while True:
        push = push_from(laptop.journal, first, through)
        yield PushPart(packed(push))
        first += len(push.entries)
        if first > through:
            break
    for file in files:
        yield AttachmentPart(file.sha256, file.size, _content(laptop, file))


def _content(laptop: Laptop, file: SealedFile) -> Iterator[bytes]:
    """Yield a file's bytes: as many as were announced, were some lost by a rescue."""
    offset = 0
    while offset < file.size:
        piece = laptop.attachments.piece_at(file.sha256, offset)
        yield piece or bytes(file.size - offset)
        offset += len(piece) or file.size
