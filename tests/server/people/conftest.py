"""A mission with a store of names, and what makes observers."""

from collections.abc import Callable, Generator
from datetime import date
from typing import Any

import pytest

from server.accounts.caller import Operator
from server.config import Settings
from server.database import Store
from server.missions.models import Mission
from server.people.models import Observer
from server.people.names import Names
from shared.ids import new_id
from tests.server.builders import START

AnObserver = Callable[..., Observer]
ANNA = Operator("anna")
READY: dict[str, Any] = {
    "trained_on": date(2026, 10, 1),
    "conduct_signed_on": date(2026, 10, 1),
    "permission": "accredited",
}
"""Nothing is missing."""


@pytest.fixture
def names(settings: Settings) -> Generator[Names]:
    names = Names(settings)
    yield names
    names.close()


@pytest.fixture
def an_observer(store: Store, mission: Mission) -> AnObserver:
    """Keep an observer and return it."""

    def make(code: str = "0107", **fields: Any) -> Observer:  # noqa: ANN401 - fields of a table
        given: dict[str, Any] = {
            "id": new_id(),
            "mission_id": mission.id,
            "code": code,
            "created_at": START,
            "updated_at": START,
        }
        observer = Observer(**(given | fields))
        with store.writing() as db:
            db.add(observer)
            db.flush()
            db.refresh(observer)
            db.expunge(observer)
        return observer

    return make
