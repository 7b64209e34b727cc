"""Going about in a checklist: its list, what is to be looked at, undoing, files, two drafts."""

from pathlib import Path

import pytest

from client.screens.checklist import ChecklistScreen
from client.screens.jump import JumpScreen
from client.screens.pick import PickScreen
from client.screens.question_page import QuestionPage
from client.widgets.outline_pane import OutlinePane
from shared.forms.answers import NonAnswer
from shared.sync.protocol import AttachmentBody
from tests.client.conftest import PASSPHRASE
from tests.client.fake_server import FakeServer
from tests.client.samples import make_form, make_pack
from tests.client.screens import pictured
from tests.client.screens.steps import Program, in_one_line


@pytest.fixture
async def filling(program: Program) -> Program:
    await program.open_checklist()
    return program


@pytest.fixture
async def judged(program: Program, server: FakeServer) -> Program:
    """A checklist that asks about what one says: sections Access, People, Secrecy, Overall."""
    server.mission_pack = make_pack(forms=(pictured.FORM,))
    await program.press("y")
    await program.open_checklist()
    return program


# --- The list of questions --------------------------------------------------------------------


async def test_a_question_is_found_by_a_part_of_it(filling: Program) -> None:
    await filling.press("1", "ctrl+g")
    assert "✓   Was there a delay?" in filling.text()
    await filling.type("unseen")
    await filling.press("enter")
    assert filling.current.question.name == "V18"
    assert filling.draft().current_question == "V18"


async def test_the_list_opens_where_one_is_and_is_left_without_moving(filling: Program) -> None:
    await filling.press("right", "down", "ctrl+g", "up", "enter")
    assert filling.current.question.name == "V21"
    await filling.press("ctrl+g", "escape")
    assert filling.current.question.name == "V21"
    await filling.press("ctrl+g", "ctrl+g")
    assert isinstance(filling.app.screen, ChecklistScreen)


async def test_the_list_shows_what_is_to_be_looked_at_and_what_is_blank(judged: Program) -> None:
    await judged.press("pagedown", "pagedown", "3", "ctrl+g", "tab")
    assert isinstance(judged.app.screen, JumpScreen)
    assert "How was the front of the booths screened?" in judged.text()
    assert "How many booths" not in judged.text().split("to look at again")[0].split("│")[0]
    await judged.press("tab")
    assert "How many booths were in use?" in judged.text()
    assert "How was the front" not in judged.text()
    await judged.press("enter")
    assert judged.current.question.name == "V02"


async def test_a_section_of_the_list_leads_to_its_first_question(filling: Program) -> None:
    await filling.press("ctrl+g")
    await filling.type("health")
    await filling.press("enter")
    assert filling.current.question.name == "V21"


# --- What is to be looked at --------------------------------------------------------------------


async def test_what_is_odd_on_another_page_is_told_above_the_keys(judged: Program) -> None:
    await judged.press("pagedown", "pagedown", "end", "0", "up")
    assert "! goes there" not in judged.text()
    await judged.press("pageup")
    assert "! Voting was seen, yet no booth was in use: is 0 meant?" in judged.text()
    await judged.press("exclamation_mark")
    assert judged.current.question.name == "V16"


async def test_the_points_are_gone_through_in_the_order_of_the_form_and_round(
    judged: Program,
) -> None:
    await judged.press("pagedown", "pagedown", "3", "down", "4", "down", "9", "9", "enter")
    found: list[str] = []
    for _ in range(4):
        await judged.press("exclamation_mark")
        found.append(judged.current.question.name)
    assert found == ["V17", "V18", "V16", "V17"]


async def test_where_nothing_is_odd_nothing_moves(filling: Program) -> None:
    await filling.press("down", "exclamation_mark")
    assert filling.current.question.name == "V06"
    assert "Nothing has to be looked at again." in filling.text()


# --- Undoing -------------------------------------------------------------------------------------


async def test_undoing_goes_back_step_by_step_over_pages_and_a_lock(filling: Program) -> None:
    await filling.press("2", "down", "1", "right", "o", "ctrl+l")
    await filling.sign_in(PASSPHRASE)
    await filling.press("enter")
    await filling.press("ctrl+z")
    assert filling.draft().answers == {"V01": "no", "V06": "level"}
    assert filling.current.question.name == "V21"
    assert "Undone: Which health measures?" in filling.text()
    await filling.press("ctrl+z", "ctrl+z")
    assert filling.draft().answers == {}
    assert filling.current.question.name == "V01"
    await filling.press("ctrl+z")
    assert "Nothing was changed yet that could be undone." in filling.text()
    await filling.press("ctrl+y", "ctrl+y", "ctrl+y")
    assert filling.draft().answers == {"V01": "no", "V06": "level", "V21": NonAnswer.NOT_OBSERVED}
    await filling.press("ctrl+y")
    assert "Nothing was undone that could be done again." in filling.text()


