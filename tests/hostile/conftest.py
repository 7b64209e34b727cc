"""A mission as it stands on election day, a laptop in it, and who is signed in."""

import os
from collections.abc import Callable
from dataclasses import dataclass

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, settings
from sqlmodel import select

from server.accounts.models import Role
from server.config import Settings
from server.database import Store
from server.missions.models import Mission
from server.missions.service import load_mission
from tests.hostile.asking import OURS, Headers
from tests.hostile.traces import Traces, traces_in
from tests.server.builders import START
from tests.server.conftest import (  # noqa: F401
    app,  # pyright: ignore[reportUnusedImport]
    client,  # pyright: ignore[reportUnusedImport]
    clock,  # pyright: ignore[reportUnusedImport]
    cluster,  # pyright: ignore[reportUnusedImport]
    database_url,  # pyright: ignore[reportUnusedImport]
    form,  # pyright: ignore[reportUnusedImport]
    migrated_file,  # pyright: ignore[reportUnusedImport]
    migrated_url,  # pyright: ignore[reportUnusedImport]
    station,  # pyright: ignore[reportUnusedImport]
    store,  # pyright: ignore[reportUnusedImport]
    team,  # pyright: ignore[reportUnusedImport]
)
from tests.server.conftest import settings as server_settings
from tests.server.journal.conftest import code, device  # noqa: F401 # pyright: ignore[reportUnusedImport]
from tests.server.journal.device import FakeDevice
from tests.server.staff import an_account, signed_in

__all__ = ["server_settings"]

EXAMPLES = int(os.environ.get("EVENHAND_FUZZ_EXAMPLES", "20"))
"""Of each generated kind; `make fuzz` asks for more."""
fuzzed = settings(
    max_examples=EXAMPLES,
    derandomize="EVENHAND_FUZZ_EXAMPLES" not in os.environ,
    deadline=None,
    database=None,
    suppress_health_check=(HealthCheck.too_slow, HealthCheck.data_too_large),
)
"""The same examples in each run, unless more are asked for."""

_MISSION = """
code: example-2026
title: Opening observation 2026
election: {name: Parliamentary elections, date: 2026-10-04, country: XX, timezone: Europe/Paris}
sample: {design: srs, population: 9000}
"""


@pytest.fixture(name="settings")
def _settings(server_settings: Settings) -> Settings:
    return server_settings


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    """What one database takes the other may refuse: everything here holds on both."""
    return request.param


@pytest.fixture
def mission(store: Store) -> Mission:  # noqa: F811
    with store.writing() as db:
        load_mission(db, _MISSION, now=START)
    with store.reading() as db:
        mission = db.exec(select(Mission)).one()
        db.expunge(mission)
        return mission


@dataclass(frozen=True)
class Senders:
    """Who may ask, and the headers that say so."""

    stranger: Headers
    laptop: Headers
    staff: Headers

    def all(self) -> dict[str, Headers]:
        return {"stranger": self.stranger, "laptop": self.laptop, "staff": self.staff}


@pytest.fixture
async def senders(
    store: Store,  # noqa: F811
    client: httpx.AsyncClient,  # noqa: F811
    device: FakeDevice,  # noqa: F811
) -> Senders:
    signed_in(store, client, an_account(store, "boss", Role.ADMIN))
    cookie = f"evenhand={client.cookies['evenhand']}"
    client.cookies.clear()
    return Senders(
        stranger=[OURS],
        laptop=[("Authorization", f"Bearer {device.token}")],
        staff=[("Cookie", cookie), OURS],
    )


@pytest.fixture
def traces(app: FastAPI, store: Store) -> Callable[[], Traces]:  # noqa: F811
    """Counts what the server keeps."""
    return lambda: traces_in(store, app.state.settings.home)
