"""What can be wrong with a store, told in words that help.

Problem
├── StoreBusy      another program writes to it
├── StoreDamaged   it can't be read with the key that belongs to it
├── StoreTooNew    a newer version of the program wrote it
└── what the disk refuses (`client.disk`)
"""

from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from client.disk import DiskFull, DiskTrouble, HomeNotWritable
from client.language import later, tr
from shared.problems import Problem


class StoreBusy(Problem):
    """Another program is writing to the store, and does not finish."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "store-busy"
    title: ClassVar[str] = later("The store is in use")

    def __init__(self, _: Path) -> None:
        super().__init__(
            tr(
                "Another Evenhand on this laptop is writing and has not finished. Wait a "
                "moment, or close it, then try again. Nothing was lost."
            )
        )


class StoreDamaged(Problem):
    """The store can't be read with the key that belongs to it."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "store-damaged"
    title: ClassVar[str] = later("The store can't be read")

    def __init__(self, file: Path) -> None:
        super().__init__(
            tr(
                "The store %(file)s can't be read with the key beside it: one of the two "
                "files is damaged, or comes from elsewhere. Nothing was deleted. What is "
                "whole can be recovered: evenhand rescue. Where that fails, keep both files "
                "and ask headquarters for help; what they hold is safe."
            )
            % {"file": file}
        )


class StoreTooNew(Problem):
    """A newer version of the program wrote this store."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "store-too-new"
    title: ClassVar[str] = later("The store is from a newer version")

    def __init__(self) -> None:
        super().__init__(
            tr(
                "A newer version of Evenhand wrote this store. Install that version again; "
                "nothing was changed."
            )
        )


def problem_of(error: Exception, file: Path) -> Problem | None:
    """Return the Problem that SQLite's error on `file` stands for, or None for a mistake of ours.

    The result codes are BUSY, READONLY, IOERR, CORRUPT, FULL, CANTOPEN and NOTADB.
    """
    told = _TOLD.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
    return told(file) if told else None


_TOLD: dict[int, Callable[[Path], Problem]] = {
    5: StoreBusy,
    8: lambda file: HomeNotWritable(file.parent),
    10: lambda file: DiskTrouble(file.parent),
    11: StoreDamaged,
    13: lambda file: DiskFull(file.parent),
    14: lambda file: HomeNotWritable(file.parent),
    26: StoreDamaged,
}
