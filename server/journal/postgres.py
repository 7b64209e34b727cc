"""The journal's writer on PostgreSQL: one statement a group, cursors in the order of commits.

Several processes may write. A lock that lasts until the commit lets one group in at a time, so
that whoever follows the journal by its cursor never sees an entry appear behind it.
"""

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg
from psycopg import errors
from sqlalchemy import make_url

from server.database import Store
from server.journal.chain import Batch, Held, Position
from server.journal.problems import StorageFull
from server.journal.writer import Appended, Outcome, Seen, settle

JOURNAL_LOCK = 7_236_081_002
"""Any number, as long as nothing else uses it; see also `server.migrations.env`."""

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


_SEEN = """
UPDATE device SET last_seen_at = %s, waiting = seen.waiting
FROM unnest(%s::uuid[], %s::int[]) AS seen(id, waiting) WHERE device.id = seen.id
"""


class PostgresWriter:
    """A `JournalWriter` with a connection of its own, made again when it was lost."""

    def __init__(self, store: Store) -> None:
        url = make_url(store.url).set(drivername="postgresql")
        self._address = url.render_as_string(hide_password=False)
        self._seen = Seen()
        self._connection: psycopg.Connection[Any] | None = None

    def append(self, batches: Sequence[Batch], received_at: datetime) -> list[Outcome]:
        """Keep `batches` in one transaction. Raises StorageFull when the disk has no room."""
        seen = self._seen.due(batches, received_at)
        connection = self._connection or psycopg.connect(self._address)
        self._connection = connection
        try:
            with connection.transaction(), connection.cursor() as cursor:
                ledger = PostgresLedger(cursor)
                settled = settle(ledger, batches, received_at)
                ledger.note_seen(seen, received_at)
        except errors.DiskFull as error:
            raise StorageFull(
                "The server's disk is full, so nothing was taken in. Everything stays on the "
                "laptop; tell your coordinator."
            ) from error
        except psycopg.OperationalError:
            self.close()
            raise
        self._seen.note(seen, received_at)
        return settled.outcomes

    def close(self) -> None:
        """Close the connection."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(psycopg.Error):
                connection.close()


class PostgresLedger:
    """The `Ledger` of an open transaction."""

    def __init__(self, cursor: "psycopg.Cursor[Any]") -> None:
        """Wait until no other writer is in the journal; the lock lasts until the commit."""
        self._cursor = cursor
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", (JOURNAL_LOCK,))

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
        links = [entry.link for entry in entries]
        columns: list[list[Any]] = [
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
        self._cursor.execute(_APPEND, (received_at, *columns))

    def note_seen(self, waiting: Mapping[UUID, int], at: datetime) -> None:
        """Note that these devices were here, and how much still waits on each."""
        if waiting:
            self._cursor.execute(_SEEN, (at, list(waiting), list(waiting.values())))
