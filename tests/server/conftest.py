"""A migrated store and an application over it; `builders` has what stands in a store."""

import shutil
from collections.abc import AsyncGenerator, Generator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from server.app import build_app
from server.config import Settings
from server.database import Store
from server.journal.models import Device
from server.migrations.upgrade import upgrade
from server.missions.models import Mission, Team
from server.stations.models import Station
from shared.forms.model import Form
from tests.server import postgres
from tests.server.builders import START, a_form, a_mission, a_published_form, a_station, a_team
from tests.server.kept_reports import Keep, a_laptop
from tests.server.postgres import Cluster


@dataclass
class StoppedClock:
    """A clock that moves only when it is told to."""

    moment: datetime = START

    def __call__(self) -> datetime:
        return self.moment

    def forward(self, **step: float) -> datetime:
        """Move on by a `timedelta(**step)`; return the new moment."""
        self.moment += timedelta(**step)
        return self.moment


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock()


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite database with today's tables: copied, not migrated, for each test."""
    file = tmp_path_factory.mktemp("template") / "evenhand.db"
    store = Store(f"sqlite:///{file}")
    upgrade(store)
    store.close()
    return file


@pytest.fixture(scope="session")
def cluster() -> Generator[Cluster]:
    """A running PostgreSQL."""
    with postgres.running() as cluster:
        yield cluster


@pytest.fixture(scope="session")
def migrated_url(cluster: Cluster) -> str:
    """A migrated database: emptied, not made anew, after each test."""
    url = cluster.url(cluster.create())
    store = Store(url)
    upgrade(store)
    store.close()
    return url


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    """Which database `store` is on. Rooms that must work on both parametrise it."""
    return getattr(request, "param", "sqlite")


@pytest.fixture
def database_url(database: str, request: pytest.FixtureRequest, tmp_path: Path) -> Generator[str]:
    """The address of a fresh, migrated database."""
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    if database == "sqlite":
        file = home / "evenhand.db"
        shutil.copy(request.getfixturevalue("migrated_file"), file)
        yield f"sqlite:///{file}"
        return
    url: str = request.getfixturevalue("migrated_url")
    yield url
    postgres.empty(url)


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    return Settings(home=tmp_path / "home", secure_cookies=False, database_url=database_url)


@pytest.fixture
def store(settings: Settings) -> Generator[Store]:
    """A fresh, migrated store."""
    store = Store(settings.resolved_database_url)
    yield store
    store.close()


@pytest.fixture
def app(settings: Settings, clock: StoppedClock, store: Store) -> FastAPI:
    """The application, not started; `client` starts it."""
    return build_app(settings, clock, store)


@pytest.fixture
async def client(app: FastAPI) -> AsyncGenerator[httpx.AsyncClient]:
    """A browser or laptop of the started application."""
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://server") as client,
    ):
        yield client


@pytest.fixture
def mission(store: Store) -> Mission:
    return a_mission(store)


@pytest.fixture
def team(store: Store, mission: Mission) -> Team:
    return a_team(store, mission)


@pytest.fixture
def station(store: Store, mission: Mission) -> Station:
    return a_station(store, mission)


@pytest.fixture
def form(store: Store, mission: Mission) -> Form:
    """The small checklist, published by `mission`."""
    form = a_form()
    a_published_form(store, mission, form)
    return form


@pytest.fixture
def laptop(store: Store, mission: Mission, team: Team) -> Device:
    """A laptop of `team`."""
    return a_laptop(store, mission, team)


@pytest.fixture
def keep(store: Store, mission: Mission, laptop: Device, form: Form) -> Keep:
    """Keep reports of `form` as if `laptop` had sent them."""
    return Keep(store, mission, laptop, form)
