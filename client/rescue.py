"""Out of a damaged store, what is whole: row by row into a fresh store under the same key.

Every page of a store is authenticated, so a row without a hole is a row as it was written. The
damaged file is kept aside. The fresh store takes its place at the very end, in steps that can be
finished later when the power goes in between.
"""

import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from sqlite3 import Connection
from typing import Any

from client.config import Home
from client.disk import disk_errors_told
from client.language import tr, trn
from client.schema import AFTER_RESCUE
from client.store import Row, Store, connected, migrate, version_of
from client.store_files import RESCUED, beside, finish_rescue, parts_of, remove_store
from client.store_problems import StoreDamaged
from client.vault.key_file import StoreKey
from shared.problems import Problem

_MOST_LOOKS = 20_000
"""Queries spent on finding whole rows around damaged pages, for each table."""
_BEYOND_THE_LAST = 64
"""Rows looked for after the last readable one, where even their number can't be read."""

_HOLE = bytes(1024)
"""Texts hold no zeros; a lost page leaves four times as many."""


@dataclass(frozen=True)
class Rescued:
    """What became of a damaged store."""

    drafts: int
    sealed: int
    """Sealed reports that are whole."""
    lost: Sequence[str]
    """The stations of sealed reports that could not be read and that headquarters lacks."""
    must_enrol: bool
    """Whether the journal has a hole: headquarters takes what waits under a new enrolment."""
    aside: Path
    """The damaged file."""


def what_was_rescued(rescued: Rescued) -> str:
    """Return what the observer reads after a rescue."""
    sealed = trn("%(number)s sealed report", "%(number)s sealed reports", rescued.sealed)
    drafts = trn("%(number)s draft", "%(number)s drafts", rescued.drafts)
    words = [
        tr(
            "Recovered: %(sealed)s and %(drafts)s, all as they were. The damaged file is kept as "
            "%(file)s."
        )
        % {
            "sealed": sealed % {"number": rescued.sealed},
            "drafts": drafts % {"number": rescued.drafts},
            "file": rescued.aside.name,
        }
    ]
    if rescued.lost:
        words.append(
            tr(
                "Lost, and not at headquarters: sealed reports at %(stations)s. Fill them in "
                "again if you can."
            )
            % {"stations": ", ".join(rescued.lost)}
        )
    if rescued.must_enrol:
        words.append(
            tr(
                "Ask your coordinator for a new enrolment code and enrol this laptop again before "
                "the next sync; what waits goes along."
            )
        )
    return " ".join(words)


def rescue(home: Home, key: StoreKey, now: datetime) -> Rescued:
    """Replace the damaged store that `key` opens by a fresh one with all that is whole.

    The damaged file stays beside it. Raises StoreDamaged where nothing can be read with this
    key, and what the disk refuses; nothing has changed then.
    """
    file = home.store_files[key.slot]
    building = beside(file, "rescuing")
    remove_store(building)
    damaged = _Damaged(home, file, key)
    try:
        fresh = Store(connected(home, building, key), home, building)
        try:
            told = _copy(damaged, fresh, file, now)
        finally:
            fresh.abandon()
    finally:
        damaged.close()
    aside = file.with_name(f"{file.stem}-damaged-{now:%Y%m%dT%H%M%S}.db")
    with disk_errors_told(home.folder):
        _keep_aside(file, aside)
        building.replace(beside(file, RESCUED))
        finish_rescue(file)
    return Rescued(*told, aside=aside)


class _Damaged:
    """A damaged store, to be read in small pieces.

    After one page that can't be read, SQLCipher reads nothing more through that connection; so
    the next piece is read through a new one.
    """

    def __init__(self, home: Home, file: Path, key: StoreKey) -> None:
        if not file.exists():
            raise StoreDamaged(file)
        self._home, self.file, self._key = home, file, key
        self._store = self._opened()

    def rows(self, query: str, *values: int) -> Sequence[Row]:
        """Return the rows of a query; raises a Problem where a page can't be read."""
        try:
            return self._store.rows(query, *values)
        except Problem:
            self._store.abandon()
            self._store = self._opened()
            raise

    def version(self) -> int:
        """Return how many steps the store has gone."""
        return version_of(self._store)

    def close(self) -> None:
        """Close the store and leave it as it is."""
        self._store.abandon()

    def _opened(self) -> Store:
        connection = connected(self._home, self.file, self._key, as_it_is=True)
        return Store(connection, self._home, self.file)


