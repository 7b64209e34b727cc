"""A journal that holds much already: valid chains of many laptops, written past the server."""

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import Any

import psycopg
from sqlalchemy import insert
from sqlmodel import Session, col, func, select

from benchmarks.prepared import ELECTION_DAY, Laptop, report_body
from server.database import Store
from server.journal.models import JournalEntry
from server.reports.cursor import move_cursor, read_cursor
from shared.sync import seal

BODIES = 500
"""Different reports; each is stored many times."""
A_PUSH = 100
"""Entries between one checkpoint and the next."""
_RECEIVED = datetime(2026, 10, 4, 12, 0, tzinfo=UTC)
_COLUMNS: tuple[str, ...] = ("device_id", "seq", "hash", "previous", "forked", "kind", "made_at",
            "received_at", "body", "signature")  # fmt: skip


def fill(store: Store, laptops: Sequence[Laptop], wanted: int) -> None:
    """Let the chains of `laptops`, who are enrolled, grow until the journal has `wanted` entries.

    What is added passes for projected, so that the server has nothing to catch up with.
    """
    with store.reading() as db:
        held = db.exec(select(func.count()).select_from(JournalEntry)).one()
    each = max(0, wanted - held) // len(laptops)
    source = random.Random(7)  # noqa: S311 - repeatable, not secret
    bodies = [report_body(source) for _ in range(BODIES)]
    rows = (row for laptop in laptops for row in _chain(laptop, bodies, each))
    with store.writing() as db:
        (_insert if store.is_sqlite else _copy)(db, rows)
        newest = db.exec(select(func.max(col(JournalEntry.id)))).one()
        move_cursor(db, read_cursor(db), newest or 0)
    if not store.is_sqlite:
        with store.engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("ANALYZE")


def _chain(laptop: Laptop, bodies: Sequence[bytes], count: int) -> Iterator[tuple[Any, ...]]:
    made_at = ELECTION_DAY.isoformat()
    for number in range(count):
        body, previous = bodies[(laptop.seq + number) % len(bodies)], laptop.head
        laptop.seq += 1
        laptop.head = seal.entry_hash(
            device=laptop.device, seq=laptop.seq, previous=previous, made_at=made_at,
            kind="report", body=body,
        )  # fmt: skip
        signature = None
        if laptop.seq % A_PUSH == 0 or number == count - 1:
            text = seal.checkpoint_text(device=laptop.device, seq=laptop.seq, head=laptop.head)
            signature = seal.sign(laptop.seed, text)
        yield (laptop.device, laptop.seq, laptop.head, previous, False, "report", made_at,
               _RECEIVED, body, signature)  # fmt: skip


def _insert(db: Session, rows: Iterator[tuple[Any, ...]]) -> None:
    while some := list(islice(rows, 10_000)):
        named: list[dict[str, Any]] = [dict(zip(_COLUMNS, row, strict=True)) for row in some]
        db.connection().execute(insert(JournalEntry), named)


def _copy(db: Session, rows: Iterator[tuple[Any, ...]]) -> None:
    connection = db.connection().connection.dbapi_connection
    assert isinstance(connection, psycopg.Connection)
    with connection.cursor().copy(f"COPY journal_entry ({', '.join(_COLUMNS)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
