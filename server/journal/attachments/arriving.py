"""Files while they arrive: one part file for each upload, appended to by one hand at a time."""

import errno
import fcntl
import hashlib
import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from server.journal.attachments.problems import UploadInUse
from server.journal.attachments.store import make_folder
from server.journal.problems import StorageFull
from shared.sync.media import HEAD_BYTES, sniff

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class Content(NamedTuple):
    """What a part file holds."""

    sha256: str
    media_type: str | None
    """None where it is of no kind that is taken."""


class Part:
    """A part file that is open, and locked."""

    def __init__(self, descriptor: int, length: int) -> None:
        self._descriptor = descriptor
        self.length = length
        """Bytes, written or on the disk."""

    def write(self, piece: bytes) -> None:
        """Append `piece`. Raises StorageFull; what was written before stays."""
        with room_told():
            left = memoryview(piece)
            while left:
                written = os.write(self._descriptor, left)
                self.length += written
                left = left[written:]

    def settle(self) -> None:
        """Return when all that was written is on the disk."""
        with room_told():
            os.fsync(self._descriptor)

    def close(self) -> None:
        """Close the file, and let others in."""
        os.close(self._descriptor)


class Arriving:
    """The folder of part files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, upload: UUID) -> Path:
        """Return where an upload's bytes gather."""
        return self._folder / str(upload)

    def length(self, upload: UUID) -> int:
        """Return how many bytes there are, 0 where there is no file."""
        try:
            return self.path(upload).stat().st_size
        except FileNotFoundError:
            return 0

    def open(self, upload: UUID, offset: int) -> Part:
        """Open an upload's file, cut to the `offset` up to which it is known to be on the disk.

        Raises UploadInUse or StorageFull.
        """
        with room_told():
            make_folder(self._folder)
            flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
            descriptor = os.open(self.path(upload), flags, 0o600)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                os.ftruncate(descriptor, offset)
            except BlockingIOError:
                os.close(descriptor)
                raise UploadInUse(
                    "Another connection still sends this file. Go on in a moment."
                ) from None
            except BaseException:
                os.close(descriptor)
                raise
        return Part(descriptor, offset)

    def examine(self, upload: UUID) -> Content:
        """Return hash and kind of what is there. Raises FileNotFoundError."""
        with self.path(upload).open("rb") as file:
            kind = sniff(file.read(HEAD_BYTES))
            file.seek(0)
            return Content(hashlib.file_digest(file, "sha256").hexdigest(), kind)

    def forget_unused(self, upload: UUID) -> bool:
        """Delete an upload's bytes unless somebody writes them; return whether they are gone."""
        try:
            self.open(upload, self.length(upload)).close()
        except UploadInUse:
            return False
        self.forget(upload)
        return True

    def forget(self, upload: UUID) -> None:
        """Delete an upload's bytes."""
        self.path(upload).unlink(missing_ok=True)


@contextmanager
def room_told() -> Generator[None]:
    """Turn a full disk into StorageFull."""
    try:
        yield
    except OSError as error:
        if error.errno not in _NO_ROOM:
            raise
        raise StorageFull(
            "The server's disk is full, so the file can't be taken in. It stays on the laptop; "
            "tell your coordinator."
        ) from error
