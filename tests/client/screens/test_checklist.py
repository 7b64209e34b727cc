import asyncio
from pathlib import Path

import pytest

from client.screens.checklist import ChecklistScreen
from client.screens.finish import FinishScreen
from client.screens.picture import draw
from client.screens.sign_in import SignInScreen
from client.screens.today import TodayScreen
from shared.forms.answers import NonAnswer
from shared.forms.model import Form, Section, SeenBy, SelectOne
from tests.client.conftest import PASSPHRASE
from tests.client.fake_server import FakeServer
from tests.client.samples import choices, make_form, make_pack
from tests.client.screens.steps import Program


@pytest.fixture
async def filling(program: Program) -> Program:
    await program.open_checklist()
    return program


async def test_a_digit_answers_and_is_on_the_disk_before_the_cursor_moves(filling: Program) -> None:
    await filling.press("2")
    assert filling.current.question.name == "V01"
    assert filling.draft().answers == {"V01": "no"}


async def test_keys_that_come_in_one_burst_reach_the_questions_in_order(filling: Program) -> None:
    for key in ("1", "enter", "7", "5", "enter", "3", "enter", "2", "enter", "o"):
        filling.app.simulate_key(key)
    await filling.settle()
    assert filling.draft().answers == {
        "V01": "yes",
        "V02": 75,
        "V06": "missing",
        "V21": ["sanitiser"],
        "V18": NonAnswer.NOT_OBSERVED,
    }


async def test_skip_logic_shows_and_hides_while_one_answers(filling: Program) -> None:
    names = [view.question.name for view in filling.checklist.views()]
    assert names == ["V01", "V06"]
    await filling.press("1")
    names = [view.question.name for view in filling.checklist.views()]
    assert names == ["V01", "V02", "V06"]
    assert "0/5" not in filling.text()
    assert "1/6" in filling.text()


async def test_backspace_makes_an_answer_blank_and_zero_is_not_blank(filling: Program) -> None:
    await filling.press("1", "down", "0", "enter")
    assert filling.draft().answers["V02"] == 0
    await filling.press("up", "backspace")
    assert "V02" not in filling.draft().answers
    await filling.press("up", "delete")
    assert filling.draft().answers == {}


async def test_only_the_non_answers_that_a_question_offers_are_taken(filling: Program) -> None:
    await filling.press("right", "down", "n")
    assert filling.draft().answers == {}
    await filling.press("d")
    assert filling.draft().answers == {"V18": NonAnswer.DONT_KNOW}
    assert "n not applicable" not in filling.text()


async def test_none_of_them_excludes_the_others(filling: Program) -> None:
    await filling.press("right", "1", "3")
    assert filling.draft().answers["V21"] == ["masks", "distance"]
    await filling.press("4")
    assert filling.draft().answers["V21"] == ["none"]
    await filling.press("2")
    assert filling.draft().answers["V21"] == ["sanitiser"]
    await filling.press("2")
    assert "V21" not in filling.draft().answers


async def test_seen_by_goes_round_and_is_asked_only_where_the_form_asks(filling: Program) -> None:
    await filling.press("s")
    assert filling.draft().seen_by == {}
    for expected in (SeenBy.OBSERVED, SeenBy.REPORTED, SeenBy.BOTH, SeenBy.OBSERVED):
        await filling.press("end", "s")
        assert filling.draft().seen_by == {"V06": expected}


async def test_a_comment_is_kept_and_escape_leaves_it_as_it_was(filling: Program) -> None:
    await filling.press("c")
    await filling.type("Көмек сұралды")
    await filling.press("enter")
    assert filling.draft().comments == {"V01": "Көмек сұралды"}
    await filling.press("c", "x", "y", "escape")
    assert filling.draft().comments == {"V01": "Көмек сұралды"}
    assert isinstance(filling.app.screen, ChecklistScreen)


async def test_a_number_that_is_none_is_explained_where_it_stands(filling: Program) -> None:
    await filling.press("1", "down", "minus", "enter")
    assert "“-” is not a whole number." in filling.text()
    assert filling.current.question.name == "V02"
    await filling.press("backspace", "4", "enter")
    assert filling.draft().answers["V02"] == 4
    assert "is not a whole number" not in filling.text()


