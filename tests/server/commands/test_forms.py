"""`evenhand-server form …` as authors use it."""

from pathlib import Path

import pytest
from openpyxl import load_workbook
from pyxform.xls2xform import convert  # pyright: ignore[reportUnknownVariableType]

from server.database import Store
from server.forms import service as forms
from server.forms import starting
from server.forms.reading import read_form
from server.missions.models import Mission
from tests.server.builders import a_mission
from tests.server.commands.running import Run, as_json
from tests.server.forms.sheets import markdown, sheets

SOURCES = [starting.BLANK, *forms.LIBRARY]


@pytest.fixture
def entrance(tmp_path: Path) -> Path:
    """A small form."""
    file = tmp_path / "entrance.md"
    file.write_bytes(markdown(sheets()))
    return file


@pytest.mark.parametrize("source", SOURCES)
def test_a_form_that_was_started_is_one_without_mistakes(run: Run, tmp_path: Path, source: str):
    file = tmp_path / "our_own.md"
    assert run("form", "new", file, "--from", source).exit_code == 0
    reading = read_form(file.read_bytes(), file.name)
    assert reading.findings == ()
    assert reading.form is not None
    assert (reading.form.id, reading.form.version) == ("our_own", "1")


def test_a_workbook_explains_our_columns_and_reads_as_the_same_form(run: Run, tmp_path: Path):
    assert run("form", "new", tmp_path / "our_own", "--from", "opening").exit_code == 0
    assert run("form", "new", tmp_path / "our_own.md", "--from", "opening").exit_code == 0
    workbook = tmp_path / "our_own.xlsx"
    sheet = load_workbook(workbook)[starting.SHEET]
    explained = {str(row[0].value) for row in sheet.iter_rows(min_row=2)}
    assert "evenhand::non_answers" in explained
    written, plain = (
        read_form(path.read_bytes(), path.name).form for path in (workbook, tmp_path / "our_own.md")
    )
    assert written == plain
    assert load_workbook(workbook)["survey"].freeze_panes == "A2"


@pytest.mark.parametrize("source", SOURCES)
def test_other_tools_read_our_columns_without_a_word_about_them(tmp_path: Path, source: str):
    file = tmp_path / "ours.xlsx"
    file.write_bytes(starting.start(file.name, source))
    warnings = convert(file).warnings
    assert [each for each in warnings if "evenhand" in each or "column" in each] == []


def test_a_file_that_is_there_is_not_overwritten(run: Run, entrance: Path):
    refused = run("form", "new", entrance)
    assert (refused.exit_code, "--force" in refused.stderr) == (1, True)
    assert run("form", "new", entrance, "--force").exit_code == 0


@pytest.mark.parametrize(
    ("name", "reason"), [("a.ods", ".xlsx or .md"), ("___.md", "no letters"), ("x.md", "exit")]
)
def test_what_cannot_be_started_is_refused(run: Run, tmp_path: Path, name: str, reason: str):
    source = "exit" if name == "x.md" else starting.BLANK
    refused = run("form", "new", tmp_path / name, "--from", source)
    assert refused.exit_code == 1
    assert reason in refused.stderr


def test_lint_names_row_code_and_cure_and_fails_on_errors(run: Run, tmp_path: Path):
    file = tmp_path / "entrance.md"
    file.write_bytes(
        markdown(sheets(["text", "why", "Why?", "${ramp} = 'noo'"], ["x", "y", "Z", ""]))
    )
    result = run("form", "lint", file)
    assert result.exit_code == 1
    assert "Error, row 5" in result.stdout
    file.write_bytes(markdown(sheets(["text", "why", "Why?", "${ramp} = 'noo'"])))
    result = run("form", "lint", file)
    assert result.exit_code == 0
    assert "Did you mean 'no'? [choice-not-offered]" in result.stdout
    assert "0 errors, 1 warning. It can be published." in result.stdout


def test_lint_as_json_tells_how_complete_each_language_is(run: Run, tmp_path: Path):
    file = tmp_path / "entrance.md"
    survey = [
        ["type", "name", "label::English (en)", "label::Türkçe (tr)"],
        ["integer", "steps", "How many steps?", ""],
        ["integer", "doors", "How many doors?", "Kaç kapı?"],
    ]
    file.write_bytes(markdown(sheets(survey=survey)))
    found = as_json(run("form", "lint", file, "--json"))
    assert found["publishable"] is True
    assert found["languages"]["tr"] == {"texts": 2, "written": 1, "percent": 50}
    (gap,) = found["findings"]
    assert (gap["code"], gap["level"], gap["row"]) == ("missing-translation", "warning", 2)


