"""One picture of each state that a person may meet, at 80×24 and, for two, at 120×40.

`pytest --snapshot-update` takes them anew; look at each before it is committed.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from client.app import EvenhandApp
from client.config import Home
from client.enrolment import Invitation, enrol
from client.laptop import open_laptop
from client.sync import pull
from client.vault import Vault
from client.widgets import themes
from shared.sync.protocol import Outcome
from tests.client.conftest import LIGHT, PASSPHRASE, StoppedClock
from tests.client.fake_server import FakeServer
from tests.client.screens.conftest import FakeLines
from tests.client.screens.pictured import PACK
from tests.client.screens.steps import keys_of

Steps = Callable[[Pilot[None]], Awaitable[None]]
Compare = Callable[..., bool]


@pytest.fixture
def server(clock: StoppedClock) -> FakeServer:
    server = FakeServer(PACK)
    server.now = clock()
    return server


@pytest.fixture
def app(home: Home, clock: StoppedClock, server: FakeServer) -> EvenhandApp:
    """The program on an enrolled laptop, still locked."""
    key = Vault(home).create(PASSPHRASE, LIGHT)

    async def join() -> None:
        with open_laptop(home, key, clock) as laptop:
            await enrol(laptop, server.line(), Invitation("https://hq.example.org", "CODE-1"))
            await pull(laptop, server.line())

    asyncio.run(join())
    return EvenhandApp(home, clock=clock, lines=FakeLines(server), cost=LIGHT)


async def _settle(pilot: Pilot[None]) -> None:
    await pilot.pause()
    await pilot.app.workers.wait_for_complete()  # pyright: ignore[reportUnknownMemberType]
    await pilot.pause()


def after(*keys: str, theme: str = themes.DARK) -> Steps:
    """Sign in, then press `keys`; what follows `type:` is typed."""

    async def steps(pilot: Pilot[None]) -> None:
        await _settle(pilot)
        pilot.app.theme = theme
        pilot.app.screen.query_one(Input).value = PASSPHRASE
        await pilot.press("enter")
        await _settle(pilot)
        await _press(pilot, *keys)

    return steps


async def _press(pilot: Pilot[None], *keys: str) -> None:
    for key in keys:
        await pilot.press(*(keys_of(key[5:]) if key.startswith("type:") else [key]))
    await _settle(pilot)


CHECKLIST = ("down", "enter", "enter")
SECRECY = (*CHECKLIST, "right", "right")


def test_the_first_start(home: Home, clock: StoppedClock, snap_compare: Compare) -> None:
    lines = FakeLines(FakeServer())
    assert snap_compare(EvenhandApp(home, clock=clock, lines=lines, cost=LIGHT))


def test_a_wrong_passphrase(app: EvenhandApp, snap_compare: Compare) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await _settle(pilot)
        pilot.app.screen.query_one(Input).value = "not the passphrase"
        await pilot.press("enter")
        await _settle(pilot)

    assert snap_compare(app, run_before=steps)


PICTURES: dict[str, tuple[str, ...]] = {
    "today": (),
    "stations": ("s", "type:мектеп"),
    "which_checklist": ("enter",),
    "checklist_at_the_start": CHECKLIST,
    "checklist_answered": (*SECRECY, "2", "enter", "1", "s", "c", "type:Two of twelve", "enter"),
    "checklist_typing": (*SECRECY, "end", "4"),
    "checklist_with_remarks": (*SECRECY, "3", "end", "0", "enter", "left"),
    "checklist_several_choices": (*CHECKLIST, "right", "2", "3", "5"),
    "finish_with_something_missing": (*SECRECY, "3", "end", "9", "9", "ctrl+f", "ctrl+f"),
    "finish_whole": (*SECRECY, "1", "down", "o", "ctrl+f"),
    "help": (*CHECKLIST, "question_mark"),
}


@pytest.mark.parametrize("name", PICTURES)
def test_a_screen(name: str, app: EvenhandApp, snap_compare: Compare) -> None:
    assert snap_compare(app, run_before=after(*PICTURES[name]))


def _on_the_way(pilot_app: EvenhandApp, server: FakeServer, clock: StoppedClock) -> Steps:
    """One report held and set apart, one waiting, one draft, and no connection."""

    async def steps(pilot: Pilot[None]) -> None:
        await after(*SECRECY, "1", "down", "1", "ctrl+f", "ctrl+f")(pilot)
        desk = pilot_app.desk
        assert desk is not None
        (line,) = desk.laptop.reports.list_reports()
        reason = "Station 57 is closed in the register. A coordinator will look at it."
        server.judged = [
            Outcome(report=line.report, revision=1, state="quarantined", reason=reason)
        ]
        await pilot.press("y")
        await _settle(pilot)
        server.reachable = False
        clock.move(minutes=25)
        again = ("s", "type:61", "enter", "enter", "right", "right", "1", "down", "2")
        await _press(pilot, *again, "ctrl+f", "ctrl+f")
        await _press(pilot, "s", "type:42", "enter", "enter", "o", "escape")

    return steps


CORRECTING = ("o", "end", "r", "type:The code was")


@pytest.mark.parametrize("keys", [(), ("o",), CORRECTING], ids=["today", "outbox", "correcting"])
def test_everything_on_its_way(
    keys: tuple[str, ...],
    app: EvenhandApp,
    server: FakeServer,
    clock: StoppedClock,
    snap_compare: Compare,
) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await _on_the_way(app, server, clock)(pilot)
        await _press(pilot, *keys)
        app.clear_notifications()  # they go by themselves after a while
        await _settle(pilot)

    assert snap_compare(app, run_before=steps)


@pytest.mark.parametrize("name", ["today", "checklist_answered"])
def test_a_wide_screen(name: str, app: EvenhandApp, snap_compare: Compare) -> None:
    size: Any = (120, 40)
    assert snap_compare(app, run_before=after(*PICTURES[name]), terminal_size=size)


@pytest.mark.parametrize("theme", [themes.LIGHT, themes.CONTRAST])
def test_another_look(theme: str, app: EvenhandApp, snap_compare: Compare) -> None:
    steps = after(*PICTURES["checklist_with_remarks"], theme=theme)
    assert snap_compare(app, run_before=steps)