async def test_what_was_typed_wrong_is_kept_when_one_leaves_all_the_same(filling: Program) -> None:
    await filling.press("1", "down", "minus", "up")
    assert filling.current.question.name == "V01"
    assert filling.draft().answers["V02"] == "-"
    assert "is not the kind of answer" in filling.text()


async def test_text_is_written_with_enter_and_letters_are_not_commands(filling: Program) -> None:
    await filling.press("right", "end", "enter")
    await filling.type("only codes: o, d, n, c, s?")
    await filling.press("enter")
    assert filling.draft().answers["V30"] == "only codes: o, d, n, c, s?"


async def test_enter_after_the_last_question_looks_at_the_whole(filling: Program) -> None:
    await filling.press("right", "end", "enter", "x", "enter")
    assert isinstance(filling.app.screen, FinishScreen)


async def test_finishing_while_typing_keeps_what_is_typed(filling: Program) -> None:
    await filling.press("1", "down", "1", "2", "ctrl+f")
    assert filling.draft().answers["V02"] == 12
    assert isinstance(filling.app.screen, FinishScreen)


async def test_locking_while_typing_keeps_what_is_typed_and_closes_the_store(
    filling: Program,
) -> None:
    await filling.press("1", "down", "1", "2", "ctrl+l")
    assert isinstance(filling.app.screen, SignInScreen)
    assert filling.app.desk is None
    assert filling.draft().answers["V02"] == 12


async def test_one_comes_back_exactly_where_one_was(filling: Program) -> None:
    await filling.press("right", "down", "o", "ctrl+l")
    await filling.sign_in(PASSPHRASE)
    assert isinstance(filling.app.screen, TodayScreen)
    await filling.press("enter")
    assert filling.current.question.name == "V18"
    assert filling.current.state.answer is NonAnswer.NOT_OBSERVED


async def test_the_mouse_answers_what_it_points_at(filling: Program) -> None:
    views = filling.checklist.views()
    row = next(y for y, line in enumerate(filling.text().splitlines()) if "2 Usable" in line)
    column = filling.text().splitlines()[row].index("2 Usable")
    await filling.pilot.click(offset=(column, row))
    await filling.settle()
    assert filling.current is views[1]
    assert filling.draft().answers == {"V06": "usable"}


async def test_the_mouse_opens_a_section(filling: Program) -> None:
    column = filling.text().splitlines()[1].index("Health")
    await filling.pilot.click(offset=(column, 1))
    await filling.settle()
    assert filling.current.question.name == "V21"


async def test_an_answer_that_the_disk_refuses_is_not_shown_as_given(filling: Program) -> None:
    filling.laptop.drafts.discard(filling.draft().id)
    await filling.press("1")
    assert filling.current.state.answer is None
    assert "Not saved" in filling.text()


async def test_a_long_list_is_searched_and_answers(program: Program, server: FakeServer) -> None:
    districts = [f"d{number}" for number in range(60)]
    question = SelectOne(name="D", label={"en": "Which district?"}, choices=choices(*districts))
    section = Section(name="where", label={"en": "Where"}, children=(question,))
    form = Form(id="where", version="1", title={"en": "Where"}, sections=(section,))
    server.mission_pack = make_pack(forms=(form,))
    await program.press("y")
    await program.open_checklist()
    await program.press("slash")
    await program.type("d47")
    await program.press("enter")
    assert program.draft().answers == {"D": "d47"}
    await program.press("slash", "escape", "backspace")
    assert program.draft().answers == {}


async def test_a_picture_for_the_documentation_can_be_drawn(tmp_path: Path) -> None:
    form, out = tmp_path / "form.json", tmp_path / "out.svg"
    form.write_text(make_form().model_dump_json(), "utf-8")
    await asyncio.to_thread(draw, out, form)
    assert "delay" in out.read_text("utf-8")
    assert "cdnjs" not in out.read_text("utf-8")


async def test_the_cursor_goes_over_the_edges_of_pages_both_ways(filling: Program) -> None:
    await filling.press("end", "down")
    assert filling.current.question.name == "V21"
    await filling.press("up")
    assert filling.current.question.name == "V06"
    await filling.press("home", "up")
    assert filling.current.question.name == "V01"


async def test_a_number_is_changed_with_e(
    filling: Program,
) -> None:
    await filling.press("1", "down", "1", "2", "enter", "up", "e", "backspace", "5", "down")
    assert filling.draft().answers["V02"] == 15
