"""Which of several server processes projects the journal: the one that holds the lead."""

import logging
from contextlib import suppress

from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from server.database import LEAD_LOCK, Store

log = logging.getLogger(__name__)


class Lead:
    """A lock of the database's that lasts as long as the connection that took it.

    On SQLite there is one process, and it always leads. Used by one thread.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._connection: Connection | None = None
        self.is_held = store.is_sqlite

    def take(self) -> bool:
        """Tell whether this process leads, after trying to if nobody does.

        Raises OperationalError when the database is away; then the lead is lost.
        """
        if self._store.is_sqlite:
            return True
        try:
            self.is_held = self._is_held_now()
        except SQLAlchemyError:
            self.give_up()
            raise
        return self.is_held

    def give_up(self) -> None:
        """Let another process lead."""
        connection, self._connection = self._connection, None
        self.is_held = self._store.is_sqlite
        if connection is not None:
            with suppress(SQLAlchemyError):  # else the next one waits until the server notices
                connection.execute(text("SELECT pg_advisory_unlock_all()"))
            with suppress(SQLAlchemyError):
                connection.invalidate()  # back in the pool it would hold the lock for ever
                connection.close()

    def _is_held_now(self) -> bool:
        if self._connection is None:
            opened = self._store.engine.connect()
            self._connection = opened.execution_options(isolation_level="AUTOCOMMIT")
        if self.is_held:  # as long as the connection answers
            self._connection.execute(text("SELECT 1"))
            return True
        asked = text("SELECT pg_try_advisory_lock(:lock)")
        taken = bool(self._connection.execute(asked, {"lock": LEAD_LOCK}).scalar_one())
        if taken:
            log.info("this process projects the journal from now on")
        return taken
