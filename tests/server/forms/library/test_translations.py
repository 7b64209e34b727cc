"""The file for translators names every wording, and a corrected one finds its way back."""

import importlib.util
import re
import shutil
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType

import pytest

from server.forms import service
from server.forms.reading import read_form
from shared.forms.model import Form, choices_of

SCRIPT = Path(__file__).parents[4] / "docs" / "write_translations.py"
Row = dict[str, str]


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("write_translations", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def rows(script: ModuleType) -> list[Row]:
    return script.held()


def corrected(rows: Iterable[Row], where: str, language: str, wording: str) -> list[Row]:
    """Return the row of a text as a translator sends it back, with another wording."""
    (row,) = (
        row for row in rows if row["language"] == language and where in row["where"].split("; ")
    )
    return [row | {"wording": wording}]


def test_the_file_for_translators_is_what_the_forms_say(script: ModuleType):
    is_same = script.PAGE.read_text(encoding="utf-8-sig") == script.page()
    assert is_same, "Run: python docs/write_translations.py"


def test_every_row_points_at_texts_that_say_exactly_this(script: ModuleType, rows: list[Row]):
    texts = script.every_text()
    named: set[tuple[str, str]] = set()
    for row in rows:
        for where in row["where"].split("; "):
            assert texts[where]["en"] == row["english"]
            assert texts[where][row["language"]] == row["wording"]
            named.add((where, row["language"]))
    assert named == {
        (where, language)
        for where, text in texts.items()
        for language in ("ru", "kk", "tr")
        if language in text or not where.startswith("statement ")
    }


def test_every_row_says_how_it_stands_and_every_doubt_is_open(rows: list[Row]):
    for row in rows:
        assert re.fullmatch(r"to confirm|confirmed by .+, \d{4}-\d{2}-\d{2}", row["status"])
    doubted = {row["language"] for row in rows if row["doubt"]}
    assert doubted == {"ru", "kk", "tr"}


@pytest.mark.parametrize(
    ("where", "language"),
    [
        ("voting V01 hint", "kk"),
        ("voting V06.usable choice", "ru"),
        ("opening title", "tr"),
        ("counting C23_spoiled warning", "kk"),
        ("tabulation T18_own constraint", "tr"),
        ("flash what label", "ru"),
    ],
)
def test_a_corrected_wording_is_put_into_its_form_and_nowhere_else(
    script: ModuleType, rows: list[Row], tmp_path: Path, where: str, language: str
):
    library = tmp_path / "library"
    shutil.copytree(script.LIBRARY, library)
    script.apply(corrected(rows, where, language, "Said otherwise"), library)
    for name in service.LIBRARY:
        before = (script.LIBRARY / f"{name}.md").read_text(encoding="utf-8")
        after = (library / f"{name}.md").read_text(encoding="utf-8")
        changed = [
            (old, new)
            for old, new in zip(before.splitlines(), after.splitlines(), strict=True)
            if old != new
        ]
        assert len(changed) == after.count("Said otherwise")
        if name == where.split(" ", maxsplit=1)[0]:
            assert changed
            assert read_form(after.encode(), f"{name}.md").errors == ()


def test_a_corrected_choice_is_corrected_wherever_its_list_stands(
    script: ModuleType, rows: list[Row], tmp_path: Path
):
    library = tmp_path / "library"
    shutil.copytree(script.LIBRARY, library)
    script.apply(corrected(rows, "voting yes_no.yes choice", "tr", "Evet!"), library)
    for name in ("opening", "voting", "counting", "tabulation", "accessibility"):
        form = read_form((library / f"{name}.md").read_bytes(), f"{name}.md").form
        assert isinstance(form, Form)
        labels = {
            choice.label["tr"]
            for question in form.questions()
            for choice in choices_of(question)
            if getattr(question, "list_name", "") == "yes_no" and choice.name == "yes"
        }
        assert labels == {"Evet!"}
