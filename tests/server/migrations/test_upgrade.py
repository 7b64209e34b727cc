from pathlib import Path

import pytest

from server.database import Store
from server.migrations.upgrade import (
    SchemaOutOfDate,
    differences,
    is_current,
    require_current,
    upgrade,
)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    """The history holds on both databases."""
    return request.param


def test_the_migrations_lead_to_what_the_models_describe(store: Store):
    assert differences(store) == []


def test_migrating_twice_changes_nothing(store: Store):
    upgrade(store)

    assert is_current(store)


def test_an_empty_database_is_not_served(tmp_path: Path):
    store = Store(f"sqlite:///{tmp_path / 'empty.db'}")

    with pytest.raises(SchemaOutOfDate, match="evenhand-server migrate"):
        require_current(store)

    store.close()
