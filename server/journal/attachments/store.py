"""Where whole, verified files are kept: by their hash, for good."""

from pathlib import Path
from typing import BinaryIO, Protocol

from server.disk import fsync_folder
from server.journal.attachments.problems import NotArrived


class AttachmentStore(Protocol):
    """Keeps files by the SHA-256 of their content. What is in it never changes."""

    def holds(self, sha256: str) -> bool:
        """Tell whether the file is here."""
        ...

    def take(self, file: Path, sha256: str) -> None:
        """Move in a file whose hash was verified. It is on the disk for good when this returns."""
        ...

    def open(self, sha256: str) -> BinaryIO:
        """Open a file for reading. Raises NotArrived."""
        ...


class FolderStore:
    """An `AttachmentStore` in a folder: `ab/abcdef…`, so that no folder grows too large."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def holds(self, sha256: str) -> bool:
        """Tell whether the file is here."""
        return self._place(sha256).is_file()

    def take(self, file: Path, sha256: str) -> None:
        """Move in a file from the same disk. One that is here already stays as it is."""
        place = self._place(sha256)
        make_folder(place.parent)
        if place.exists():
            file.unlink(missing_ok=True)
        else:
            file.replace(place)
        fsync_folder(place.parent)

    def open(self, sha256: str) -> BinaryIO:
        """Open a file for reading. Raises NotArrived."""
        try:
            return self._place(sha256).open("rb")
        except FileNotFoundError:
            raise NotArrived(
                "The report names this file, but it has not arrived. It follows when the team's "
                "laptop has a connection again."
            ) from None

    def _place(self, sha256: str) -> Path:
        """Return where a file is. Whoever calls has checked that it is a hash, and no path."""
        return self._folder / sha256[:2] / sha256


def make_folder(folder: Path) -> None:
    """Make `folder`, open to its owner only; its name is on the disk when this returns."""
    if not folder.is_dir():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        fsync_folder(folder.parent)
        fsync_folder(folder.parent.parent)
