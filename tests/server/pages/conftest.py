"""A mission with reports, and browsers in which somebody is signed in."""

import httpx
import pytest

from server.accounts.models import Role
from server.database import Store
from server.missions.models import Mission
from server.missions.service import load_mission
from tests.samples.kazakhstan import SAMPLE
from tests.server.builders import START
from tests.server.staff import PAGE, SAME_ORIGIN, an_account, signed_in


@pytest.fixture
def coordinator(store: Store, client: httpx.AsyncClient) -> httpx.AsyncClient:
    """A browser in which a coordinator is signed in."""
    client.headers.update(PAGE)
    return signed_in(store, client, an_account(store, "aigul", Role.COORDINATOR))


@pytest.fixture
def viewer(store: Store, client: httpx.AsyncClient) -> httpx.AsyncClient:
    """A browser in which a viewer is signed in."""
    client.headers.update(PAGE)
    return signed_in(store, client, an_account(store, "serik", Role.VIEWER))


@pytest.fixture
def analyst(store: Store, client: httpx.AsyncClient) -> httpx.AsyncClient:
    """A browser in which an analyst is signed in."""
    client.headers.update(PAGE | SAME_ORIGIN)
    return signed_in(store, client, an_account(store, "anna", Role.ANALYST))


@pytest.fixture
def admin(store: Store, client: httpx.AsyncClient) -> httpx.AsyncClient:
    """A browser in which an administrator is signed in."""
    client.headers.update(PAGE | SAME_ORIGIN)
    return signed_in(store, client, an_account(store, "root", Role.ADMIN))


@pytest.fixture
def sample(store: Store) -> Mission:
    """The sample mission, with all that its file says."""
    with store.writing() as db:
        mission, _ = load_mission(db, SAMPLE / "mission.yaml", now=START)
        db.refresh(mission)
        db.expunge(mission)
    return mission
