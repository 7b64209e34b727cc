"""The encrypted database of a laptop (SQLCipher): opened, migrated, written in transactions.

A `writing()` block that has ended is on the disk: write-ahead log with `synchronous=FULL`, so
every commit ends with an fsync. Threads take turns; other processes wait for their turn too.
"""

import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import Connection, complete_statement
from typing import Any, ClassVar, cast

import sqlcipher3

from client.config import Home
from client.disk import DiskFull, DiskTrouble, HomeNotWritable, disk_errors_told
from client.schema import STEPS
from client.vault.covers import bytes_to_grow, keep_pace
from client.vault.key_file import StoreKey
from shared.problems import Problem

_SECONDS_TO_WAIT = 10
_WORTH_GROWING = 8192
"""Bytes: less is what one free page and the rounding to whole pages leave."""
Row = tuple[Any, ...]
Cells = str | bytes | int | float | None
_DatabaseError = cast("type[Exception]", sqlcipher3.DatabaseError)  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]


class StoreBusy(Problem):
    """Another program is writing to the store, and does not finish."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "store-busy"
    title: ClassVar[str] = "The store is in use"


class StoreDamaged(Problem):
    """The store can't be read with the key that belongs to it."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "store-damaged"
    title: ClassVar[str] = "The store can't be read"


class StoreTooNew(Problem):
    """A newer version of the program wrote this store."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "store-too-new"
    title: ClassVar[str] = "The store is from a newer version"


class Store:
    """One open, encrypted database. Make it with `open_store`."""

    def __init__(self, connection: Connection, home: Home, slot: int) -> None:
        self._connection = connection
        self._home = home
        self._slot = slot
        self._file = home.store_files[slot]
        self._turn = threading.RLock()
        self._is_closed = False
        self._is_writing = False

    @contextmanager
    def writing(self) -> Generator[Connection]:
        """Run a block as one transaction: all of it is on the disk afterwards, or none of it.

        A block inside another belongs to the outer one. Raises DiskFull or StoreBusy with
        nothing written; what was there before stays.
        """
        with self._turn:
            if self._is_writing:
                yield self._connection
                return
            with self._clear_errors():
                self._connection.execute("BEGIN IMMEDIATE")
                self._is_writing = True
                try:
                    yield self._connection
                    self._connection.execute("COMMIT")
                finally:
                    self._is_writing = False
                    if self._connection.in_transaction:
                        self._connection.execute("ROLLBACK")

    def rows(self, query: str, *values: Cells) -> Sequence[Row]:
        """Return all rows of a query."""
        with self._turn, self._clear_errors():
            return self._connection.execute(query, values).fetchall()

    def row(self, query: str, *values: Cells) -> Row | None:
        """Return the first row of a query, or None."""
        with self._turn, self._clear_errors():
            return self._connection.execute(query, values).fetchone()

    def close(self) -> None:
        """Close the database. Open transactions are undone. Closing twice does no harm."""
        with self._turn:
            if self._is_closed:
                return
            self._is_closed = True
            self._grow_to_the_other()
            self._connection.close()
            keep_pace(self._home, self._slot)

    def _grow_to_the_other(self) -> None:
        """Add free pages where the other store file is longer than this one."""
        missing = bytes_to_grow(self._home, self._slot)
        if missing < _WORTH_GROWING:
            return
        try:  # two transactions: pages that were never written would be told apart
            self._connection.execute(
                "CREATE TABLE cover AS SELECT zeroblob(?) AS bytes", (missing,)
            )
            self._connection.execute("DROP TABLE cover")
        except _DatabaseError:  # busy, or no room: looks are not worth an error
            return

    @contextmanager
    def _clear_errors(self) -> Generator[None]:
        try:
            yield
        except _DatabaseError as error:
            problem = _in_plain_words(error, self._file)
            if problem is None:
                raise
            raise problem from error


def open_store(home: Home, key: StoreKey) -> Store:
    """Open a store of `home` with its key (`Vault.unlock`), creating or migrating it.

    Raises StoreDamaged, StoreTooNew, StoreBusy, or what the disk refuses (`client.disk`).
    """
    home.prepare()
    file = home.store_files[key.slot]
    try:
        with disk_errors_told(home.folder):
            file.touch(mode=0o600)
        connection = _connect(str(file))
    except _DatabaseError as error:
        raise HomeNotWritable(home.folder) from error
    store = Store(connection, home, key.slot)
    try:
        _prepare(store, connection, key)
    except BaseException:
        connection.close()
        raise
    return store


def _connect(file: str) -> Connection:
    """Open the file. SQLCipher's connection has the standard one's shape, but no types."""
    return cast(
        "Connection",
        sqlcipher3.connect(  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]
            file, timeout=_SECONDS_TO_WAIT, isolation_level=None, check_same_thread=False
        ),
    )


def _prepare(store: Store, connection: Connection, key: StoreKey) -> None:
    # First of all: with a wrong key SQLCipher would write into the observer's screen.
    connection.execute("PRAGMA cipher_log_level = NONE")
    connection.execute(f"PRAGMA key = \"x'{key.secret.hex()}'\"")
    connection.execute("PRAGMA cipher_memory_security = ON")
    connection.execute("PRAGMA temp_store = MEMORY")
    store.row("SELECT count(*) FROM sqlite_master")
    store.row("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA fullfsync = ON")  # macOS: an fsync that reaches the disk
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA cache_size = -16000")  # KiB: the whole register stays readable
    _migrate(store)


def _migrate(store: Store) -> None:
    if _version(store) == len(STEPS):
        return
    with store.writing() as connection:
        reached = _version(store)
        if reached > len(STEPS):
            raise StoreTooNew(
                "A newer version of Evenhand wrote this store. Install that version again; "
                "nothing was changed."
            )
        for step in STEPS[reached:]:
            for statement in _statements(step):
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(STEPS)}")


def _version(store: Store) -> int:
    row = store.row("PRAGMA user_version")
    return int(row[0]) if row else 0


def _statements(script: str) -> Iterator[str]:
    """Split a script where statements end; `executescript` would commit half-way."""
    statement = ""
    for line in script.splitlines():
        statement += line + "\n"
        if complete_statement(statement):
            yield statement
            statement = ""


def _in_plain_words(error: Exception, file: Path) -> Problem | None:
    """Return the Problem that SQLite's error stands for, or None for a mistake of ours."""
    told = _TOLD.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
    return told(file) if told else None


def _busy(_: Path) -> StoreBusy:
    return StoreBusy(
        "Another Evenhand on this laptop is writing and has not finished. Wait a moment, or "
        "close it, then try again. Nothing was lost."
    )


def _damaged(file: Path) -> StoreDamaged:
    return StoreDamaged(
        f"The store {file} can't be read with the key beside it: one of the two files is "
        "damaged, or comes from elsewhere. Nothing was deleted. Keep both files and ask "
        "headquarters for help; what they hold is safe."
    )


_TOLD: dict[int, Callable[[Path], Problem]] = {
    5: _busy,
    8: lambda file: HomeNotWritable(file.parent),
    10: lambda file: DiskTrouble(file.parent),
    11: _damaged,
    13: lambda file: DiskFull(file.parent),
    14: lambda file: HomeNotWritable(file.parent),
    26: _damaged,
}
"""SQLite's result codes BUSY, READONLY, IOERR, CORRUPT, FULL, CANTOPEN and NOTADB."""
