"""Today, stations and outbox: what waits, what is held, and what headquarters says."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual.widgets import Input

from client.app import EvenhandApp
from client.config import Home
from client.identity import Identity
from client.laptop import Laptop
from client.remote import Busy, Remote
from client.reports import ReportState
from client.screens.checklist import ChecklistScreen
from client.screens.describe import DescribeScreen
from client.screens.outbox import OutboxScreen
from client.screens.stations import StationsScreen
from client.screens.today import TodayScreen
from client.screens.visit import VisitScreen
from client.widgets import themes
from shared.sync.protocol import Outcome
from tests.client.conftest import LIGHT, PASSPHRASE, StoppedClock
from tests.client.fake_server import FakeServer
from tests.client.samples import make_pack
from tests.client.screens.conftest import FakeLines
from tests.client.screens.steps import Program, in_one_line, running


async def test_a_draft_is_opened_again_from_its_station(program: Program) -> None:
    await program.open_checklist()
    await program.press("2", "escape")
    assert isinstance(program.app.screen, VisitScreen)
    assert "1 of 5 answered" in program.text()
    await program.press("enter")
    assert isinstance(program.app.screen, ChecklistScreen)
    assert program.laptop.drafts.count() == 1


async def test_a_station_is_found_by_any_word_and_opened_with_enter(program: Program) -> None:
    await program.press("s")
    assert program.text().index("57") < program.text().index("42")
    await program.type("SCHOOL no")
    assert "Library" not in program.text()
    await program.press("enter", "enter")
    assert program.draft().station == "42"


async def test_a_station_that_is_not_in_the_register_can_be_reported_on(program: Program) -> None:
    await program.press("s")
    await program.type("0999")
    await program.press("enter")
    assert isinstance(program.app.screen, DescribeScreen)
    await program.press("ctrl+f")
    assert "Write what the station is called" in program.text()
    await program.type("Boarding school")
    await program.press("enter")
    await program.type("Mill lane 2")
    await program.press("enter", "2", "ctrl+f", "enter")
    assert program.draft().station == "0999"
    assert "Boarding school" in program.text()
    (visit,) = program.laptop.visits.list_open()
    assert visit.described is not None
    assert (visit.described.address, visit.described.setting) == ("Mill lane 2", "rural")
    await program.press("2", "ctrl+f", "ctrl+f", "d")
    assert "Mill lane 2" in program.text()


async def test_escape_empties_the_search_before_it_leaves(program: Program) -> None:
    await program.press("s", "x", "escape")
    assert isinstance(program.app.screen, StationsScreen)
    await program.press("escape")
    assert isinstance(program.app.screen, TodayScreen)
    assert program.laptop.drafts.count() == 0


async def _seal_one(program: Program) -> None:
    await program.open_checklist()
    await program.press("2", "ctrl+f", "ctrl+f")
    await program.go_home()


async def test_what_headquarters_sets_apart_is_told_with_the_reason(
    program: Program, server: FakeServer
) -> None:
    await _seal_one(program)
    (line,) = program.laptop.reports.list_reports()
    server.judged = [
        Outcome(report=line.report, revision=1, state="quarantined", reason="No such station.")
    ]
    await program.press("y")
    assert "Voting at 57 is set apart: No such station." in in_one_line(program.text())
    await program.press("o")
    assert "r opens it for correction. Headquarters says: No such station." in in_one_line(
        program.text()
    )


async def test_the_outbox_shows_the_reason_of_the_trouble_and_the_report_waits(
    program: Program, server: FakeServer
) -> None:
    server.reachable = False
    await _seal_one(program)
    await program.press("o")
    assert isinstance(program.app.screen, OutboxScreen)
    assert "Your reports are safe on this laptop." in program.text()
    (line,) = program.laptop.reports.list_reports()
    assert line.state is ReportState.WAITING
    server.reachable = True
    await program.press("y")
    (line,) = program.laptop.reports.list_reports()
    assert line.state is ReportState.HELD
    assert "Your reports are safe on this laptop." not in program.text()


async def test_tries_go_on_for_ever_but_further_and_further_apart(
    program: Program, server: FakeServer, clock: StoppedClock
) -> None:
    server.reachable = False
    desk = program.app.desk
    assert desk is not None
    since = clock()
    pauses: list[float] = []
    for _ in range(12):
        desk.courier.send()
        await program.settle()
        clock.move(minutes=5)
        assert desk.courier.next_pause is not None
        pauses.append(desk.courier.next_pause)
    for pause, least in zip(pauses, [5, 10, 20, 40], strict=False):
        assert least <= pause <= 1.3 * least
    assert 300 <= pauses[-1] <= 390
    assert len(set(pauses[-4:])) > 1, "by chance, not in step"
    assert desk.courier.state.failing_since == since


async def test_a_stopped_sync_says_so_and_a_sealed_report_starts_it_again(
    program: Program, server: FakeServer
) -> None:
    await program.press("o", "x")
    assert "sync is stopped" in program.text()
    await program.press("escape")
    await _seal_one(program)
    assert len(server.pushes[-1].entries) == 1
    assert "sync is stopped" not in program.text()


async def test_a_laptop_that_was_copied_is_told_to_enrol_anew_and_can(
    program: Program, server: FakeServer, clock: StoppedClock
) -> None:
    await _seal_one(program)
    program.laptop.journal.mark_forked(clock())
    await program.press("o")
    assert "enrol this laptop anew" in in_one_line(program.text())
    await program.press("e")
    await program.type("hq.example.org")
    await program.press("enter")
    await program.type("CODE-2")
    await program.press("enter")
    assert len(server.devices) == 2
    assert "enrol this laptop anew" not in in_one_line(program.text())


async def test_a_drill_is_marked_on_every_screen(program: Program, server: FakeServer) -> None:
    pack = make_pack()
    server.mission_pack = pack.model_copy(
        update={"mission": pack.mission.model_copy(update={"drill": True})}
    )
    await program.press("y", "ctrl+l")
    await program.sign_in(PASSPHRASE)
    assert "DRILL" in program.text()
    for key in ("o", "s"):
        await program.press(key)
        assert "DRILL" in program.text()
        await program.press("escape")
    await program.open_checklist()
    assert "DRILL" in program.text()


class HangingLines(FakeLines):
    """Lines on which nobody ever answers."""

    @asynccontextmanager
    async def for_device(self, identity: Identity) -> AsyncGenerator[Remote]:
        await asyncio.Event().wait()
        yield self.server.line(identity.token)


class BusyLines(FakeLines):
    """Lines to a server that asks for 90 seconds of peace."""

    @asynccontextmanager
    async def for_device(self, identity: Identity) -> AsyncGenerator[Remote]:
        raise Busy("Headquarters is busy. Your reports are safe on this laptop.", 90)
        yield self.server.line(identity.token)


@pytest.fixture
async def stuck(
    home: Home, clock: StoppedClock, server: FakeServer, enrolled: Laptop
) -> AsyncIterator[Program]:
    app = EvenhandApp(home, clock=clock, lines=HangingLines(server), cost=LIGHT)
    async with running(app, enrolled) as program:
        app.screen.query_one(Input).value = PASSPHRASE
        await program.strike("enter")
        while not isinstance(app.screen, TodayScreen):
            await program.still()
        yield program
        await program.strike("ctrl+l")


async def test_a_line_that_hangs_holds_nobody_up_and_can_be_stopped(stuck: Program) -> None:
    assert "connecting" in stuck.text()
    await stuck.strike("enter", "enter", "2", "ctrl+f", "ctrl+f")
    assert stuck.laptop.journal.standing().waiting == 1
    await stuck.press("o", "x")
    assert "sync is stopped" in stuck.text()
    assert stuck.laptop.journal.standing().waiting == 1


async def test_a_busy_server_is_left_alone_for_as_long_as_it_asks(
    program: Program, server: FakeServer
) -> None:
    desk = program.app.desk
    assert desk is not None
    desk.courier.lines = BusyLines(server)
    desk.courier.send()
    await program.settle()
    assert desk.courier.next_pause is not None
    assert 90 <= desk.courier.next_pause <= 117


async def test_a_draft_is_opened_from_the_outbox(program: Program) -> None:
    await program.open_checklist()
    await program.press("2", "escape", "o", "enter")
    assert program.current.question.name == "V01"


async def test_the_list_of_stations_is_walked_while_one_may_type(program: Program) -> None:
    await program.press("s", "down", "up", "down", "enter", "enter")
    assert program.draft().station == "42"


async def test_a_key_changes_the_look(program: Program) -> None:
    seen: list[str] = []
    for _ in range(3):
        await program.press("ctrl+t")
        seen.append(program.app.theme)
    assert seen == [themes.LIGHT, themes.CONTRAST, themes.DARK]
