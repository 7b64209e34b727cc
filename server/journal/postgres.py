"""The journal's writer on PostgreSQL: one round trip a group, cursors in the order of commits.

Several processes may write. A lock that lasts until the commit lets one group in at a time, so
that whoever follows the journal by its cursor never sees an entry appear behind it.

Nearly always each device goes on where its chain ends. So the whole transaction is sent at once,
with one statement that writes the group if that is true of all of it, and nothing otherwise. Only
then the group is settled with questions asked in between.
"""

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg
from psycopg import errors
from sqlalchemy import make_url

from server.database import JOURNAL_LOCK, Store
from server.journal.chain import Batch, Decision, Held, Position
from server.journal.problems import StorageFull
from server.journal.writer import SEEN_AGAIN, Appended, Outcome, settle
from shared.sync.protocol import Verdict

_HEADS = """
SELECT device.id, newest.seq, newest.hash
FROM unnest(%s::uuid[]) AS device(id) CROSS JOIN LATERAL (
  SELECT seq, hash FROM journal_entry
  WHERE device_id = device.id AND NOT forked ORDER BY seq DESC LIMIT 1
) AS newest
"""
_HELD = "SELECT hash, seq, forked FROM journal_entry WHERE device_id = %s AND hash = ANY(%s)"
_APPEND = """
INSERT INTO journal_entry
  (device_id, seq, hash, previous, forked, kind, made_at, received_at, body, signature)
SELECT device_id, seq, hash, previous, forked, kind, made_at, %s, body, signature
FROM unnest(%s::uuid[], %s::int[], %s::text[], %s::text[], %s::bool[], %s::text[], %s::text[],
            %s::bytea[], %s::text[])
  WITH ORDINALITY AS
  entry(device_id, seq, hash, previous, forked, kind, made_at, body, signature, place)
ORDER BY place
"""
_ALL_GO_ON = """
WHERE (
  SELECT bool_and(coalesce(newest.seq, 0) = said.seq
                  AND coalesce(newest.hash, said.hash) = said.hash)
  FROM unnest(%s::uuid[], %s::int[], %s::text[]) AS said(device, seq, hash)
  LEFT JOIN LATERAL (
    SELECT seq, hash FROM journal_entry
    WHERE device_id = said.device AND NOT forked ORDER BY seq DESC LIMIT 1
  ) AS newest ON true
)
"""
"""Every chain ends where its device says that it goes on; one without entries ends at 0."""
_APPEND_IF_ALL_GO_ON = _APPEND.replace("ORDER BY place", _ALL_GO_ON + "ORDER BY place")
_SEEN = """
UPDATE device SET last_seen_at = %s, waiting = seen.waiting
FROM unnest(%s::uuid[], %s::int[]) AS seen(id, waiting)
WHERE device.id = seen.id
  AND (device.waiting, coalesce(device.last_seen_at, '-infinity') < %s) <> (seen.waiting, false)
"""
"""Only where it says something new: another process may have said it already."""
_LOCK = "SELECT pg_advisory_xact_lock(%s)"


