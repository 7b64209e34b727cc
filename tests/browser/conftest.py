"""A real server on a real port, and a real Chromium that talks to it."""

import os
import socket
import threading
from collections.abc import Generator
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, sync_playwright

from server.app import build_app
from server.config import Settings
from server.database import Store
from server.migrations.upgrade import upgrade
from server.missions.models import Mission
from tests.server.builders import START, a_form, a_mission, a_published_form, a_team
from tests.server.kept_reports import Keep, a_laptop

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="module")
def chromium() -> Generator[Browser]:
    """One browser for a file: while it is open, this thread can run no other event loop."""
    if not CHROMIUM.exists():
        if os.environ.get("EVENHAND_REQUIRE_BROWSER"):
            pytest.fail(f"Chromium is required and is not at {CHROMIUM}.")
        pytest.skip(f"There is no Chromium at {CHROMIUM}.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path, secure_cookies=False, database_url="")


@pytest.fixture
def store(settings: Settings) -> Generator[Store]:
    store = Store(settings.resolved_database_url)
    upgrade(store)
    yield store
    store.close()


@pytest.fixture
def address(settings: Settings, store: Store) -> Generator[str]:
    """Where the application answers, until the test ends."""
    app = build_app(settings, lambda: START, store)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", ws="none"))
        serving = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        serving.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        serving.join()


@pytest.fixture
def mission(store: Store) -> Mission:
    """A mission whose file has all that a statement needs."""
    document = {
        "code": "example-2026",
        "title": "Opening observation 2026",
        "election": {
            "name": "Parliamentary elections",
            "date": "2026-10-04",
            "country": "FR",
            "timezone": "Europe/Paris",
        },
        "sample": {"design": "convenience"},
    }
    return a_mission(store, document=document)


@pytest.fixture
def keep(store: Store, mission: Mission) -> Keep:
    form = a_form()
    a_published_form(store, mission, form)
    return Keep(store, mission, a_laptop(store, mission, a_team(store, mission)), form)
