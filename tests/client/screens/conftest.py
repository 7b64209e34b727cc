"""The observer's program on a laptop with a light vault, a stopped clock and a server in memory."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager

import pytest
from pytest_textual_snapshot import SVGImageExtension

from client.app import EvenhandApp
from client.config import Home
from client.identity import Identity
from client.laptop import Laptop
from client.remote import Remote
from tests.client.conftest import LIGHT, PASSPHRASE, StoppedClock
from tests.client.fake_server import FakeServer
from tests.client.screens.steps import SMALL, Program, running
from tests.client.test_pack_file import stick

__all__ = ["stick"]

# syrupy 7 reads this name; the plug-in (1.0.0) sets the one of syrupy 4. So pictures end in .svg.
SVGImageExtension.file_extension = "svg"


class FakeLines:
    """Lines to a server in memory."""

    def __init__(self, server: FakeServer) -> None:
        self.server = server

    @asynccontextmanager
    async def for_stranger(self, url: str, *, plain_http: bool) -> AsyncGenerator[Remote]:
        del url, plain_http
        yield self.server.line()

    @asynccontextmanager
    async def for_device(self, identity: Identity) -> AsyncGenerator[Remote]:
        yield self.server.line(identity.token)


@pytest.fixture
def lines(server: FakeServer) -> FakeLines:
    return FakeLines(server)


@pytest.fixture
def fresh_app(home: Home, clock: StoppedClock, lines: FakeLines) -> EvenhandApp:
    """The program on a laptop that was never set up."""
    return EvenhandApp(home, clock=clock, lines=lines, cost=LIGHT)


@pytest.fixture
def size() -> tuple[int, int]:
    """Columns and rows of the terminal; a test that needs another parametrizes it."""
    return SMALL


@pytest.fixture
async def program(
    home: Home, clock: StoppedClock, lines: FakeLines, enrolled: Laptop, size: tuple[int, int]
) -> AsyncIterator[Program]:
    """The program, signed in, on the screen of today. `program.laptop` looks from outside."""
    app = EvenhandApp(home, clock=clock, lines=lines, cost=LIGHT)
    async with running(app, enrolled, size) as program:
        await program.sign_in(PASSPHRASE)
        yield program