class PostgresWriter:
    """A `JournalWriter` with a connection of its own, made again when it was lost."""

    def __init__(self, store: Store, *, notes_visits: bool = True) -> None:
        """`notes_visits` = False: the devices were not here themselves, their bundles were."""
        self._notes_visits = notes_visits
        url = make_url(store.url).set(drivername="postgresql")
        self._address = url.render_as_string(hide_password=False)
        self._connection: psycopg.Connection[Any] | None = None

    def append(self, batches: Sequence[Batch], received_at: datetime) -> list[Outcome]:
        """Keep `batches` in one transaction. Raises StorageFull when the disk has no room."""
        try:
            connection = self._connected()
            if all_go_on(batches) and self._append_at_once(connection, batches, received_at):
                return [Decision(Verdict.HELD, batch.head, batch.links) for batch in batches]
            with connection.transaction(), connection.cursor() as cursor:
                ledger = PostgresLedger(cursor)
                settled = settle(ledger, batches, received_at)
                ledger.note_seen(self._waiting(batches), received_at)
        except errors.DiskFull as error:
            raise StorageFull(
                "The server's disk is full, so nothing was taken in. Everything stays on the "
                "laptop; tell your coordinator."
            ) from error
        except psycopg.OperationalError:
            self.close()
            raise
        return settled.outcomes

    def close(self) -> None:
        """Close the connection."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(psycopg.Error):
                connection.close()

    def _connected(self) -> "psycopg.Connection[Any]":
        if self._connection is None:
            # Whatever the database is told elsewhere: a receipt is a promise of the disk.
            options = "-c synchronous_commit=on"
            self._connection = psycopg.connect(self._address, options=options)
        return self._connection

    def _append_at_once(
        self, connection: "psycopg.Connection[Any]", batches: Sequence[Batch], at: datetime
    ) -> bool:
        """Append `batches` if every chain ends where they begin; else change nothing."""
        appended = [
            Appended(
                batch.device,
                link,
                forked=False,
                signature=batch.signature if link is last else None,
            )
            for batch in batches
            for last in batch.links[-1:]
            for link in batch.links
        ]
        said = (
            [batch.device for batch in batches],
            [batch.first - 1 for batch in batches],
            [batch.previous for batch in batches],
        )
        with connection.pipeline(), connection.transaction(), connection.cursor() as cursor:
            connection.execute(_LOCK, (JOURNAL_LOCK,))
            cursor.execute(_APPEND_IF_ALL_GO_ON, (at, *_columns(appended), *said))
            _note_seen(connection, self._waiting(batches), at)
        return cursor.rowcount == len(appended)

    def _waiting(self, batches: Sequence[Batch]) -> dict[UUID, int]:
        if not self._notes_visits:
            return {}
        return {batch.device: batch.waiting for batch in batches}


def all_go_on(batches: Sequence[Batch]) -> bool:
    """Tell whether each may be the next of its chain: none is empty, no two are of one device."""
    devices = {batch.device.int for batch in batches}
    return len(devices) == len(batches) and all(batch.links for batch in batches)


class PostgresLedger:
    """The `Ledger` of an open transaction."""

    def __init__(self, cursor: "psycopg.Cursor[Any]") -> None:
        """Wait until no other writer is in the journal; the lock lasts until the commit."""
        self._cursor = cursor
        cursor.execute(_LOCK, (JOURNAL_LOCK,))

    def heads(self, devices: Collection[UUID]) -> Mapping[UUID, Position]:
        """Return where the first chain of each device ends."""
        rows = self._cursor.execute(_HEADS, (list(devices),))
        return {device: Position(seq, fingerprint) for device, seq, fingerprint in rows}

    def held(self, device: UUID, hashes: Sequence[str]) -> Mapping[str, Held]:
        """Return those of `hashes` that the journal has for `device`."""
        rows = self._cursor.execute(_HELD, (device, list(hashes)))
        return {fingerprint: Held(seq, forked) for fingerprint, seq, forked in rows}

    def append(self, entries: Sequence[Appended], received_at: datetime) -> None:
        """Write `entries` in this order."""
        self._cursor.execute(_APPEND, (received_at, *_columns(entries)))

    def note_seen(self, waiting: Mapping[UUID, int], at: datetime) -> None:
        """Note that these devices were here, and how much still waits on each."""
        _note_seen(self._cursor, waiting, at)


def _columns(entries: Sequence[Appended]) -> list[list[Any]]:
    links = [entry.link for entry in entries]
    return [
        [entry.device for entry in entries],
        [link.seq for link in links],
        [link.hash for link in links],
        [link.previous for link in links],
        [entry.forked for entry in entries],
        [link.kind for link in links],
        [link.made_at for link in links],
        [link.body for link in links],
        [entry.signature for entry in entries],
    ]


def _note_seen(
    way: "psycopg.Connection[Any] | psycopg.Cursor[Any]", waiting: Mapping[UUID, int], at: datetime
) -> None:
    if waiting:
        way.execute(_SEEN, (at, list(waiting), list(waiting.values()), at - SEEN_AGAIN))
