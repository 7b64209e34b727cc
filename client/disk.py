"""What a disk can refuse, told in words that help.

Problem
├── DiskFull        no room
├── HomeNotWritable somebody else's folder, or a read-only disk
└── DiskTrouble     the disk itself fails
"""

import errno
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar

from client.language import later, tr
from shared.problems import Problem

_NOT_ALLOWED = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST}
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT}


class DiskFull(Problem):
    """There is no room to write."""

    status: ClassVar[int] = 507
    code: ClassVar[str] = "disk-full"
    title: ClassVar[str] = later("The disk is full")

    def __init__(self, folder: Path) -> None:
        super().__init__(
            tr(
                "The disk that holds %(folder)s is full, so this last change was not saved. "
                "Everything before it is kept. Free some space, then try again."
            )
            % {"folder": folder}
        )


class HomeNotWritable(Problem):
    """The home can't be written by whoever runs the program."""

    status: ClassVar[int] = 403
    code: ClassVar[str] = "home-not-writable"
    title: ClassVar[str] = later("The folder can't be written")

    def __init__(self, folder: Path) -> None:
        super().__init__(
            tr(
                "Evenhand may not write in %(folder)s. Give yourself that right, or choose "
                "another folder with --home."
            )
            % {"folder": folder}
        )


class DiskTrouble(Problem):
    """Reading or writing failed below the file system."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "disk-trouble"
    title: ClassVar[str] = later("The disk fails")

    def __init__(self, folder: Path) -> None:
        super().__init__(
            tr(
                "The disk that holds %(folder)s could not be read or written. What was saved "
                "before is kept as long as the disk lives: copy the folder to another disk, "
                "and sync soon."
            )
            % {"folder": folder}
        )


@contextmanager
def disk_errors_told(folder: Path) -> Generator[None]:
    """Turn the operating system's errors of a block into this module's Problems."""
    try:
        yield
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise DiskFull(folder) from error
        if error.errno in _NOT_ALLOWED:
            raise HomeNotWritable(folder) from error
        if error.errno == errno.EIO:
            raise DiskTrouble(folder) from error
        raise
