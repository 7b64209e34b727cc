"""The encrypted database of a laptop (SQLCipher): opened, migrated, written in transactions.

A `writing()` block that has ended is on the disk: write-ahead log with `synchronous=FULL`, so
every commit ends with an fsync. Threads take turns; other processes wait for their turn too.
"""

import threading
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import Connection, complete_statement
from typing import Any, cast

import sqlcipher3

from client.config import Home
from client.disk import HomeNotWritable, disk_errors_told
from client.schema import LOOKED_OVER, STEPS
from client.store_files import finish_rescue
from client.store_problems import StoreDamaged, StoreTooNew, problem_of
from client.vault.covers import bytes_to_grow, keep_pace
from client.vault.key_file import StoreKey

_SECONDS_TO_WAIT = 10
_WORTH_GROWING = 8192
"""Bytes: less is what one free page and the rounding to whole pages leave."""
_MOST_PAGES_TO_CHECK = 16_384
"""64 MiB: a fifth of a second."""
Row = tuple[Any, ...]
Cells = str | bytes | int | float | None
_DatabaseError = cast("type[Exception]", sqlcipher3.DatabaseError)  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]


class Store:
    """One open, encrypted database. Make it with `open_store`."""

    def __init__(self, connection: Connection, home: Home, file: Path) -> None:
        self._connection = connection
        self._home = home
        self._file = file
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
            keep_pace(self._home, self._file)

    def _grow_to_the_other(self) -> None:
        """Add free pages where the other store file is longer than this one."""
        try:
            self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
            missing = bytes_to_grow(self._home, self._file)
            if missing < _WORTH_GROWING:
                return
            # Two transactions: pages that were never written would be told apart.
            self._connection.execute(
                "CREATE TABLE cover AS SELECT zeroblob(?) AS bytes", (missing,)
            )
            self._connection.execute("DROP TABLE cover")
        except _DatabaseError:  # busy, or no room: looks are not worth an error
            return

    def abandon(self) -> None:
        """Close the database without a look at anything else: it is not as it should be."""
        with self._turn:
            self._is_closed = True
            self._connection.close()

    def damaged(self) -> StoreDamaged:
        """Return the Problem to raise when this store's content is not what was written."""
        return StoreDamaged(self._file)

    @contextmanager
    def _clear_errors(self) -> Generator[None]:
        try:
            yield
        except _DatabaseError as error:
            problem = problem_of(error, self._file)
            if problem is None:
                raise
            raise problem from error


def open_store(home: Home, key: StoreKey) -> Store:
    """Open a store of `home` with its key (`Vault.unlock`), creating or migrating it.

    Raises StoreDamaged, StoreTooNew, StoreBusy, or what the disk refuses (`client.disk`).
    """
    home.prepare()
    file = home.store_files[key.slot]
    with disk_errors_told(home.folder):
        finish_rescue(file)
    store = Store(connected(home, file, key), home, file)
    try:
        migrate(store)
        _check_whole(store)
    except BaseException:
        store.abandon()
        raise
    return store


def connected(home: Home, file: Path, key: StoreKey, *, as_it_is: bool = False) -> Connection:
    """Open a database file with its key; raises as `open_store` does.

    With `as_it_is`, what can be read of a damaged file is read, whatever its size says.
    """
    try:
        with disk_errors_told(home.folder):
            file.touch(mode=0o600)
        connection = _connect(str(file))
    except _DatabaseError as error:
        raise HomeNotWritable(home.folder) from error
    try:
        _prepare(Store(connection, home, file), connection, key, as_it_is=as_it_is)
    except BaseException:
        connection.close()
        raise
    return connection


def _connect(file: str) -> Connection:
    """Open the file. SQLCipher's connection has the standard one's shape, but no types."""
    return cast(
        "Connection",
        sqlcipher3.connect(  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]
            file, timeout=_SECONDS_TO_WAIT, isolation_level=None, check_same_thread=False
        ),
    )


def _prepare(store: Store, connection: Connection, key: StoreKey, *, as_it_is: bool) -> None:
    # First of all: with a wrong key SQLCipher would write into the observer's screen.
    connection.execute("PRAGMA cipher_log_level = NONE")
    connection.execute(f"PRAGMA key = \"x'{key.secret.hex()}'\"")
    connection.execute("PRAGMA cipher_memory_security = ON")
    connection.execute("PRAGMA temp_store = MEMORY")
    if as_it_is:
        connection.execute("PRAGMA writable_schema = ON")
    store.row("SELECT count(*) FROM sqlite_master")
    store.row("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA fullfsync = ON")  # macOS: an fsync that reaches the disk
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA cache_size = -16000")  # KiB: the whole register stays readable


def migrate(store: Store, through: int = len(STEPS)) -> None:
    """Bring the tables up to step `through`. Raises StoreTooNew or DiskFull."""
    if version_of(store) == through:
        return
    with store.writing() as connection:
        reached = version_of(store)
        for step in STEPS[reached:through]:
            for statement in _statements(step):
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {max(through, reached)}")


def version_of(store: Store) -> int:
    """Return how many steps the store has gone; raises StoreTooNew where they are not all ours."""
    row = store.row("PRAGMA user_version")
    reached = int(row[0]) if row else 0
    if reached > len(STEPS):
        raise StoreTooNew
    return reached


def _check_whole(store: Store) -> None:
    """Raise StoreDamaged where a page is not as it was written.

    SQLCipher itself hands out a damaged page as zeros and often says nothing. Of a big store
    only the tables are looked over that nobody else has.
    """
    store.row("PRAGMA wal_checkpoint(PASSIVE)")  # a page torn in the file may be whole in the log
    pages = int((store.row("PRAGMA page_count") or (0,))[0])
    if pages <= _MOST_PAGES_TO_CHECK and _damaged_pages(store, pages):
        raise store.damaged()
    for table in LOOKED_OVER:
        if list(store.rows(f"PRAGMA quick_check({table})")) != [("ok",)]:
            raise store.damaged()


def look_through(store: Store) -> None:
    """Raise StoreDamaged where a page or a table is not as it was written. Reads everything."""
    pages = int((store.row("PRAGMA page_count") or (0,))[0])
    if _damaged_pages(store, pages) or list(store.rows("PRAGMA integrity_check")) != [("ok",)]:
        raise store.damaged()


def _damaged_pages(store: Store, pages: int) -> set[int]:
    """Return the damaged ones of the first `pages` pages; what lies beyond is a cover's noise."""
    told = store.rows("PRAGMA cipher_integrity_check")
    numbers = (str(words).rpartition(" ")[2] for (words,) in told)
    return {int(each) for each in numbers if each.isdigit() and int(each) <= pages}


def _statements(script: str) -> Iterator[str]:
    """Split a script where statements end; `executescript` would commit half-way."""
    statement = ""
    for line in script.splitlines():
        statement += line + "\n"
        if complete_statement(statement):
            yield statement
            statement = ""
