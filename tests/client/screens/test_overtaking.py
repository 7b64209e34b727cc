"""Over real HTTP: an incident goes out while a photograph is being uploaded, and past it."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from textual.widgets import Input

from client.app import EvenhandApp
from client.config import Home
from client.http import HttpRemote
from client.identity import Identity
from client.laptop import Laptop
from client.remote import Remote
from client.screens.today import TodayScreen
from shared.digest import sha256_hex
from tests.client.conftest import LIGHT, PASSPHRASE, StoppedClock
from tests.client.fake_server import FakeServer
from tests.client.http_server import serving
from tests.client.screens.steps import Program, running

PHOTO = b"\xff\xd8\xff\xe0" + b"what was seen" * 1000


class SlowLines:
    """Lines over HTTP on which no piece of a file arrives before `gate` is opened."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.gate = asyncio.Event()
        self.pieces = 0
        """That have begun to go."""

    @asynccontextmanager
    async def for_stranger(self, url: str, *, plain_http: bool) -> AsyncGenerator[Remote]:
        del url, plain_http
        async with HttpRemote(self.url) as remote:
            yield remote

    @asynccontextmanager
    async def for_device(self, identity: Identity) -> AsyncGenerator[Remote]:
        transport = _Slow(self)
        async with HttpRemote(self.url, identity.token, transport=transport) as remote:
            yield remote


class _Slow(httpx.AsyncHTTPTransport):
    def __init__(self, lines: SlowLines) -> None:
        super().__init__()
        self._lines = lines

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.method == "PATCH":
            self._lines.pieces += 1
            await self._lines.gate.wait()
        return await super().handle_async_request(request)


@pytest.fixture
def lines(server: FakeServer) -> Iterator[SlowLines]:
    with serving(server) as url:
        yield SlowLines(url)


@pytest.fixture
async def uploading(
    home: Home, clock: StoppedClock, lines: SlowLines, enrolled: Laptop, tmp_path: Path
) -> AsyncIterator[Program]:
    """The program with a photograph under way that does not get on."""
    file = tmp_path / "door.jpg"
    file.write_bytes(PHOTO)
    draft = replace(
        enrolled.incidents.begin("57"), category="access", severity="minor", source="seen"
    )
    enrolled.incidents.attach(draft, enrolled.attachments.take(file))
    enrolled.incidents.seal(draft.id)
    app = EvenhandApp(home, clock=clock, lines=lines, cost=LIGHT)
    async with running(app, enrolled) as program:
        app.screen.query_one(Input).value = PASSPHRASE
        await program.strike("enter")
        while not (isinstance(app.screen, TodayScreen) and lines.pieces):
            await program.still()
        yield program
        lines.gate.set()
        await program.press("ctrl+l")


def kinds(server: FakeServer) -> list[str]:
    (device,) = server.devices.values()
    return [each.kind for each in device.entries]


async def test_an_incident_overtakes_a_running_upload(
    uploading: Program, lines: SlowLines, server: FakeServer
) -> None:
    await uploading.strike("ctrl+n", "3", "1", "1", "ctrl+f")
    while kinds(server).count("incident") < 2:
        await uploading.still()
    assert server.files == {}, "the photograph is still on its way"
    assert uploading.laptop.attachments.standing().waiting == 1
    lines.gate.set()
    await uploading.settle()
    assert server.files[sha256_hex(PHOTO)] == PHOTO, "and goes on where it was"
    assert uploading.laptop.journal.standing().waiting == 0
    assert uploading.laptop.attachments.standing().waiting == 0
