"""Makes everything on the laptop unreadable, keys first, then removes it.

Once the key file is overwritten, both stores are noise for good, also where the disk keeps old
copies of what was overwritten in the stores. Only files that Evenhand makes are touched, whatever
folder was named.
"""

import contextlib
import os
from pathlib import Path

from client.config import Home
from client.disk import disk_errors_told
from client.vault.keyring import NoKeyring, find_keyring, forget

CONFIRMATION = "WIPE"
CONFIRMATION_UNSENT = "WIPE UNSENT"
_STORES = ("store-a*", "store-b*")
_OTHERS = ("tries.json*", "looks.json*", "crash.txt", "open.lock")
_HEAD = 64 * 1024
"""Bytes at a store's beginning that are overwritten: without the salt in them, even a stolen key
is of no use."""


def wipe(home: Home) -> int:
    """Wipe `home`; return how many files were removed. What is done already is not undone.

    Raises what the disk refuses (`client.disk`); wiping again goes on where it stopped.
    """
    with disk_errors_told(home.folder):
        keys = sorted(home.folder.glob("vault.json*"))
        for file in keys:
            _overwrite(file, file.stat().st_size)
        for file in keys:
            file.unlink()
        with contextlib.suppress(NoKeyring):
            forget(home, find_keyring())
        others = [file for pattern in (*_STORES, *_OTHERS) for file in home.folder.glob(pattern)]
        for file in others:
            if file.match("store-*"):
                _overwrite(file, min(file.stat().st_size, _HEAD))
        for file in others:
            file.unlink(missing_ok=True)
        with contextlib.suppress(OSError):  # somebody keeps files of their own there
            home.folder.rmdir()
    return len(keys) + len(others)


def _overwrite(file: Path, count: int) -> None:
    """Write noise over the first bytes of `file`, three times, each time down to the disk."""
    for _ in range(3):
        with file.open("rb+") as stream:
            stream.write(os.urandom(count))
            stream.flush()
            os.fsync(stream.fileno())