def _copy(
    damaged: _Damaged, fresh: Store, file: Path, now: datetime
) -> tuple[int, int, list[str], bool]:
    migrate(fresh, damaged.version())
    tables = [
        str(row[0])
        for row in fresh.rows("SELECT name FROM sqlite_master WHERE type = 'table'")
        if not str(row[0]).startswith("sqlite_")
    ]
    fresh.row("PRAGMA foreign_keys = OFF")
    with fresh.writing() as connection:
        for table in tables:
            _copy_table(damaged, connection, table)
        _check_anything_came(fresh, file)
        _keep_what_has_no_journal(fresh, connection, now)
        lost = _lost_reports(fresh)
        _seal_again(connection)
        must_enrol = _note_holes(fresh, connection, now)
        _drop_orphans(connection)
    migrate(fresh)
    with fresh.writing() as connection:
        for statement in AFTER_RESCUE:
            connection.execute(statement)
    fresh.row("PRAGMA wal_checkpoint(TRUNCATE)")
    return (_count(fresh, "draft"), _count(fresh, "sealed"), lost, must_enrol)


def _copy_table(damaged: _Damaged, connection: Connection, table: str) -> None:
    columns = [str(row[1]) for row in connection.execute(f"PRAGMA table_info({table})")]
    named = ", ".join(columns)
    marks = ", ".join("?" for _ in columns)
    connection.executemany(
        f"INSERT OR IGNORE INTO {table} (rowid, {named}) VALUES (?, {marks})",  # noqa: S608 - the schema's own names
        _whole_rows(damaged, table, named),
    )


def _whole_rows(store: _Damaged, table: str, columns: str) -> Iterator[Row]:
    """Yield rowid and columns of each row that can be read, halving around what can't."""
    query = f"SELECT rowid, {columns} FROM {table} WHERE rowid BETWEEN ? AND ? ORDER BY rowid"  # noqa: S608 - the schema's own names
    ranges = [(1, _last_rowid(store, table))]
    for _ in range(_MOST_LOOKS):
        if not ranges:
            return
        first, last = ranges.pop()
        try:
            rows = store.rows(query, first, last)
            if any(_has_hole(cell, table) for row in rows for cell in row):
                raise StoreDamaged(store.file)
            yield from rows
        except Problem:
            if first < last:
                middle = (first + last) // 2
                ranges += [(middle + 1, last), (first, middle)]


def _has_hole(cell: object, table: str) -> bool:
    """Whether SQLCipher put zeros where a page of a text could not be read.

    Photographs and sounds may hold zeros of their own; they are checked by their SHA-256.
    """
    if isinstance(cell, str):
        return _HOLE.decode() in cell
    return table == "entry" and isinstance(cell, bytes) and _HOLE in cell


def _last_rowid(store: _Damaged, table: str) -> int:
    try:
        [(last,)] = store.rows(f"SELECT max(rowid) FROM {table}")  # noqa: S608 - the schema's own names
        return int(last or 0)
    except Problem:
        return _last_readable(store, table) + _BEYOND_THE_LAST


def _last_readable(store: _Damaged, table: str) -> int:
    """Return the number of the last row before the first damaged page."""
    last, rows, step = 0, 0, 1 << 20
    while step:
        first_rows = f"SELECT rowid FROM {table} ORDER BY rowid LIMIT ?"  # noqa: S608 - the schema's own names
        try:
            [(found,)] = store.rows(f"SELECT max(rowid) FROM ({first_rows})", rows + step)  # noqa: S608
            last, rows = int(found or 0), rows + step
        except Problem:
            pass
        step //= 2
    return last


def _check_anything_came(fresh: Store, file: Path) -> None:
    if not (_count(fresh, "journal") or _count(fresh, "entry") or _count(fresh, "draft")):
        raise StoreDamaged(file)


