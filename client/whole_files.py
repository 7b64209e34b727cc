"""Files that are there whole or not at all, also when the power goes."""

import os
import secrets
from pathlib import Path


def write_whole(file: Path, content: bytes) -> None:
    """Replace `file`. Raises OSError; then the old one is untouched."""
    aside = _written_aside(file, content)
    aside.replace(file)
    _sync_folder(file.parent)


def write_new(file: Path, content: bytes) -> bool:
    """Write `file` unless it is there; return whether it was written. Raises OSError."""
    aside = _written_aside(file, content)
    try:
        os.link(aside, file)
    except FileExistsError:
        return False
    except OSError:  # a file system without links, as on a memory stick
        if file.exists():
            return False
        aside.replace(file)
    finally:
        aside.unlink(missing_ok=True)
    _sync_folder(file.parent)
    return True


def _written_aside(file: Path, content: bytes) -> Path:
    aside = file.with_name(f"{file.name}.{secrets.token_hex(4)}.new")
    handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
    return aside


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # Windows can't open a folder; it writes the name with the file
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
