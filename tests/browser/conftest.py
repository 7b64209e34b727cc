"""A real server on a real port, and a real Chromium that talks to it."""

import os
import socket
import threading
from collections.abc import Generator
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, sync_playwright

from tests.server.conftest import (
    app,
    clock,
    form,
    migrated_file,
    mission,
    settings,
    station,
    store,
    team,
)
from tests.server.pages.conftest import keep, laptop

__all__ = [
    "app",
    "clock",
    "form",
    "keep",
    "laptop",
    "migrated_file",
    "mission",
    "settings",
    "station",
    "store",
    "team",
]
"""The server's fixtures, here too."""

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
def address(app: FastAPI) -> Generator[str]:
    """Where the application answers, until the test ends."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", ws="none"))
        serving = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        serving.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        serving.join()
