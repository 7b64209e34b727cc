"""Starting the server: what is refused before it answers."""

import pytest

from server.commands.serve import OneProcessOnly, only_server
from server.config import Settings
from server.database import Store
from tests.server.commands.running import Run


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
