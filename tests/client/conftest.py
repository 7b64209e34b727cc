"""A laptop with a light vault, a clock that tests move, and a server in memory."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from client.config import Home
from client.enrolment import Invitation, enrol
from client.laptop import Laptop, open_laptop
from client.sync import pull
from client.vault.key_file import Cost
from client.vault.vault import Vault
from tests.client.fake_server import FakeServer

LIGHT = Cost(operations=1, memory=8192)
PASSPHRASE = "ballot box seal 7"


class StoppedClock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2021, 1, 10, 2, 47, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock()


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "evenhand")


@pytest.fixture
def server() -> FakeServer:
    return FakeServer()


@pytest.fixture
def laptop(home: Home, clock: StoppedClock) -> Iterator[Laptop]:
    """A fresh laptop: a passphrase is set, nothing else."""
    with open_laptop(home, Vault(home).create(PASSPHRASE, LIGHT), clock) as opened:
        yield opened


@pytest.fixture
async def enrolled(laptop: Laptop, server: FakeServer) -> Laptop:
    """A laptop that is enrolled with `server` and holds its pack."""
    await enrol(laptop, server.line(), Invitation("https://hq.example.org", "CODE-1"))
    await pull(laptop, server.line())
    return laptop