def test_files_beside_a_form_are_taken_along(run: Run, tmp_path: Path):
    file = tmp_path / "where.md"
    file.write_bytes(markdown(sheets(["select_one_from_file stations.csv", "s", "Where?", ""])))
    assert "missing-file" in run("form", "lint", file).stdout
    beside = tmp_path / "where-media"
    beside.mkdir()
    (beside / "stations.csv").write_text("name,label\n42,School\n")
    assert run("form", "lint", file).exit_code == 0
    elsewhere = tmp_path / "stations.csv"
    elsewhere.write_text("code,label\n42,School\n")
    assert "missing-column" in run("form", "lint", file, "--attach", elsewhere).stdout


def test_show_speaks_the_language_that_was_asked_for(run: Run):
    shown = run("form", "show", "voting", "--lang", "kk").stdout
    assert "Дауыс беру (voting" in shown
    assert "o байқалмады" in shown
    assert "Тек мына жағдайда: V01 = 2" in shown
    assert all(len(line) <= 80 for line in shown.splitlines())
    assert run("form", "show", "voting", "--lang", "xx").exit_code == 1


def test_show_refuses_what_is_not_there(run: Run):
    refused = run("form", "show", "nowhere.md")
    assert refused.exit_code == 1
    assert "There is no file nowhere.md" in refused.stderr


def test_two_files_are_compared(run: Run, entrance: Path, tmp_path: Path):
    newer = tmp_path / "newer.md"
    newer.write_bytes(markdown(sheets(["text", "why", "Why?", ""], version="2")))
    lines = run("form", "diff", entrance, newer).stdout.splitlines()
    assert lines[0] == "entrance, version 1 → 2"
    assert "+ why  Why?" in lines
    assert run("form", "diff", entrance, entrance).stdout.endswith("Nothing changed.\n")
    found = as_json(run("form", "diff", entrance, newer, "--json"))
    assert [each["fate"] for each in found["questions"]] == ["same", "same", "new"]


def test_two_published_versions_are_compared(
    run: Run, mission: Mission, entrance: Path, tmp_path: Path
):
    newer = tmp_path / "newer.md"
    newer.write_bytes(markdown(sheets(version="2", survey=[*sheets()["survey"][:2]])))
    for file in (entrance, newer):
        assert run("import", "form", file, "--mission", mission.code).exit_code == 0
    for versions in (("1", "2"), ("1",)):
        shown = run("form", "diff", "entrance", *versions, "--mission", mission.code).stdout
        assert "- steps  How many steps?" in shown
    refused = run("form", "diff", "entrance", "1", "9", "--mission", mission.code)
    assert (refused.exit_code, "version 9" in refused.stderr) == (1, True)


@pytest.mark.parametrize("what", [["one.md"], ["one.md", "two.md"]])
def test_what_cannot_be_compared_is_refused(run: Run, entrance: Path, what: list[str]):
    words = [entrance if each == "one.md" else each for each in what]
    refused = run("form", "diff", *words)
    assert refused.exit_code == 1
    assert refused.stderr.startswith("evenhand-server: ")


def test_a_draft_goes_into_a_drill_and_nowhere_else(
    run: Run, store: Store, mission: Mission, entrance: Path
):
    a_mission(store, code="drill", drill=True)
    refused = run("import", "form", entrance, "--mission", mission.code, "--draft")
    assert (refused.exit_code, "drill: true" in refused.stderr) == (1, True)
    tried = as_json(run("import", "form", entrance, "--mission", "drill", "--draft", "--json"))
    assert tried["draft"] is True
    assert tried["version"].startswith("1-draft-")


def test_a_withdrawn_form_is_offered_again_when_the_same_file_is_published(
    run: Run, store: Store, mission: Mission, entrance: Path
):
    publish = ("import", "form", entrance, "--mission", mission.code)
    assert run(*publish).exit_code == 0

    gone = run("form", "withdraw", "entrance", "--mission", mission.code)
    again = run("form", "withdraw", "entrance", "--mission", mission.code)
    unknown = run("form", "withdraw", "exit", "--mission", mission.code)

    assert "withdrawn, version 1. It is offered no more." in gone.stdout
    assert "Nothing changed" in again.stdout
    assert (unknown.exit_code, "The mission has no form exit" in unknown.stderr) == (1, True)
    with store.reading() as db:
        assert forms.get_published(db, mission.id, "entrance").withdrawn_at is not None
    assert run(*publish).exit_code == 0
    with store.reading() as db:
        assert forms.get_published(db, mission.id, "entrance").withdrawn_at is None
