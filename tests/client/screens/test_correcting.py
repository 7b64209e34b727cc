"""From a sealed report in the outbox to its next revision."""

import json
from collections.abc import Sequence

import pytest

from client.reports import ReportState
from client.screens.outbox import OutboxScreen
from client.screens.sign_in import SignInScreen
from client.screens.visit import VisitScreen
from shared.sync.protocol import Outcome
from tests.client.conftest import StoppedClock
from tests.client.fake_server import FakeServer
from tests.client.screens.steps import Program, in_one_line


@pytest.fixture
async def outbox(program: Program, clock: StoppedClock) -> Program:
    """One report, answered `no`, sealed and held; the cursor is on it in the outbox."""
    await program.open_checklist()
    await program.press("2", "ctrl+f", "ctrl+f")
    clock.move(minutes=10)
    await program.press("o")
    return program


def _held(program: Program, server: FakeServer) -> Sequence[tuple[int, object, str]]:
    """Return revision, answer to V01 and reason of every report that the server holds."""
    bodies = map(json.loads, server.held(program.laptop.journal.identity.device))
    return [(each["revision"], each["answers"]["V01"], each["reason"]) for each in bodies]


async def _correct(program: Program, reason: str) -> None:
    await program.press("r")
    await program.type(reason)
    await program.press("enter")
    await program.press("1", "ctrl+f", "ctrl+f")


async def test_a_held_report_is_corrected_and_both_revisions_reach_the_server(
    outbox: Program, server: FakeServer
) -> None:
    await outbox.press("r")
    assert isinstance(outbox.app.screen, OutboxScreen)
    assert "Why is this report corrected?" in outbox.text()
    await outbox.type("Counted again, by two")
    await outbox.press("enter")
    assert outbox.draft().answers == {"V01": "no"}
    assert (outbox.draft().revision, outbox.draft().base) == (2, 1)
    await outbox.press("1", "ctrl+f", "ctrl+f")
    assert _held(outbox, server) == [(1, "no", ""), (2, "yes", "Counted again, by two")]


async def test_the_outbox_shows_the_newest_revision_with_its_state(
    outbox: Program, server: FakeServer
) -> None:
    server.reachable = False
    await _correct(outbox, "Misread")
    await outbox.press("o")
    (line,) = outbox.laptop.reports.list_reports()
    assert (line.revision, line.state) == (2, ReportState.WAITING)
    assert "Voting (revision 2)" in outbox.text()
    assert "only this laptop has it" in outbox.text()
    server.reachable = True
    await outbox.press("y")
    assert "On headquarters' disk" in outbox.text()
    assert _held(outbox, server) == [(1, "no", ""), (2, "yes", "Misread")]


async def test_a_report_that_waits_is_corrected_and_both_revisions_go_out_in_order(
    outbox: Program, server: FakeServer
) -> None:
    server.reachable = False
    await _correct(outbox, "First thought")
    await outbox.press("o")
    await _correct(outbox, "Second thought")
    server.reachable = True
    await outbox.press("y")
    assert [revision for revision, *_ in _held(outbox, server)] == [1, 2, 3]


async def test_a_report_that_was_set_apart_is_corrected(
    outbox: Program, server: FakeServer
) -> None:
    (line,) = outbox.laptop.reports.list_reports()
    server.judged = [
        Outcome(report=line.report, revision=1, state="quarantined", reason="No such station.")
    ]
    await outbox.press("y")
    await _correct(outbox, "The station is closed; this was another")
    (line,) = outbox.laptop.reports.list_reports()
    assert (line.revision, line.state) == (2, ReportState.HELD)
    assert len(_held(outbox, server)) == 2


@pytest.mark.parametrize("nothing", ["", "   "])
async def test_without_a_reason_nothing_is_opened_and_one_may_still_give_it(
    outbox: Program, nothing: str
) -> None:
    await outbox.press("r")
    await outbox.type(nothing)
    await outbox.press("enter")
    assert "Say in a few words why the report is changed" in in_one_line(outbox.text())
    assert outbox.laptop.drafts.count() == 0
    await outbox.type("Misread")
    await outbox.press("enter")
    assert outbox.draft().reason == "Misread"


@pytest.mark.parametrize("away", ["escape", "up", "shift+tab"])
async def test_given_up_the_report_stays_as_it_is(outbox: Program, away: str) -> None:
    await outbox.press("r", "x", away)
    assert isinstance(outbox.app.screen, OutboxScreen)
    assert outbox.laptop.drafts.count() == 0
    assert "Why is this report corrected?" not in outbox.text()
    await outbox.press("escape")
    assert isinstance(outbox.app.screen, VisitScreen)


async def test_a_correction_that_was_begun_is_gone_on_with_without_asking_again(
    outbox: Program,
) -> None:
    await outbox.press("r")
    await outbox.type("Misread")
    await outbox.press("enter", "1", "escape", "o", "end")
    before = outbox.draft()
    assert "held" in outbox.text()
    await outbox.press("r")
    assert outbox.checklist.open_draft.draft == before
    assert (before.reason, before.answers) == ("Misread", {"V01": "yes"})


async def test_a_correction_that_was_sealed_elsewhere_meanwhile_is_shown(outbox: Program) -> None:
    await outbox.press("r")
    await outbox.type("Misread")
    await outbox.press("enter", "escape", "o", "end")
    assert "○ draft" in outbox.text()
    outbox.laptop.drafts.finish(outbox.draft().id)
    await outbox.press("r")
    assert isinstance(outbox.app.screen, OutboxScreen)
    assert "○ draft" not in outbox.text()
    assert "only this laptop has it" in outbox.text()


async def test_a_draft_is_not_corrected_but_opened(program: Program) -> None:
    await program.open_checklist()
    await program.press("2", "escape", "o", "r")
    assert "Why is this report corrected?" not in program.text()
    await program.press("enter")
    assert program.draft().revision == 1
    assert program.checklist.open_draft.draft.reason == ""


async def test_in_an_empty_outbox_there_is_nothing_to_correct(program: Program) -> None:
    await program.press("o", "r")
    assert "Why is this report corrected?" not in program.text()


async def test_a_reason_typed_in_one_burst_runs_no_commands(outbox: Program) -> None:
    for key in ("r", "x", "y", "q", "r", "enter"):
        outbox.app.simulate_key(key)
    await outbox.settle()
    assert outbox.draft().reason == "xyqr"


async def test_while_the_reason_is_typed_sync_goes_on_and_locking_leaves_no_draft(
    outbox: Program, server: FakeServer
) -> None:
    await outbox.press("r", "x")
    desk = outbox.app.desk
    assert desk is not None
    desk.courier.send()
    await outbox.settle()
    await outbox.type("y")
    assert "xy" in outbox.text()
    await outbox.press("ctrl+l")
    assert isinstance(outbox.app.screen, SignInScreen)
    assert outbox.laptop.drafts.count() == 0
    assert len(_held(outbox, server)) == 1


async def test_footer_and_help_name_the_key(outbox: Program) -> None:
    assert "r correct" in outbox.text()
    await outbox.press("question_mark")
    assert "correct a sealed report" in in_one_line(outbox.text())
