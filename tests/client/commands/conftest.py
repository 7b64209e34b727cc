"""A shell in a home whose passphrase is set, and a server over HTTP."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from client.config import Home
from client.vault.vault import Vault
from tests.client.commands.shell import ANSWERS, Shell, written
from tests.client.conftest import LIGHT, PASSPHRASE
from tests.client.fake_server import FakeServer
from tests.client.http_server import serving


@pytest.fixture
def shell(home: Home, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Shell:
    """A laptop whose passphrase is set and in the environment."""
    monkeypatch.setenv("EVENHAND_PASSPHRASE", PASSPHRASE)
    Vault(home).create(PASSPHRASE, LIGHT)
    return Shell(home, capsys)


@pytest.fixture
def url(server: FakeServer) -> Iterator[str]:
    with serving(server) as address:
        yield address


@pytest.fixture
def joined(shell: Shell, url: str) -> Shell:
    assert shell("enrol", url, "CODE-1").code == 0
    return shell


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    return written(tmp_path / "answers.json", ANSWERS)