def _keep_what_has_no_journal(fresh: Store, connection: Connection, now: datetime) -> None:
    """Give entries whose journal could not be read a place that only a new enrolment leaves."""
    team = fresh.row("SELECT team, mission FROM pack") or ("", "{}")
    for (number,) in fresh.rows(
        "SELECT DISTINCT journal FROM entry WHERE journal NOT IN (SELECT id FROM journal)"
    ):
        connection.execute(
            "INSERT INTO journal (id, device, token, seed, server_url, server_key, mission, team,"
            " enrolled_at, forked_at) VALUES (?, ?, '', x'', '', '',"
            " coalesce(json_extract(?, '$.code'), ''), ?, ?, ?)",
            (number, _unknown_device(number), team[1], team[0], now.isoformat(), now.isoformat()),
        )


def _unknown_device(number: int) -> str:
    return f"00000000-0000-0000-0000-{number:012d}"


def _seal_again(connection: Connection) -> None:
    """List sealed reports anew whose line could not be read: their entries say all of it."""
    connection.execute(
        "INSERT OR IGNORE INTO sealed (report, revision, journal, seq, station, visit, departed_at)"
        " SELECT b ->> 'report', b ->> 'revision', journal, seq, b ->> 'station', b ->> 'visit',"
        " strftime('%Y-%m-%dT%H:%M:%S+00:00', b ->> 'departed_at')"
        " FROM (SELECT journal, seq, CAST(body AS TEXT) AS b FROM entry WHERE kind = 'report')"
        " WHERE NOT EXISTS (SELECT 1 FROM sealed s"
        " WHERE s.report = b ->> 'report' AND s.revision = b ->> 'revision')"
    )


def _lost_reports(fresh: Store) -> list[str]:
    rows = fresh.rows(
        "SELECT s.station FROM sealed s JOIN journal j ON j.id = s.journal"
        " WHERE s.seq > j.held_through AND NOT EXISTS"
        " (SELECT 1 FROM entry e WHERE e.journal = s.journal AND e.seq = s.seq)"
        " ORDER BY s.journal, s.seq"
    )
    return [str(station) for (station,) in rows]


def _note_holes(fresh: Store, connection: Connection, now: datetime) -> bool:
    """Mark journals with a hole, so that what waits in them moves to a new enrolment's."""
    whole = "(SELECT count(*) = coalesce(max(seq), 0) FROM entry e WHERE e.journal = journal.id)"
    ends = "(SELECT coalesce(max(seq), 0) FROM sealed s WHERE s.journal = journal.id)"
    reached = "(SELECT coalesce(max(seq), 0) FROM entry e WHERE e.journal = journal.id)"
    connection.execute(
        f"UPDATE journal SET forked_at = coalesce(forked_at, ?)"  # noqa: S608 - constant texts
        f" WHERE NOT {whole} OR {reached} < held_through OR {reached} < {ends}",
        (now.isoformat(),),
    )
    row = fresh.row("SELECT forked_at FROM journal ORDER BY id DESC LIMIT 1")
    return row is not None and row[0] is not None


def _drop_orphans(connection: Connection) -> None:
    """Remove rows that lean on a row which could not be read: nothing could show them.

    A draft stays without its checklist, which comes with the next sync.
    """
    found: list[Any] = connection.execute("PRAGMA foreign_key_check").fetchall()
    for table, rowid, parent, _ in found:
        if parent != "form":
            connection.execute(f"DELETE FROM {table} WHERE rowid = ?", (rowid,))  # noqa: S608 - the schema's own names


def _count(store: Store, table: str) -> int:
    row = store.row(f"SELECT count(*) FROM {table}")  # noqa: S608 - the schema's own names
    return int(row[0]) if row else 0


def _keep_aside(file: Path, aside: Path) -> None:
    """Copy the damaged store and its log, and wait for the disk."""
    for part in parts_of(file):
        if part.exists() and not part.name.endswith("-shm"):
            copy = aside.with_name(part.name.replace(file.name, aside.name))
            shutil.copy2(part, copy)
            with copy.open("rb+") as stream:
                os.fsync(stream.fileno())
