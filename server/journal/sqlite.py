"""The journal's writer on SQLite: the driver's own connection, nothing in between."""

import sqlite3
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from uuid import UUID

from server.database import BUSY_SECONDS, Store
from server.journal.chain import Batch, Held, Position
from server.journal.problems import StorageFull
from server.journal.writer import Appended, Outcome, Seen, settle

_HEAD = (
    "SELECT seq, hash FROM journal_entry WHERE device_id = ? AND NOT forked "
    "ORDER BY seq DESC LIMIT 1"
)
_NEWEST = "SELECT max(id) FROM journal_entry"
_APPEND = (
    "INSERT INTO journal_entry (device_id, seq, hash, previous, forked, kind, made_at, "
    "received_at, body, signature) VALUES "
)
_ROW = "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_MOST_ROWS = 64
"""In one statement. The driver takes the interpreter's lock anew for each statement."""
_PAGES_BETWEEN_CHECKPOINTS = 8_000
"""32 MiB. A page that is written often is then moved into the database once, not each time."""
_CACHE_KIB = 64 * 1024
"""Enough for the ends of a thousand chains, however much is stored."""
_SEEN = "UPDATE device SET last_seen_at = ?, waiting = ? WHERE id = ?"
_MOST_PARAMETERS = 500


class SqliteWriter:
    """A `JournalWriter` that shares `store`'s gate with the process's other writers."""

    def __init__(self, store: Store, *, notes_visits: bool = True) -> None:
        """`notes_visits` = False: the devices were not here themselves, their bundles were."""
        self._gate = store.gate
        self._seen = Seen()
        self._notes_visits = notes_visits
        # What was committed here last is where a chain ends, as long as the journal's newest
        # entry is ours: a command may import a bundle while the server runs.
        self._heads: dict[int, Position] = {}
        self._newest = -1
        file = store.engine.url.database or ""
        self._connection = sqlite3.connect(
            Path(file),
            timeout=BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=2 * _MOST_ROWS,
        )
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            f"wal_autocheckpoint={_PAGES_BETWEEN_CHECKPOINTS}",
            f"cache_size=-{_CACHE_KIB}",
        ):
            self._connection.execute(f"PRAGMA {pragma}")

    def append(self, batches: Sequence[Batch], received_at: datetime) -> list[Outcome]:
        """Keep `batches` in one transaction. Raises StorageFull when the disk has no room."""
        ledger = SqliteLedger(self._connection)
        seen = self._seen.due(batches, received_at) if self._notes_visits else {}
        with self._gate:
            try:
                self._connection.execute("BEGIN IMMEDIATE")
                if ledger.newest() != self._newest:
                    self._heads.clear()
                settled = settle(ledger, batches, received_at, self._heads)
                ledger.note_seen(seen, received_at)
                newest = ledger.newest()
                self._connection.execute("COMMIT")
            except sqlite3.OperationalError as error:
                self._roll_back()
                if error.sqlite_errorcode == sqlite3.SQLITE_FULL:
                    raise StorageFull(
                        "The server's disk is full, so nothing was taken in. Everything stays on "
                        "the laptop; tell your coordinator."
                    ) from error
                raise
            except BaseException:
                self._roll_back()
                raise
        self._seen.note(seen, received_at)
        self._heads |= settled.heads
        self._newest = newest
        return settled.outcomes

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def _roll_back(self) -> None:
        # SQLite has rolled back by itself after some errors.
        with suppress(sqlite3.OperationalError):
            self._connection.execute("ROLLBACK")


class SqliteLedger:
    """The `Ledger` of an open transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def newest(self) -> int:
        """Return the id of the journal's newest entry, 0 where there is none."""
        (newest,) = self._connection.execute(_NEWEST).fetchone()
        return newest or 0

    def heads(self, devices: Collection[UUID]) -> Mapping[UUID, Position]:
        """Return where the first chain of each device ends."""
        found = (
            (device, self._connection.execute(_HEAD, (device.hex,)).fetchone())
            for device in devices
        )
        return {device: Position(*row) for device, row in found if row}

    def held(self, device: UUID, hashes: Sequence[str]) -> Mapping[str, Held]:
        """Return those of `hashes` that the journal has for `device`."""
        held: dict[str, Held] = {}
        for start in range(0, len(hashes), _MOST_PARAMETERS):
            some = hashes[start : start + _MOST_PARAMETERS]
            marks = ",".join("?" * len(some))
            rows = self._connection.execute(
                "SELECT hash, seq, forked FROM journal_entry "  # noqa: S608 - marks only
                f"WHERE device_id = ? AND hash IN ({marks})",
                (device.hex, *some),
            )
            held |= {fingerprint: Held(seq, bool(forked)) for fingerprint, seq, forked in rows}
        return held

    def append(self, entries: Sequence[Appended], received_at: datetime) -> None:
        """Write `entries` in this order."""
        received = _as_stored(received_at)
        for start in range(0, len(entries), _MOST_ROWS):
            some = entries[start : start + _MOST_ROWS]
            values: list[object] = []
            for device, link, forked, signature in some:
                values += (
                    device.hex,
                    link.seq,
                    link.hash,
                    link.previous,
                    forked,
                    link.kind,
                    link.made_at,
                    received,
                    link.body,
                    signature,
                )
            self._connection.execute(_append_statement(len(some)), values)

    def note_seen(self, waiting: Mapping[UUID, int], at: datetime) -> None:
        """Note that these devices were here, and how much still waits on each."""
        rows = [(_as_stored(at), count, device.hex) for device, count in waiting.items()]
        if rows:
            self._connection.executemany(_SEEN, rows)


@cache
def _append_statement(rows: int) -> str:
    return _APPEND + ", ".join([_ROW] * rows)


def _as_stored(moment: datetime) -> str:
    """Return a moment as SQLAlchemy writes it on SQLite."""
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
