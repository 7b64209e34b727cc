"""The database: one engine, and units of work for reading and for writing.

A unit of work ends before the answer goes out, so that nobody is told "held" of something that
was not committed. On SQLite all writers of the process pass one gate: writers that race for
SQLite's own lock sleep in its busy handler, and the slowest of them for over a second.
"""

import threading
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from pydantic_core import from_json
from sqlalchemy import DateTime, Engine, event, make_url
from sqlalchemy.engine import Dialect
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import TypeDecorator
from sqlmodel import Session, create_engine

BUSY_SECONDS = 30

# PostgreSQL's advisory locks are numbers that everybody shares: all of ours stand here.
MIGRATION_LOCK = 7_236_081_001
JOURNAL_LOCK = 7_236_081_002
"""Held by a group of entries until it is committed, so that cursors appear in order."""
PROJECTION_LOCK = 7_236_081_003
"""Held by whoever changes the projection."""
CHANGES_LOCK = 7_236_081_004
"""Held by whoever notes changes, so that their numbers appear in order."""
LEAD_LOCK = 7_236_081_005
"""Held as long as it lives by the process that projects."""
MARKS_LOCK = 7_236_081_006
"""Held by whoever notes how far the journal reaches."""
TRAIL_LOCK = 7_236_081_007
"""Held by whoever writes to the audit trail, so that each entry follows the one before."""
NAMES_LOCK = 7_236_081_008
"""Held by whoever keeps names of observers, until the observers are committed too."""

Value = TypeVar("Value")

MOST_IN_A_QUERY = 500
"""Values in one IN list: far below SQLite's bound, and enough to cost nothing."""
READS_ONLY = "reads_only"
"""In a session's `info`: it will never be committed."""


class Moment(TypeDecorator[datetime]):
    """An aware datetime, stored in UTC on every database and read back aware."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Refuse naive datetimes; turn the others to UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone can't be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Return the moment in UTC; SQLite gives it back without its zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Store:
    """One database. `reading()` and `writing()` give sessions that are units of work."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.is_sqlite = url.startswith("sqlite")
        self.engine: Engine = _sqlite_engine(url) if self.is_sqlite else _postgres_engine(url)
        # On PostgreSQL each statement sees what was committed before it, unless told otherwise.
        self._readers = (
            self.engine
            if self.is_sqlite
            else self.engine.execution_options(isolation_level="REPEATABLE READ")
        )
        self.gate = threading.Lock()
        """Held by whoever writes to SQLite in this process."""

    @contextmanager
    def reading(self) -> Generator[Session]:
        """Give a session that sees one moment of the database; changes are dropped."""
        with Session(self._readers, info={READS_ONLY: True}) as session:
            if self.is_sqlite:
                session.connection().exec_driver_sql("BEGIN")
            yield session

    @contextmanager
    def writing(self) -> Generator[Session]:
        """Give a session that is committed when its block ends, rolled back when it raises."""
        with self.gate if self.is_sqlite else nullcontext(), Session(self.engine) as session:
            if self.is_sqlite:
                session.connection().exec_driver_sql("BEGIN IMMEDIATE")
            yield session
            session.commit()

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def in_portions(values: Iterable[Value], most: int = MOST_IN_A_QUERY) -> Iterator[list[Value]]:
    """Yield `values` in lists of at most `most`, so that a query can take them."""
    remaining = iter(values)
    while portion := list(islice(remaining, most)):
        yield portion


def sqlite_file(url: str) -> Path | None:
    """Return the file of an SQLite address; None where another database is meant."""
    parts = make_url(url)
    if parts.get_backend_name() != "sqlite" or not parts.database:
        return None
    return Path(parts.database)


def _postgres_engine(url: str) -> Engine:
    return create_engine(
        url,
        pool_pre_ping=True,
        pool_size=10,
        max_overflow=20,
        hide_parameters=True,
        json_deserializer=from_json,
    )


def _sqlite_engine(url: str) -> Engine:
    engine = create_engine(
        url,
        connect_args={"check_same_thread": False, "timeout": BUSY_SECONDS},
        hide_parameters=True,  # an error's text reaches the log; answers must not
        json_deserializer=from_json,  # twice as fast as the standard library's
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, record: ConnectionPoolEntry) -> None:  # noqa: ANN401, ARG001 # pyright: ignore[reportUnusedFunction]
        # BEGIN is ours to say (IMMEDIATE for writers), not the driver's.
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    return engine
