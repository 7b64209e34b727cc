"""Proves the files beside notes again: each is here, and is what its hash says."""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from sqlmodel import Session

from server.fieldnotes.files import list_hashes

ADVICE = "Bring the files back from a backup, or from whoever handed them in."


@dataclass
class NoteFiles:
    """What was proven."""

    hashes: frozenset[str] = frozenset()
    broken: list[str] = field(default_factory=list[str])
    """A sentence for each fault, without its full stop."""

    @property
    def words(self) -> str:
        """What was found, for people; '' where no note has a file."""
        if self.broken:
            return "\n".join([*(f"{sentence}." for sentence in self.broken), ADVICE])
        if not self.hashes:
            return ""
        count = "1, as it was" if len(self.hashes) == 1 else f"{len(self.hashes):,}, as they were"
        return f"Files beside notes: {count} handed in."

    def as_json(self) -> dict[str, object]:
        """Return what was found, for programs."""
        return {"files": len(self.hashes), "broken": self.broken}


def prove_note_files(db: Session, folder: Path) -> NoteFiles:
    """Check every file that a note has, removed ones too, in the folder of attachments."""
    found = NoteFiles(list_hashes(db))
    for sha256 in sorted(found.hashes):
        try:
            with (folder / sha256[:2] / sha256).open("rb") as file:
                content = hashlib.file_digest(file, "sha256").hexdigest()
        except FileNotFoundError:
            found.broken.append(f"A note names the file {sha256}, which is gone")
            continue
        if content != sha256:
            found.broken.append(f"A note names the file {sha256}; what is kept gives {content}")
    return found
