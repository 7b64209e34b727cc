"""Accounts from before memberships keep their role, in their mission or in all."""

from collections.abc import Generator
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import text

from server.database import Store
from server.migrations import upgrade as upgrading
from server.migrations.upgrade import differences, upgrade
from tests.server.postgres import Cluster

MISSION, ANNA, DANA = ("0" * 31 + end for end in "123")


@pytest.fixture(params=["sqlite", "postgresql"])
def older(request: pytest.FixtureRequest, tmp_path: Path) -> Generator[Store]:
    """A store as version 0008 of the schema left it, with two accounts and a session."""
    url = f"sqlite:///{tmp_path / 'old.db'}"
    if request.param == "postgresql":
        cluster: Cluster = request.getfixturevalue("cluster")
        url = cluster.url(cluster.create())
    store = Store(url)
    config = Config()
    config.set_main_option("script_location", str(Path(upgrading.__file__).parent))
    with store.engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0008")
    at = "'2026-10-04 07:00:00+00:00'"
    with store.writing() as db:
        for statement in (
            "INSERT INTO mission (id, code, title, drill, election_date, timezone, design,"
            f" document, digest, loaded_at) VALUES ('{MISSION}', 'm', 'M', false, '2026-10-04',"
            f" 'UTC', 'route', '{{}}', '', {at})",
            "INSERT INTO account (id, name, role, mission_id, password_hash, created_at) VALUES"
            f" ('{ANNA}', 'anna', 'admin', NULL, 'h', {at}),"
            f" ('{DANA}', 'dana', 'viewer', '{MISSION}', 'h', {at})",
            "INSERT INTO sign_in (token_hash, account_id, created_at, expires_at) VALUES"
            f" ('t', '{ANNA}', {at}, {at})",
        ):
            db.connection().execute(text(statement))
    yield store
    store.close()


def test_roles_become_memberships(older: Store):
    upgrade(older)

    assert differences(older) == []
    with older.reading() as db:
        rows = db.connection().execute(
            text(
                "SELECT account.name, membership.role, mission.code FROM membership"
                " JOIN account ON account.id = membership.account_id"
                " LEFT JOIN mission ON mission.id = membership.mission_id ORDER BY 1"
            )
        )
        assert [tuple(row) for row in rows] == [("anna", "admin", None), ("dana", "viewer", "m")]
