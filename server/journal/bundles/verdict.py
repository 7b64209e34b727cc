"""What became of a bundle, device by device: for people, and as JSON."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from shared.sync.bundle import Manifest
from shared.sync.protocol import AttachmentReceipt, PushOut


@dataclass(frozen=True)
class Gap:
    """Entries that wait, and those before them that are not here yet."""

    first: int
    through: int
    """Below `first` where only files wait."""
    lacks_from: int
    lacks_through: int


@dataclass
class FilesVerdict:
    """What became of the files in a bundle, as numbers."""

    new: int = 0
    held: int = 0
    """They were here already."""
    waiting: int = 0
    """Their reports wait for earlier ones."""
    refused: int = 0


@dataclass
class DeviceVerdict:
    """What became of one device's part of a bundle."""

    device: UUID
    owner: str
    """Team and laptop, as people know them."""
    new: int = 0
    """Entries that were taken in."""
    held: int = 0
    """Entries that were here already."""
    through: int = 0
    """The seq of the last entry that could be read."""
    forked: bool = False
    waiting: list[Gap] = field(default_factory=list[Gap])
    files: FilesVerdict = field(default_factory=FilesVerdict)
    refused: list[str] = field(default_factory=list[str])
    """Why parts of it were not taken in, a sentence each."""
    answer: PushOut | None = None
    """The receipt for it."""
    receipts: list[AttachmentReceipt] = field(default_factory=list[AttachmentReceipt])


@dataclass
class BundleVerdict:
    """What became of a bundle."""

    name: str
    """Of the file, or what it is called in the waiting room."""
    manifest: Manifest
    is_whole: bool
    """Whether the file could be read to its end."""
    devices: dict[UUID, DeviceVerdict] = field(default_factory=dict[UUID, DeviceVerdict])
    closed: list["BundleVerdict"] = field(default_factory=list["BundleVerdict"])
    """Bundles that had waited for what this one brought."""

    @property
    def state(self) -> str:
        """Return `complete`, `waiting`, `damaged` or `refused`: the worst that is true of it."""
        if any(each.refused for each in self.devices.values()):
            return "refused"
        if self.missing:
            return "damaged"
        return "waiting" if any(each.waiting for each in self.devices.values()) else "complete"

    @property
    def missing(self) -> str:
        """Return what could not be read, as a sentence; '' = nothing is missing."""
        reached = self._reached()
        lost = self.manifest.attachments - self._files()
        if self.is_whole and reached >= self.manifest.through and lost <= 0:
            return ""
        if reached < self.manifest.through:
            what = f"entries {reached + 1} to {self.manifest.through}"
        elif lost > 0:
            what = f"{lost} of its {self.manifest.attachments} files"
        else:
            return "The file breaks off behind its last entry; nothing of it is missing."
        return (
            f"The file breaks off or is damaged: {what} could not be read. Copy it from the "
            "laptop or the memory stick again, and import it again."
        )

    def as_json(self) -> dict[str, Any]:
        """Return the verdict as plain data."""
        return {
            "name": self.name,
            "mission": self.manifest.mission,
            "made_at": self.manifest.made_at,
            "state": self.state,
            "whole": self.is_whole,
            "missing": self.missing,
            "devices": [_device_as_json(each) for each in self.devices.values()],
            "closed": [each.as_json() for each in self.closed],
        }

    def lines(self) -> Sequence[str]:
        """Return the verdict as lines that a person reads."""
        lines = [f"{self.name}, made {self.manifest.made_at} for {self.manifest.mission}:"]
        for each in self.devices.values():
            lines += [f"  {line}" for line in _device_in_words(each)]
        if self.missing:
            lines.append(f"  {self.missing}")
        for each in self.closed:
            lines += ["It brought what another bundle had waited for.", *each.lines()]
        return lines

    def all(self) -> Sequence["BundleVerdict"]:
        """Return this verdict, and those of the bundles that had waited for it."""
        return [self, *self.closed]

    def _reached(self) -> int:
        maker = self.devices.get(self.manifest.device)
        return maker.through if maker else self.manifest.first - 1

    def _files(self) -> int:
        return sum(
            each.files.new + each.files.held + each.files.waiting + each.files.refused
            for each in self.devices.values()
        )


def _device_as_json(verdict: DeviceVerdict) -> dict[str, Any]:
    files = verdict.files
    return {
        "device": str(verdict.device),
        "owner": verdict.owner,
        "new": verdict.new,
        "held": verdict.held,
        "through": verdict.through,
        "forked": verdict.forked,
        "waiting": [
            {
                "first": each.first,
                "through": each.through,
                "lacks_from": each.lacks_from,
                "lacks_through": each.lacks_through,
            }
            for each in verdict.waiting
        ],
        "refused": verdict.refused,
        "attachments": {
            "new": files.new,
            "held": files.held,
            "waiting": files.waiting,
            "refused": files.refused,
        },
        "held_through": verdict.answer.receipt.through if verdict.answer else None,
    }


def _device_in_words(verdict: DeviceVerdict) -> Sequence[str]:
    files = verdict.files
    lines = [
        f"{verdict.owner}: {_count(verdict.new, 'entry', 'entries')} new, {verdict.held:,} held "
        "already."
    ]
    if any((files.new, files.held, files.waiting)):
        waiting = f", {files.waiting:,} waiting for their reports" if files.waiting else ""
        lines.append(
            f"{_count(files.new, 'file', 'files')} new, {files.held:,} held already{waiting}."
        )
    lines += [_gap_in_words(gap) for gap in verdict.waiting]
    if verdict.forked:
        lines.append(
            "Two laptops have written this journal: one was copied, or restored from a copy. "
            "Both sides are kept. Give the team a new enrolment code."
        )
    return [*lines, *verdict.refused]


def _gap_in_words(gap: Gap) -> str:
    lacks = (
        f"entry {gap.lacks_from}, which is"
        if gap.lacks_from == gap.lacks_through
        else f"entries {gap.lacks_from} to {gap.lacks_through}, which are"
    )
    what = (
        f"Entries {gap.first} to {gap.through} wait"
        if gap.through >= gap.first
        else "Its files wait"
    )
    return (
        f"{what} for {lacks} not here yet. The bundle is kept, sealed, and taken in by itself "
        "when they come. If they are nowhere else, the team makes one of everything: "
        "evenhand bundle --all."
    )


def _count(number: int, one: str, several: str) -> str:
    return f"{number:,} {one if number == 1 else several}"
