"""Every kind of question at the keyboard: what its keys do, and what is then on the disk."""

from pathlib import Path

import pytest

from client.preferences import FORM_LANGUAGE
from client.screens.attach import AttachScreen
from client.screens.checklist import ChecklistScreen
from shared.forms.fitting import DONE_ON_PHONE
from shared.forms.model import Form, Section, TextQuestion
from tests.client.conftest import PASSPHRASE
from tests.client.fake_server import FakeServer
from tests.client.samples import make_pack
from tests.client.screens import everything
from tests.client.screens.steps import Program, in_one_line
from tests.client.screens.test_repeats import opened

PNG = b"\x89PNG\r\n\x1a\n" + bytes(3_000)


@pytest.fixture
async def filling(program: Program, server: FakeServer) -> Program:
    return await opened(program, server, everything.FORM)


async def at(program: Program, path: str) -> Program:
    await program.checklist.go_to(path)
    await program.settle()
    return program


async def test_a_ranking_is_pressed_in_order_and_moved(filling: Program) -> None:
    await (await at(filling, "order")).press("2", "1")
    assert filling.draft().answers["order"] == ["box", "seal"]
    assert "1 of them have no place yet" in filling.text()
    await filling.press("3", "plus", "plus")
    assert filling.draft().answers["order"] == ["count", "box", "seal"]
    await filling.press("minus")
    assert filling.draft().answers["order"] == ["box", "count", "seal"]
    await filling.press("2")
    assert filling.draft().answers["order"] == ["count", "seal"]


async def test_a_scale_is_stepped_and_typed_and_keeps_to_its_ends(filling: Program) -> None:
    await (await at(filling, "calm")).press("plus")
    assert filling.draft().answers["calm"] == 1
    await filling.press("plus", "minus", "minus")
    assert filling.draft().answers["calm"] == 1
    await filling.press("4", "comma", "5", "enter")
    assert filling.draft().answers["calm"] == 4.5
    await filling.press("up", "plus", "plus")
    assert filling.draft().answers["calm"] == 5


async def test_what_was_read_is_confirmed_and_taken_back(filling: Program) -> None:
    await (await at(filling, "read")).press("1")
    assert filling.draft().answers["read"] == "OK"
    await filling.press("1")
    assert "read" not in filling.draft().answers


async def test_a_position_is_typed_and_checked(filling: Program) -> None:
    await (await at(filling, "where")).type("91 71")
    await filling.press("enter")
    assert "“91 71” is not a position" in filling.text()
    await filling.press(*["backspace"] * 5)
    await filling.type("51.1801, 71.446")
    await filling.press("enter")
    assert filling.draft().answers["where"] == "51.1801 71.446"


async def test_a_moment_without_an_offset_is_the_stations(filling: Program) -> None:
    await (await at(filling, "when")).type("2021-01-10 08:30")
    await filling.press("enter")
    assert filling.draft().answers["when"] == "2021-01-10T08:30+06:00"
    assert "2021-01-10  08:30+06:00" in filling.text()


async def test_a_barcode_is_typed(filling: Program) -> None:
    await (await at(filling, "seal")).press("enter")
    await filling.type("o-4711")
    await filling.press("enter")
    assert filling.draft().answers["seal"] == "o-4711"


async def test_a_note_repeats_an_answer_as_it_changes(filling: Program) -> None:
    await filling.press("7", "enter", "pagedown")
    assert "7 valid ballots were noted." in filling.text()


async def test_a_longer_hint_is_shown_when_asked_for(filling: Program) -> None:
    await at(filling, "photo")
    assert "(picture: example.png)" in filling.text()
    assert "Ask the chair" not in filling.text()
    await filling.press("g")
    assert "Ask the chair before you take it." in in_one_line(filling.text())
    await filling.press("g")
    assert "Ask the chair" not in filling.text()


async def test_a_photograph_is_attached_by_its_path_and_taken_away(
    filling: Program, tmp_path: Path
) -> None:
    photo = tmp_path / "protocol.png"
    photo.write_bytes(PNG)
    await (await at(filling, "photo")).press("a")
    await filling.type(str(photo))
    await filling.press("enter")
    assert isinstance(filling.app.screen, ChecklistScreen)
    (file,) = filling.laptop.drafts.list_files(filling.draft().id)
    assert filling.draft().answers["photo"] == f"sha256:{file.sha256}"
    assert "● protocol.png   3 KB · goes with the report" in filling.text()
    await filling.press("backspace")
    assert "photo" not in filling.draft().answers
    assert filling.laptop.drafts.list_files(filling.draft().id) == []


