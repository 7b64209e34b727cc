"""Language and look: asked before anything else, remembered, changed at any moment."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from textual.events import Paste
from textual.widgets import Input

from client.app import EvenhandApp
from client.config import Home
from client.language import spoken
from client.laptop import Laptop
from client.looks import Looks, find_looks, keep_looks, language_of_this_computer
from client.screens.commands import CommandsScreen
from client.screens.enrol import EnrolScreen
from client.screens.sign_in import SignInScreen
from client.screens.today import TodayScreen
from client.screens.welcome import WelcomeScreen
from client.sticks import PACK_FILES, find_files
from client.widgets import themes
from client.widgets.plain import is_plain
from tests.client.conftest import PASSPHRASE
from tests.client.screens.steps import Program, running

CODE = "7KQ2-M9XD-44HR-ZP3W"


@pytest.fixture
async def first_start(fresh_app: EvenhandApp, laptop: Laptop, home: Home) -> AsyncIterator[Program]:
    laptop.close()
    home.vault_file.unlink()
    async with running(fresh_app, laptop) as program:
        yield program


async def test_language_and_look_are_asked_first_and_remembered(
    first_start: Program, home: Home
) -> None:
    assert isinstance(first_start.app.screen, WelcomeScreen)
    await first_start.press("3", "7", "8", "8")
    assert spoken() == "kk"
    assert first_start.app.theme == themes.CONTRAST
    assert find_looks(home) is None, "nothing is written before somebody goes on"
    await first_start.press("up", "up", "enter")
    assert isinstance(first_start.app.screen, WelcomeScreen), "the arrow chose another look"
    await first_start.press("enter")
    assert isinstance(first_start.app.screen, EnrolScreen)
    assert find_looks(home) == Looks("kk", themes.LIGHT)


async def test_the_next_start_speaks_the_language_that_was_chosen(
    home: Home, enrolled: Laptop, fresh_app: EvenhandApp
) -> None:
    keep_looks(home, Looks("ru", themes.LIGHT, plain=True))
    fresh_app = EvenhandApp(home, clock=enrolled.clock)
    async with running(fresh_app, enrolled) as program:
        assert isinstance(program.app.screen, SignInScreen)
        assert (spoken(), program.app.theme, is_plain()) == ("ru", themes.LIGHT, True)


async def test_a_key_changes_the_language_at_any_moment(program: Program, home: Home) -> None:
    await program.press("f2")
    assert spoken() == "ru"
    assert isinstance(program.app.screen, TodayScreen)
    await program.press("f2", "f2", "f2")
    assert spoken() == "en"
    assert find_looks(home) == Looks("en", "")


async def test_a_changed_language_loses_nothing_of_what_was_open(program: Program) -> None:
    await program.open_checklist()
    await program.press("1", "f2")
    assert spoken() == "ru"
    assert program.draft().answers


async def test_a_passphrase_that_is_being_typed_outlives_the_change(program: Program) -> None:
    await program.press("ctrl+l")
    await program.type(PASSPHRASE)
    await program.press("f2", "ctrl+t", "enter")
    assert isinstance(program.app.screen, TodayScreen)


async def test_a_damaged_file_of_looks_is_as_none(home: Home) -> None:
    home.prepare()
    for content in ("", "{", "[]", '{"language": "ru"}'):
        home.looks_file.write_text(content)
        assert find_looks(home) is None


@pytest.mark.parametrize(
    ("environment", "code"),
    [
        ({"LANG": "kk_KZ.UTF-8"}, "kk"),
        ({"LC_ALL": "ru_RU", "LANG": "tr_TR"}, "ru"),
        ({"LANG": "tr.UTF-8"}, "tr"),
        ({"LANG": "fr_FR"}, "en"),
        ({"LANG": "C"}, "en"),
        ({}, "en"),
    ],
)
def test_the_first_guess_is_the_computers_own_language(
    environment: dict[str, str], code: str
) -> None:
    assert language_of_this_computer(environment) == code


# --- All commands ----------------------------------------------------------------------------


async def test_the_palette_lists_what_the_screen_does_and_what_goes_everywhere(
    program: Program,
) -> None:
    await program.press("ctrl+p")
    assert isinstance(program.app.screen, CommandsScreen)
    words = program.text()
    assert "Outbox" in words
    assert "Lock the laptop" in words
    await program.press("escape")
    assert isinstance(program.app.screen, TodayScreen)


@pytest.mark.parametrize(
    ("typed", "seen"),
    [("outbox", "OutboxScreen"), ("lock", "SignInScreen"), ("no such", "CommandsScreen")],
)
async def test_a_command_is_found_and_done(typed: str, seen: str, program: Program) -> None:
    await program.press("ctrl+p")
    await program.type(typed)
    await program.press("enter")
    assert type(program.app.screen).__name__ == seen


async def test_the_palette_changes_language_and_look(program: Program) -> None:
    await program.press("ctrl+p")
    await program.type("қазақша")
    await program.press("enter")
    assert spoken() == "kk"
    await program.press("ctrl+p")
    await program.type("english")
    await program.press("enter")
    assert spoken() == "en"


# --- Pasting ---------------------------------------------------------------------------------


async def paste(program: Program, text: str) -> None:
    program.app.post_message(Paste(text))
    await program.settle()


def field(program: Program, name: str) -> str:
    return program.app.screen.query_one(f"#{name}", Input).value


@pytest.mark.parametrize("text", [f"  {CODE}\n", "7KQ2-M9XD-\r\n44HR-ZP3W", "7KQ2-M9XD- 44HR-ZP3W"])
async def test_a_code_is_pasted_with_breaks_and_spaces(text: str, first_start: Program) -> None:
    await first_start.press("enter", "tab")
    await paste(first_start, text)
    assert field(first_start, "code") == CODE


async def test_address_and_code_are_pasted_together(first_start: Program) -> None:
    await first_start.press("enter")
    await paste(first_start, f"Server: https://hq.example.org/\nYour code:\n{CODE}\n")
    assert (field(first_start, "address"), field(first_start, "code")) == (
        "https://hq.example.org/",
        CODE,
    )


async def test_a_file_that_is_dropped_on_the_window_keeps_its_name(first_start: Program) -> None:
    await first_start.press("enter")
    await paste(first_start, "'/media/My stick/team 07.pack'\n")
    assert field(first_start, "address") == "'/media/My stick/team 07.pack'"


def test_pack_files_are_found_where_sticks_are(tmp_path: Path) -> None:
    for name in ("team-07.pack", "STICK/team-08.pack", "anna/STICK/mission/team-09.pack"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("sealed")
    (tmp_path / "folder.pack").mkdir()
    found = [each.name for each in find_files(PACK_FILES, [tmp_path, tmp_path / "gone"])]
    assert sorted(found) == ["team-07.pack", "team-08.pack", "team-09.pack"]


# --- For a screen reader -----------------------------------------------------------------------


async def test_the_terminals_cursor_goes_along_with_the_list(program: Program) -> None:
    await program.app.action_turn_plain()
    await program.settle()
    assert "─" not in program.text(), "rules are for eyes"
    for key, read in (("down", "Sync"), ("up", "station 57")):
        await program.press(key)
        assert read in program.text().split("\n")[program.app.cursor_position.y]
    await program.app.action_turn_plain()
    assert not is_plain()


# --- The keyboard ------------------------------------------------------------------------------


async def test_focus_is_somewhere_on_every_screen(program: Program) -> None:
    for keys in ((), ("o",), ("escape", "s"), ("escape", "ctrl+p"), ("escape", "question_mark")):
        await program.press(*keys)
        assert program.app.screen.focused is not None, keys


async def test_other_scripts_are_typed_as_they_are(first_start: Program) -> None:
    await first_start.press("enter", "tab", "tab")
    await first_start.type("жәшік мөрі şğİı")
    assert field(first_start, "passphrase") == "жәшік мөрі şğİı"


async def test_the_mouse_presses_the_keys_of_the_last_line(program: Program) -> None:
    await program.pilot.click("KeyLine", offset=(3, 0))
    await program.settle()
    assert type(program.app.screen).__name__ == "StationsScreen"
