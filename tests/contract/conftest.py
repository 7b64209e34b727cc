# pyright: reportUnusedImport=false
"""Each contract is tested on the fake server and on the real one, on both databases."""

from collections.abc import AsyncGenerator, Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI

from client.config import Home
from client.enrolment import Invitation, enrol
from client.laptop import Laptop, open_laptop
from client.vault.vault import Vault
from server.app import build_app
from server.config import Settings
from server.database import Store
from tests.client.conftest import LIGHT, PASSPHRASE
from tests.client.conftest import StoppedClock as LaptopClock
from tests.contract.worlds import MemoryWorld, RealWorld, World
from tests.server.builders import a_mission, a_team
from tests.server.conftest import (  # noqa: F401 - fixtures
    StoppedClock,
    cluster,
    database_url,
    migrated_file,
    migrated_url,
    settings,
    store,
)


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
async def world(request: pytest.FixtureRequest) -> AsyncGenerator[World]:
    """A server with one team."""
    if request.param == "memory":
        yield MemoryWorld()
        return
    kept: Store = request.getfixturevalue("store")
    given: Settings = request.getfixturevalue("settings")
    app: FastAPI = build_app(given, StoppedClock(), kept)
    mission = a_mission(kept)
    async with app.router.lifespan_context(app):
        yield RealWorld(app, kept, mission, a_team(kept, mission))


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    """Which database the real server is on."""
    return request.node.callspec.params["world"]


@pytest.fixture
def laptop(tmp_path: Path) -> Iterator[Laptop]:
    home = Home(tmp_path / "laptop")
    with open_laptop(home, Vault(home).create(PASSPHRASE, LIGHT), LaptopClock()) as opened:
        yield opened


@pytest.fixture
async def enrolled(laptop: Laptop, world: World) -> Laptop:
    await enrol(laptop, world.line(), Invitation("https://hq.example.org", world.code()))
    return laptop
