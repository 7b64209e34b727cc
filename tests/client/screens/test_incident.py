"""An incident: one key from anywhere, a few keys to write it, back to exactly where one was."""

from collections.abc import AsyncIterator

import pytest
from textual.widgets import Input

from client.app import EvenhandApp
from client.config import Home
from client.laptop import Laptop
from client.screens.checklist import ChecklistScreen
from client.screens.incident import IncidentScreen
from client.screens.pick import PickScreen
from client.screens.stations import StationsScreen
from client.screens.today import TodayScreen
from shared.sync.incidents import CATEGORIES, SEVERITIES, SOURCES, IncidentBody
from tests.client.conftest import LIGHT, PASSPHRASE, StoppedClock
from tests.client.fake_server import FakeServer
from tests.client.screens.steps import Program, in_one_line, running

MOST_KEYS = 5
"""That an incident costs besides its text: from anywhere until it is sent."""


def incidents(server: FakeServer) -> list[IncidentBody]:
    (device,) = server.devices.values()
    return [
        IncidentBody.model_validate_json(each.body)
        for each in device.entries
        if each.kind == "incident"
    ]


def test_the_screen_names_what_the_messages_know() -> None:
    from client.screens import incident_words as words  # noqa: PLC0415 - beside what it is held to

    assert dict(words.CATEGORY_WORDS) == dict(CATEGORIES)
    for shown, known in ((words.SEVERITY_WORDS, SEVERITIES), (words.SOURCE_WORDS, SOURCES)):
        assert dict(shown) == {name: f"{name}: {said}" for name, said in known.items()}


async def test_an_incident_costs_few_keys_and_reaches_headquarters_at_once(
    program: Program, server: FakeServer
) -> None:
    keys = ("ctrl+n", "1", "2", "1")
    await program.press(*keys)
    await program.type("Refused at the door.")
    await program.press("ctrl+f")
    assert len([*keys, "ctrl+f"]) <= MOST_KEYS
    (held,) = incidents(server)
    assert (held.category, held.severity, held.source) == ("access", "serious", "seen")
    assert held.text == "Refused at the door."
    assert isinstance(program.app.screen, TodayScreen)


async def test_enter_alone_goes_through_all_fields_and_sends(
    program: Program, server: FakeServer
) -> None:
    await program.press("ctrl+n", "3", "1", "2", "A", "enter", "enter", "enter")
    (held,) = incidents(server)
    assert (held.category, held.text) == ("violence", "A")


async def test_from_within_a_checklist_one_comes_back_to_the_very_question(
    program: Program, server: FakeServer
) -> None:
    await program.open_checklist()
    await program.press("2", "enter")
    assert isinstance(program.app.screen, ChecklistScreen)
    checklist, question = program.checklist, program.current.path
    await program.press("ctrl+n", "1", "1", "1", "ctrl+f")
    assert program.checklist is checklist
    assert program.current.path == question
    (held,) = incidents(server)
    assert held.station == program.draft().station, "the station of the open draft is offered"


async def test_while_something_is_typed_or_searched_the_key_works_too(program: Program) -> None:
    await program.press("s")
    await program.type("school")
    await program.press("ctrl+n")
    assert isinstance(program.app.screen, IncidentScreen)
    await program.press("escape")
    assert isinstance(program.app.screen, StationsScreen)
    assert program.app.screen.query_one(Input).value == "school"
    assert program.app.screen.focused is program.app.screen.query_one(Input)
    await program.press("escape", "escape", "question_mark", "ctrl+n")
    assert isinstance(program.app.screen, IncidentScreen), "over what is modal, too"


async def test_a_locked_laptop_takes_no_incident(program: Program) -> None:
    await program.press("ctrl+l", "ctrl+n")
    assert not isinstance(program.app.screen, IncidentScreen)


async def test_what_is_half_written_is_on_the_disk_and_goes_on_after_a_kill(
    program: Program,
) -> None:
    await program.press("ctrl+n", "2", "1", "3")
    await program.type("Two men at the door, ")
    (draft,) = program.laptop.incidents.list_drafts()
    assert (draft.category, draft.severity, draft.source) == ("pressure", "critical", "reported")
    assert draft.text == "Two men at the door,", "every finished word"
    await program.press("ctrl+l")
    await program.sign_in(PASSPHRASE)
    await program.press("ctrl+n")
    assert "Begun at 08:47 and not sent yet" in in_one_line(program.text())
    assert "Two men at the door" in program.text()


async def test_the_same_key_again_begins_another_and_keeps_the_first(program: Program) -> None:
    await program.press("ctrl+n", "ctrl+n", "2", "ctrl+n", "3", "escape")
    drafts = program.laptop.incidents.list_drafts()
    assert {each.category for each in drafts} == {"violence", "pressure"}


async def test_what_is_missing_is_said_and_nothing_is_sent(
    program: Program, server: FakeServer
) -> None:
    await program.press("ctrl+n", "1", "ctrl+f")
    assert "Still to be chosen: How serious?, How do you know?" in in_one_line(program.text())
    assert incidents(server) == []
    await program.press("2", "1", "ctrl+f")
    assert len(incidents(server)) == 1


async def test_an_incident_of_which_nothing_was_written_is_none(program: Program) -> None:
    await program.press("ctrl+n", "escape")
    assert isinstance(program.app.screen, TodayScreen)
    assert program.laptop.incidents.list_drafts() == []


async def test_an_incident_is_thrown_away_only_when_one_is_sure(program: Program) -> None:
    await program.press("ctrl+n", "1", "ctrl+r", "x")
    assert len(program.laptop.incidents.list_drafts()) == 1
    await program.press("ctrl+r", "y")
    assert program.laptop.incidents.list_drafts() == []
    assert isinstance(program.app.screen, TodayScreen)


async def test_the_station_is_searched_or_taken_away(program: Program, server: FakeServer) -> None:
    await program.press("ctrl+n", "1", "1", "1", "enter", "s")
    await program.type("42")
    await program.press("enter", "ctrl+f")
    await program.open_checklist()
    await program.press("ctrl+n", "1", "1", "1", "enter", "0", "ctrl+f")
    assert [each.station for each in incidents(server)] == ["42", ""]


async def test_arrows_move_between_the_fields_and_through_the_text(program: Program) -> None:
    await program.press("ctrl+n", "down", "1", "up", "up", "3", "down", "down")
    await program.type("ab")
    await program.press("left", "c", "down", "up", "home", "up", "2")
    (draft,) = program.laptop.incidents.list_drafts()
    assert (draft.category, draft.severity, draft.source) == ("violence", "critical", "heard")
    assert draft.text == "acb"


async def test_what_headquarters_can_not_get_yet_waits_and_says_so(
    program: Program, server: FakeServer
) -> None:
    server.reachable = False
    await program.press("ctrl+n", "1", "1", "1", "ctrl+f")
    assert "! 1 urgent waits" in program.text() or "1 incident or check-in waits" in program.text()
    server.reachable = True
    await program.press("y")
    assert len(incidents(server)) == 1


@pytest.fixture
async def stranger(home: Home, clock: StoppedClock, laptop: Laptop) -> AsyncIterator[Program]:
    """A laptop that is not enrolled."""
    app = EvenhandApp(home, clock=clock, cost=LIGHT)
    async with running(app, laptop) as program:
        await program.sign_in(PASSPHRASE)
        yield program


async def test_before_enrolment_there_is_nobody_to_tell(stranger: Program) -> None:
    await stranger.press("ctrl+n")
    assert not isinstance(stranger.app.screen, IncidentScreen | PickScreen)
