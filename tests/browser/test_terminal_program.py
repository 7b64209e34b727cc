"""The observer's program in a real browser: it is drawn there, and asks nobody else."""

import re
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from client.config import Home
from client.vault.vault import Vault
from tests.client.conftest import LIGHT, PASSPHRASE
from tests.system.headquarters import ROOT

pytestmark = pytest.mark.browser
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/")


@pytest.fixture
def served(tmp_path: Path) -> Generator[str]:
    """The address at which `evenhand serve` serves a laptop whose passphrase is set."""
    home = Home(tmp_path / "evenhand")
    Vault(home).create(PASSPHRASE, LIGHT)
    command = [sys.executable, "-m", "client", "--home", home.folder, "serve", "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        yield next(line.strip() for line in program.stdout if ADDRESS.search(line))
        program.terminate()


def test_the_program_is_drawn_and_nothing_is_asked_of_anybody_else(chromium: Browser, served: str):
    page = chromium.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))

    page.goto(served)
    page.wait_for_selector("body.-first-byte", state="attached", timeout=30_000)

    assert any(each.endswith(".ttf") for each in asked)
    assert [each for each in asked if not ADDRESS.match(each)] == []
    assert [each for each in said if "refused" in each.lower() or "policy" in each.lower()] == []
    assert page.evaluate("document.activeElement.className") == "xterm-helper-textarea"
    page.close()
