"""One program at a time on one home.

The operating system holds the lock and lets go of it when the program ends, however it ends: a
killed program leaves nothing that would keep the next one out.
"""

import os
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from typing import ClassVar

from client.config import Home
from client.disk import disk_errors_told
from client.language import later, tr
from shared.problems import Problem

_BETWEEN_TRIES = 0.1


class AlreadyOpen(Problem):
    """Another Evenhand is open on the same home."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "already-open"
    title: ClassVar[str] = later("Evenhand is open already")


@contextmanager
def only_program(home: Home, patience: float = 0) -> Generator[None]:
    """Hold `home` for a block; wait up to `patience` seconds for another program to end.

    Raises AlreadyOpen, or what the disk refuses (`client.disk`).
    """
    home.prepare()
    with disk_errors_told(home.folder):
        handle = os.open(home.lock_file, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _wait_for(handle, home, patience)
        with suppress(OSError):  # a full disk: the number is only for the message
            os.ftruncate(handle, 0)
            os.pwrite(handle, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(handle)


def is_open(home: Home) -> bool:
    """Tell whether a program is open on `home`. Makes no folder where there is none."""
    if not home.lock_file.exists():
        return False
    try:
        with only_program(home):
            return False
    except AlreadyOpen:
        return True


def _wait_for(handle: int, home: Home, patience: float) -> None:
    until = time.monotonic() + patience
    while not _taken(handle):
        if time.monotonic() >= until:
            number = os.pread(handle, 20, 0).decode("ascii", "replace")
            which = f" (process {number})" if number.isdigit() else ""
            raise AlreadyOpen(
                tr(
                    "Evenhand is open already with the files in %(folder)s%(which)s. Go on there, "
                    "or close it first. Nothing was changed."
                )
                % {"folder": home.folder, "which": which}
            )
        time.sleep(_BETWEEN_TRIES)


def _taken(handle: int) -> bool:
    """Try to take the lock; return whether it is ours."""
    try:
        if os.name == "nt":
            import msvcrt  # noqa: PLC0415 - Windows only

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl  # noqa: PLC0415 - Windows has none

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
