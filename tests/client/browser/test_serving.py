"""The program in a browser: only on this machine, only with its key, one at a time, all our own."""

import re
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from aiohttp import ClientSession, ClientWebSocketResponse, web

from client.alone import is_open, only_program
from client.browser.server import AddressTaken, BrowserServer, NotLoopback, listening
from client.config import Home
from client.vault.vault import Vault
from tests.client.commands.shell import Shell
from tests.client.conftest import LIGHT, PASSPHRASE

OUTSIDE = re.compile(r"(?:https?:)?//(?!127\.0\.0\.1|\[::1\])[\w.-]+\.\w+")


@pytest.fixture
async def served(home: Home) -> AsyncIterator[BrowserServer]:
    Vault(home).create(PASSPHRASE, LIGHT)
    server = BrowserServer(home, listening("127.0.0.1", 0, to_others=False), lambda _: None)
    runner = web.AppRunner(await server.application(), access_log=None)
    await runner.setup()
    await web.SockSite(runner, server.sock).start()
    yield server
    await runner.cleanup()


@pytest.fixture
async def browser() -> AsyncIterator[ClientSession]:
    async with ClientSession() as session:
        yield session


async def letters(line: ClientWebSocketResponse, wanted: str) -> str:
    """Read what is drawn until `wanted` is in it."""
    seen = b""
    while wanted.encode() not in seen:
        message = await line.receive(timeout=30)
        assert message.type is aiohttp.WSMsgType.BINARY, message
        seen += message.data
    return seen.decode()


async def test_nothing_on_the_page_comes_from_another_address(
    served: BrowserServer, browser: ClientSession
):
    answer = await browser.get(served.address)
    page = await answer.text()
    own = re.findall(r'(?:src|href)="([^"]+)"', page) + re.findall(r'url\("([^"]+)"\)', page)

    assert OUTSIDE.search(page.replace(served.url.replace("http", "ws"), "")) is None
    assert len(own) == 4
    for path in (each for each in own if each.startswith("/")):
        asset = await browser.get(served.url + path)
        assert asset.status == 200
        if path.endswith(".css"):
            assert "url(" not in await asset.text()
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert OUTSIDE.search(policy.replace(served.url.replace("http", "ws"), "")) is None
    assert answer.headers["X-Frame-Options"] == "DENY"


async def test_without_the_key_or_from_another_site_nothing_opens(
    served: BrowserServer, browser: ClientSession, home: Home
):
    for path in ("/", "/wrong/", "/wrong/ws", "/static/../server.py"):
        answer = await browser.get(served.url + path)
        assert answer.status in {403, 404}
        assert "xterm" not in await answer.text()
    with pytest.raises(aiohttp.WSServerHandshakeError, match="403"):
        await browser.ws_connect(served.address + "ws", origin="https://evil.example")
    assert not is_open(home)


async def test_one_browser_at_a_time_and_what_is_left_is_closed(
    served: BrowserServer, browser: ClientSession, home: Home
):
    first = await browser.ws_connect(served.address + "ws?width=80&height=24", origin=served.url)
    await letters(first, "Passphrase")
    await first.send_json(["resize", {"width": 100, "height": 30}])
    await first.send_json(["nonsense"])

    served.patience = 0
    second = await browser.ws_connect(served.address + "ws")
    await letters(second, "Evenhand is open in another window.")

    served.patience = 30
    await first.close()
    await second.send_json(["stdin", "\r"])
    await letters(second, "Passphrase")
    await second.send_json(["stdin", "\x11"])
    while (await second.receive(timeout=30)).type is not aiohttp.WSMsgType.CLOSE:
        pass
    with only_program(home, patience=30):
        assert not (home.folder / "crash.txt").exists()


async def test_while_a_terminal_has_the_files_a_browser_waits(
    served: BrowserServer, browser: ClientSession, home: Home
):
    served.patience = 0
    with only_program(home):
        line = await browser.ws_connect(served.address + "ws")
        await letters(line, "Go on there, or close it there first.")
    await line.close()


def test_other_machines_are_served_only_when_that_is_asked_for():
    with pytest.raises(NotLoopback, match="would not be encrypted: passphrase, answers"):
        listening("0.0.0.0", 0, to_others=False)  # noqa: S104 - it is what is refused
    listening("0.0.0.0", 0, to_others=True).close()  # noqa: S104


def test_an_address_that_is_taken_is_told():
    with (
        listening("127.0.0.1", 0, to_others=False) as taken,
        pytest.raises(AddressTaken, match="Try another --port"),
    ):
        listening("127.0.0.1", taken.getsockname()[1], to_others=False)


def test_without_the_extra_it_says_how_to_install_it(
    home: Home, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.delitem(sys.modules, "client.browser.server")
    monkeypatch.setitem(sys.modules, "textual_serve", None)

    ran = Shell(home, capsys)("serve")

    assert ran.code == 1
    assert 'uv tool install "evenhand[client,browser]"' in ran.err
    assert not Path(home.folder).exists()