async def test_a_cleared_answer_and_a_comment_come_back(filling: Program) -> None:
    await filling.press("1", "backspace", "c")
    await filling.type("late")
    await filling.press("enter", "ctrl+z")
    assert filling.draft().comments == {}
    await filling.press("ctrl+z")
    assert filling.draft().answers == {"V01": "yes"}
    assert filling.current.state.answer == "yes"


async def test_what_is_being_typed_is_the_first_step_to_be_undone(filling: Program) -> None:
    await filling.press("1", "down", "1", "2", "ctrl+z")
    assert filling.draft().answers == {"V01": "yes"}
    await filling.press("ctrl+y")
    assert filling.draft().answers == {"V01": "yes", "V02": 12}


async def test_undoing_what_hides_a_question_shows_it_again(filling: Program) -> None:
    await filling.press("1", "down", "7", "enter", "home", "2")
    assert [view.path for view in filling.checklist.views()] == ["V01", "V06"]
    await filling.press("ctrl+z")
    assert [view.path for view in filling.checklist.views()] == ["V01", "V02", "V06"]
    assert filling.draft().answers == {"V01": "yes", "V02": 7}


# --- Files --------------------------------------------------------------------------------------


async def test_a_photograph_goes_with_any_question_and_is_taken_away_and_brought_back(
    filling: Program, tmp_path: Path
) -> None:
    photograph = tmp_path / "ramp.png"
    photograph.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(20))
    await filling.press("down", "3", "a")
    await filling.type(str(photograph))
    await filling.press("enter")
    assert "ramp.png" in filling.text()
    assert "file ✓" in filling.text()
    assert filling.draft().answers == {"V06": "missing"}
    (file,) = filling.laptop.drafts.list_files(filling.draft().id)
    assert (file.question, file.name) == ("V06", "ramp.png")
    await filling.press("a", "up", "up", "enter")
    assert filling.laptop.drafts.list_files(filling.draft().id) == []
    assert "ramp.png" not in filling.text()
    await filling.press("ctrl+z")
    assert "ramp.png" in filling.text()
    await filling.press("ctrl+f")
    assert "1 file goes with it" in filling.text()
    await filling.press("ctrl+f", "y")
    head = filling.laptop.journal.head().seq
    body = filling.laptop.journal.entries(head, 1)[0].body
    assert AttachmentBody.model_validate_json(body).question == "V06"


# --- Two drafts ----------------------------------------------------------------------------------


async def test_one_key_goes_to_the_other_draft_and_back_to_the_same_question(
    filling: Program,
) -> None:
    await filling.press("ctrl+d")
    assert "There is no other draft." in filling.text()
    other = filling.laptop.drafts.open(make_form(), "42")
    await filling.press("right", "down", "1")
    assert "^D drafts" in filling.text()
    await filling.press("ctrl+d")
    assert "station 42, School No. 12" in filling.text()
    await filling.press("2", "ctrl+d")
    assert filling.laptop.drafts.get(other.id).answers == {"V01": "no"}
    assert "station 57, Library" in filling.text()
    assert filling.current.question.name == "V18"
    await filling.press("ctrl+z")
    assert filling.current.state.answer is None
    assert filling.laptop.drafts.get(other.id).answers == {"V01": "no"}


async def test_of_several_drafts_one_is_chosen(filling: Program) -> None:
    form = make_form()
    for station in ("42", "61"):
        filling.laptop.drafts.open(form, station)
    await filling.press("ctrl+d")
    assert isinstance(filling.app.screen, PickScreen)
    await filling.type("61")
    await filling.press("enter")
    assert "station 61" in filling.text()


# --- The screen ------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(120, 40)])
async def test_where_there_is_room_the_outline_stands_beside_and_takes_clicks(
    filling: Program,
) -> None:
    outline = filling.app.screen.query_one(OutlinePane)
    assert outline.display
    lines = filling.text().splitlines()
    row = next(y for y, line in enumerate(lines) if "Health" in line and y > 1)
    await filling.pilot.click(offset=(lines[row].index("Health"), row))
    await filling.settle()
    assert filling.current.question.name == "V21"
    await filling.press("o")
    assert "✓ Which health measures?" in filling.text().split("Health", 2)[2]


async def test_a_terminal_made_smaller_keeps_the_question_in_sight(filling: Program) -> None:
    await filling.press("end")
    await filling.pilot.resize_terminal(120, 40)
    await filling.settle()
    assert filling.app.screen.query_one(OutlinePane).display
    await filling.pilot.resize_terminal(44, 12)
    await filling.settle()
    assert not filling.app.screen.query_one(OutlinePane).display
    page = filling.app.screen.query_one(QuestionPage)
    assert page.region.overlaps(filling.current.region)
    assert "How is the entrance?" in in_one_line(filling.text())


async def test_a_russian_keyboard_answers_by_the_place_of_its_keys(filling: Program) -> None:
    await filling.press("щ")
    assert filling.draft().answers == {"V01": NonAnswer.NOT_OBSERVED}
    await filling.press("ә")
    assert filling.draft().answers == {"V01": "no"}
