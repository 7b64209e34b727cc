"""Files that are there whole or not at all, also when the power goes."""

import os
import secrets
from collections.abc import Generator
from contextlib import contextmanager
from io import BufferedWriter
from pathlib import Path


def write_whole(file: Path, content: bytes) -> None:
    """Replace `file`. Raises OSError; then the old one is untouched."""
    with whole_file(file) as stream:
        stream.write(content)


@contextmanager
def whole_file(file: Path) -> Generator[BufferedWriter]:
    """Give a stream for a block; what was written replaces `file` when the block ends well.

    Raises OSError; then, and when the block raises, the old file is untouched.
    """
    with _aside(file) as (aside, stream):
        yield stream
        _settle(stream)
        aside.replace(file)
    _sync_folder(file.parent)


def write_new(file: Path, content: bytes) -> bool:
    """Write `file` unless it is there; return whether it was written. Raises OSError."""
    with _aside(file) as (aside, stream):
        stream.write(content)
        _settle(stream)
        try:
            os.link(aside, file)
        except FileExistsError:
            return False
        except OSError:  # a file system without links, as on a memory stick
            if file.exists():
                return False
            aside.replace(file)
    _sync_folder(file.parent)
    return True


@contextmanager
def _aside(file: Path) -> Generator[tuple[Path, BufferedWriter]]:
    """Give a new file beside `file`, with its stream; it is gone when the block ends."""
    aside = file.with_name(f"{file.name}.{secrets.token_hex(4)}.new")
    handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as stream:
            yield aside, stream
    finally:
        aside.unlink(missing_ok=True)


def _settle(stream: BufferedWriter) -> None:
    """Close the stream; all that was written is on the disk when this returns."""
    stream.flush()
    os.fsync(stream.fileno())
    stream.close()


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # Windows can't open a folder; it writes the name with the file
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
