from datetime import timedelta

import pytest

from client.reports import ReportState
from client.screens.checklist import ChecklistScreen
from client.screens.finish import FinishScreen
from client.screens.visit import VisitScreen
from tests.client.conftest import StoppedClock
from tests.client.fake_server import FakeServer
from tests.client.screens.steps import Program, in_one_line


@pytest.fixture
async def filling(program: Program) -> Program:
    await program.open_checklist()
    return program


async def test_a_whole_checklist_is_sealed_with_one_key_and_sent(
    filling: Program, server: FakeServer
) -> None:
    await filling.press("2", "ctrl+f", "ctrl+f")
    assert isinstance(filling.app.screen, VisitScreen)
    assert "✓ sealed" in filling.text()
    assert filling.laptop.drafts.count() == 0
    (line,) = filling.laptop.reports.list_reports()
    assert line.state is ReportState.HELD
    assert len(server.held(filling.laptop.journal.identity.device)) == 1


async def test_what_is_required_and_missing_takes_a_second_key(filling: Program) -> None:
    await filling.press("ctrl+f", "ctrl+f")
    assert isinstance(filling.app.screen, FinishScreen)
    assert filling.laptop.drafts.count() == 1
    await filling.press("y")
    assert filling.laptop.drafts.count() == 0


async def test_the_second_key_means_nothing_by_itself(filling: Program) -> None:
    await filling.press("ctrl+f", "y")
    assert filling.laptop.drafts.count() == 1
    await filling.press("ctrl+f", "escape", "y")
    assert filling.laptop.drafts.count() == 1


async def test_a_wrong_answer_can_be_sealed_as_it_is_and_is_not_left_out(filling: Program) -> None:
    await filling.press("1", "down", "minus", "5", "ctrl+f")
    assert "1 wrong" in filling.text()
    await filling.press("ctrl+f", "y")
    (line,) = filling.laptop.reports.list_reports()
    assert filling.laptop.reports.get_report(line.report).body.answers["V02"] == -5


async def test_enter_goes_to_the_question_and_it_says_what_is_missing(filling: Program) -> None:
    await filling.press("right", "ctrl+f", "enter")
    assert isinstance(filling.app.screen, ChecklistScreen)
    assert filling.current.question.name == "V01"
    assert "Not answered yet" in filling.text()
    await filling.press("1")
    assert "Not answered yet" not in filling.text()


async def test_the_times_of_the_visit_can_be_corrected(filling: Program) -> None:
    await filling.press("2", "ctrl+f", "a")
    for _ in range(5):
        await filling.press("backspace")
    await filling.type("7.55")
    await filling.press("enter", "d")
    for _ in range(5):
        await filling.press("backspace")
    await filling.type("0830")
    await filling.press("enter")
    assert f"{filling.draft().arrived_at:%H:%M}" == "07:55"
    departed = filling.draft().departed_at
    assert departed is not None
    assert departed - filling.draft().arrived_at == timedelta(minutes=35)


async def test_a_departure_before_the_arrival_is_not_sealed(filling: Program) -> None:
    await filling.press("2", "ctrl+f", "d")
    for _ in range(5):
        await filling.press("backspace")
    await filling.type("0700")
    await filling.press("enter", "ctrl+f", "y")
    assert filling.laptop.drafts.count() == 1
    assert "The departure is before the arrival" in filling.text()


async def test_without_a_connection_the_report_waits_and_goes_out_later(
    filling: Program, server: FakeServer, clock: StoppedClock
) -> None:
    server.reachable = False
    clock.move(minutes=5)
    await filling.press("2", "ctrl+f", "ctrl+f")
    await filling.go_home()
    assert "1 report waits" in in_one_line(filling.text())
    assert "no connection since 08:52" in in_one_line(filling.text())
    server.reachable = True
    await filling.press("y")
    assert "Nothing waits" in filling.text()
    assert "headquarters holds the report" in filling.text()


async def test_a_time_that_is_none_is_told_and_nothing_changes(filling: Program) -> None:
    arrived = filling.draft().arrived_at
    await filling.press("2", "ctrl+f", "a", "backspace", "backspace", "7", "7", "enter")
    assert "is not a time of day" in filling.text()
    await filling.press("escape")
    assert filling.draft().arrived_at == arrived


async def test_answers_that_are_no_longer_asked_are_counted_before_sealing(
    filling: Program,
) -> None:
    await filling.press("1", "down", "5", "enter", "home", "2", "ctrl+f")
    assert "1 no longer asked" in filling.text()


async def test_a_correction_says_its_reason_and_wraps_anew_when_the_terminal_changes(
    filling: Program,
) -> None:
    await filling.press("2", "ctrl+f", "ctrl+f")
    (line,) = filling.laptop.reports.list_reports()
    filling.laptop.drafts.revise(line.report, "counted again")
    draft = filling.draft()
    assert filling.app.desk is not None
    filling.app.push_screen(ChecklistScreen(filling.app.desk, draft))
    await filling.settle()
    await filling.press("ctrl+f")
    assert "Correction, revision 2: counted again" in filling.text()
    await filling.pilot.resize_terminal(60, 20)
    await filling.settle()
    assert "Correction, revision 2: counted again" in in_one_line(filling.text())


async def test_a_draft_that_was_finished_elsewhere_is_told(filling: Program) -> None:
    await filling.press("2", "ctrl+f")
    filling.laptop.drafts.finish(filling.draft().id)
    await filling.press("ctrl+f")
    assert "no longer open" in in_one_line(filling.text())
    assert filling.laptop.journal.standing().made == 1
