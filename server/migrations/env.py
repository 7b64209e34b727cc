"""Run by Alembic for every deed: hands it the connection that `upgrade` opened.

On PostgreSQL a migration may neither run nor wait for a lock for long: a server that goes on
answering matters more than a migration that goes through (after Warehouse). One lock lets only
one process migrate at a time. On SQLite the whole deed is one transaction.
"""

from alembic import context
from sqlalchemy import Connection

from server.database import MIGRATION_LOCK
from server.migrations.tables import all_tables

STATEMENT_TIMEOUT_MS = 5000
LOCK_TIMEOUT_MS = 4000


def _prepare(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        return
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")
    connection.exec_driver_sql(f"SET LOCAL statement_timeout = {STATEMENT_TIMEOUT_MS}")
    connection.exec_driver_sql(f"SET LOCAL lock_timeout = {LOCK_TIMEOUT_MS}")


def _migrate(connection: Connection) -> None:
    _prepare(connection)
    context.configure(
        connection=connection,
        target_metadata=all_tables(),
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
    )
    context.run_migrations()
    connection.commit()


_migrate(context.config.attributes["connection"])
