"""Brings a database to the shape that this version of the server needs.

Needs no `alembic.ini`: an installed package carries its own history.
"""

from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from server.database import Store
from server.migrations.tables import all_tables
from shared.problems import Problem


class SchemaOutOfDate(Problem):
    """The database has another shape than this version of the server needs."""

    status = 503
    code = "schema-out-of-date"
    title = "The database has not been brought up to date"


class SchemaTooNew(Problem):
    """A newer version of the server has changed the database."""

    status = 503
    code = "schema-too-new"
    title = "The database belongs to a newer Evenhand"


def upgrade(store: Store) -> None:
    """Run the migrations that `store` lacks, all or none. A current one is left as it is.

    Raises SchemaTooNew, and changes nothing then.
    """
    if is_current(store):
        return
    with store.engine.connect() as connection:
        command.upgrade(_config(connection=connection), "head")


def draft(store: Store, message: str) -> None:
    """Write a new revision file with what the models have and `store` lacks (for developers)."""
    config = _config()
    number = len(list(ScriptDirectory.from_config(config).walk_revisions())) + 1
    with store.engine.connect() as connection:
        config.attributes["connection"] = connection
        command.revision(config, message, autogenerate=True, rev_id=f"{number:04}")


def is_current(store: Store) -> bool:
    """Tell whether `store` has the shape that this version needs. Raises SchemaTooNew."""
    known = ScriptDirectory.from_config(_config())
    with store.engine.connect() as connection:
        revision = MigrationContext.configure(connection).get_current_revision()
    if revision and revision not in {each.revision for each in known.walk_revisions()}:
        raise SchemaTooNew(
            f"The database has been brought to schema {revision} by a newer version of Evenhand; "
            f"this one knows up to {known.get_current_head()}. Nothing was changed. Install the "
            "newer version, or restore a backup from before the update into an empty home."
        )
    return revision == known.get_current_head()


def require_current(store: Store) -> None:
    """Raise SchemaOutOfDate or SchemaTooNew unless `store` has the shape that this one needs."""
    if not is_current(store):
        raise SchemaOutOfDate(
            "The database was made by another version of Evenhand, or is still empty. "
            "Run `evenhand-server migrate`, then start the server again."
        )


def differences(store: Store) -> list[Any]:
    """List where the database differs from the models; empty when they agree."""
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, all_tables()))


def _config(**attributes: Any) -> Config:  # noqa: ANN401 - Alembic's own dictionary
    config = Config()
    # Alembic reads a doubled per cent sign as one.
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes.update(attributes)
    return config