async def test_a_file_is_found_in_the_folders_and_the_folder_remembered(
    filling: Program, tmp_path: Path
) -> None:
    folder = tmp_path / "camera"
    folder.mkdir()
    (folder / "one.png").write_bytes(PNG)
    (folder / ".hidden.png").write_bytes(PNG)
    assert filling.app.desk is not None
    filling.app.desk.files.folder = tmp_path
    await (await at(filling, "photo")).press("a")
    await filling.type("came")
    await filling.press("enter")
    assert "one.png" in filling.text()
    assert ".hidden.png" not in filling.text()
    await filling.press("left")
    assert "▸ camera" in filling.text()
    await filling.press("enter", "enter")
    assert "● one.png" in filling.text()
    assert filling.app.desk.files.folder == folder


async def test_a_file_that_is_not_there_is_said_and_one_can_leave(filling: Program) -> None:
    await (await at(filling, "photo")).press("a")
    await filling.type("nowhere.png")
    await filling.press("enter")
    assert "no file “nowhere.png”" in filling.text()
    assert isinstance(filling.app.screen, AttachScreen)
    await filling.press("escape")
    assert isinstance(filling.app.screen, ChecklistScreen)
    assert "photo" not in filling.draft().answers


async def test_a_file_of_a_kind_that_is_not_taken_says_so_where_it_is_chosen(
    filling: Program, tmp_path: Path
) -> None:
    (tmp_path / "setup.exe").write_bytes(b"MZ\x90\x00")
    await (await at(filling, "photo")).press("a")
    await filling.type(str(tmp_path / "setup.exe"))
    await filling.press("enter")
    assert "of a kind that is not taken" in in_one_line(filling.text())
    assert "photo" not in filling.draft().answers


async def test_what_a_terminal_can_not_draw_was_done_on_a_phone(filling: Program) -> None:
    await at(filling, "walls")
    assert "An area on the map: a terminal can't draw it." in filling.text()
    await filling.press("p")
    assert filling.draft().answers["walls"] == DONE_ON_PHONE
    assert "done on a phone" in filling.text()


async def test_an_attached_list_is_searched_and_filters_another(filling: Program) -> None:
    await (await at(filling, "nearest")).press("slash")
    await filling.type("station 58")
    await filling.press("enter")
    assert filling.draft().answers["nearest"] == "s58"
    assert filling.draft().answers["region"] == "r1"
    assert "● Polling station 58" in filling.text()
    assert "given by the form" in filling.text()
    await filling.press("down", "1")
    assert filling.draft().answers["region"] == "r1"
    await filling.press("down", "2")
    assert filling.draft().answers["beside"] == "s4"


async def test_a_checklist_turns_to_its_next_language_and_the_laptop_remembers_it(
    filling: Program,
) -> None:
    await filling.press("ctrl+o")
    assert "Сколько действительных бюллетеней?" in filling.text()
    assert "o не наблюдали" in filling.text()
    assert filling.laptop.preferences.find(FORM_LANGUAGE) == "ru"
    await filling.press("ctrl+f", "escape")
    assert "Это есть в протоколе." in filling.text()
    await filling.press("ctrl+l")
    await filling.sign_in(PASSPHRASE)
    await filling.press("enter")
    assert "Сколько действительных бюллетеней?" in filling.text()
    await filling.press("ctrl+o")
    assert "How many valid ballots?" in filling.text()


async def test_a_checklist_of_one_language_says_so(program: Program) -> None:
    await program.open_checklist()
    await program.press("ctrl+o")
    assert "one language only" in program.text()


async def test_a_draft_of_a_form_says_on_every_page_that_it_is_for_trying(
    program: Program, server: FakeServer
) -> None:
    question = TextQuestion(name="q", label={"en": "Anything?"}, default="nothing")
    form = Form(
        id="new",
        version="2026.1-draft-3f9a1c02be77",
        title={"en": "New"},
        sections=(Section(name="s", label={"en": "S"}, children=(question,)),),
    )
    server.mission_pack = make_pack(forms=(form,))
    await program.press("y")
    await program.open_checklist()
    assert "New (draft – for trying only)" in program.text()
    assert program.draft().answers == {"q": "nothing"}
