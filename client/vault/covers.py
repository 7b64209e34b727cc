"""Two store files that look alike: of the same size and age, whichever of them is in use.

A home always has two store files. One is the observer's. The other is noise, or the store that a
second passphrase opens; only that passphrase can tell. To keep it so, whoever closes a store
brings both files to one size: its own by pages that are free for later use, the other by noise
after its end, which SQLite never reads.
"""

import os
from pathlib import Path

from client.config import Home
from client.store_files import remove_store

_FIRST_BYTES = 4096
_PIECE = 1024 * 1024
_ROOM_TO_LEAVE = 256 * 1024 * 1024
"""Bytes of free disk below which no noise is added: answers need the room more."""


def lay_cover(home: Home, slot: int) -> None:
    """Make the store file of `slot` noise, as long as the other one is. Raises OSError."""
    other = home.store_files[1 - slot]
    wanted = max(_FIRST_BYTES, other.stat().st_size if other.exists() else 0)
    remove_store(home.store_files[slot])
    _append_noise(home.store_files[slot], wanted)


def bytes_to_grow(home: Home, file: Path) -> int:
    """Return by how much the store file `file` is shorter than the other one."""
    return max(0, max(_size(each) for each in home.store_files) - _size(file))


def keep_pace(home: Home, own: Path) -> None:
    """Make the other file as long and as new as the store file `own`, which was just closed.

    A full or failing disk leaves them different: looks are not worth an error.
    """
    try:
        other = next(each for each in home.store_files if each != own)
        missing = _size(own) - _size(other)
        if missing > 0 and _free(home.folder) - missing > _ROOM_TO_LEAVE:
            _append_noise(other, missing)
        times = own.stat()
        os.utime(other, ns=(times.st_atime_ns, times.st_mtime_ns))
    except OSError:
        return


def _append_noise(file: Path, count: int) -> None:
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "ab") as stream:
        while count > 0:
            stream.write(os.urandom(min(count, _PIECE)))
            count -= _PIECE


def _size(file: Path) -> int:
    return file.stat().st_size if file.exists() else 0


def _free(folder: Path) -> int:
    import shutil  # noqa: PLC0415 - start-up time: only when a store is closed

    return shutil.disk_usage(folder).free
