"""Starting the server: what is refused before it answers."""

from pathlib import Path

import pytest
from sqlalchemy import text

from server.commands.serve import OneProcessOnly, only_server
from server.config import Settings
from server.database import Store
from tests.server.commands.running import Run, on


def test_several_workers_need_postgresql(run: Run):
    done = run("serve", "--workers", "2")

    assert done.exit_code == 1
    assert "2 workers need PostgreSQL" in done.stderr


def test_a_home_has_one_server(settings: Settings, store: Store):
    del store
    refused = pytest.raises(OneProcessOnly, match="already runs")
    with only_server(settings.home), refused, only_server(settings.home):
        pass

    with only_server(settings.home):  # free again
        pass


def test_a_second_server_changes_no_table_of_the_first(tmp_path: Path):
    home = tmp_path / "home"
    home.mkdir()
    with only_server(home):
        done = on(home)("serve")

    assert done.exit_code == 1
    assert "already runs" in done.stderr
    assert not (home / "evenhand.db").exists()


def test_a_database_of_a_newer_evenhand_is_left_as_it_is(run: Run, store: Store):
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    for command in ("migrate", "serve", "verify"):
        done = run(command)
        assert done.exit_code == 1
        assert "newer version of Evenhand" in done.stderr
        assert "9999" in done.stderr
