"""`form export` as people type it: each format, and each way to get it wrong."""

import json
from pathlib import Path

import pytest

from server.config import Settings
from server.database import Store
from server.forms import service
from server.forms.reading import read_form
from server.missions.models import Mission
from shared.forms.model import Form
from tests.server.builders import START, a_mission
from tests.server.commands.running import Run, on
from tests.server.forms.export.papers import read_pdf, squeezed, standard
from tests.server.forms.sheets import markdown, sheets, workbook


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run a command where no mission is needed."""
    return on(tmp_path / "nowhere")


@pytest.fixture
def at_headquarters(settings: Settings, store: Store) -> Run:
    """Run a command on the home of `store`."""
    del store
    return on(settings.home, settings.database_url)


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "out"


def test_a_standard_form_comes_in_every_format(run: Run, target: Path):
    reading = standard("header")
    for name in ("xlsx", "xform", "json", "pdf"):
        result = run("form", "export", "header", "--format", name, "-o", f"{target}.{name}")
        assert result.exit_code == 0, result.stderr
        assert "header, version" in result.stderr
    assert Path(f"{target}.xform").read_bytes() == reading.xform.encode()
    document = json.loads(Path(f"{target}.json").read_text())
    assert Form.model_validate(document) == reading.form
    assert read_form(Path(f"{target}.xlsx").read_bytes(), "header.xlsx").form == reading.form
    assert Path(f"{target}.pdf").read_bytes().startswith(b"%PDF")


def test_languages_follow_each_other_in_the_order_asked_for(run: Run, target: Path):
    languages = ("--lang", "tr", "--lang", "en")
    result = run("form", "export", "header", "--format", "pdf", *languages, "-o", target)
    assert result.stderr.endswith("in tr, en.\n")
    pages = [squeezed(page.extract_text()) for page in read_pdf(target.read_bytes()).pages]
    assert "Sayfa1/2" in pages[0]
    assert "Page1of2" in pages[2]


def test_a_published_form_is_exported_as_it_was_published(
    at_headquarters: Run, store: Store, mission: Mission, target: Path
):
    source = workbook(sheets())
    with store.writing() as db:
        older = service.publish(db, mission.id, read_form(source, "entrance.xlsx"), now=START)
        xform, newer = older.xform, read_form(markdown(sheets(version="2")), "entrance.md")
        service.publish(db, mission.id, newer, now=START.replace(year=START.year + 1))
    options = ("--mission", mission.code, "-o", target)
    at_headquarters("form", "export", "entrance", "--format", "json", *options)
    assert json.loads(target.read_text())["version"] == "2"
    at_headquarters("form", "export", "entrance", "--format", "xlsx", "--version", "1", *options)
    assert target.read_bytes() == source
    at_headquarters("form", "export", "entrance", "--format", "xform", "--version", "1", *options)
    assert target.read_bytes() == xform.encode()


def test_paper_of_a_mission_bears_its_name_and_says_drill(
    at_headquarters: Run, store: Store, target: Path
):
    drill = a_mission(store, "drill-2026", title="Training in Astana", drill=True)
    with store.writing() as db:
        service.publish(db, drill.id, read_form(markdown(sheets()), "entrance.md"), now=START)
    options = ("--format", "pdf", "--mission", drill.code, "-o", target)
    result = at_headquarters("form", "export", "entrance", *options)
    assert result.exit_code == 0, result.stderr
    text = squeezed(read_pdf(target.read_bytes()).pages[0].extract_text())
    assert "TraininginAstana" in text
    assert "DRILL" in text


def test_a_form_with_mistakes_still_becomes_a_workbook_to_mend_it_in(
    run: Run, tmp_path: Path, target: Path
):
    file = tmp_path / "broken.md"
    file.write_bytes(markdown(sheets(["integer", "more", "More?", "${nobody} = 'x'"])))
    assert run("form", "export", file, "--format", "xlsx", "-o", target).exit_code == 0
    target.unlink()
    for name in ("pdf", "json", "xform"):
        result = run("form", "export", file, "--format", name, "-o", target)
        assert result.exit_code == 1
        assert "row 4" in result.stderr
        assert "Nothing was written" in result.stderr
        assert not target.exists()


def test_it_is_said_when_a_workbook_is_not_quite_the_form(run: Run, tmp_path: Path, target: Path):
    file = tmp_path / "entrance.md"
    file.write_bytes(markdown(sheets(["text", "why", "Why\x07?", ""])))
    result = run("form", "export", file, "--format", "xlsx", "-o", target)
    assert "Careful: read back" in result.stderr


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("vote", "--format", "pdf"), "There is no file vote, and no standard form"),
        (("voting", "--format", "docx"), "There are: xlsx, xform, json, pdf"),
        (("header", "--format", "pdf", "--lang", "fr"), "not written in 'fr'"),
    ],
)
def test_what_can_not_be_exported_is_said_in_a_sentence(
    words: tuple[str, ...], says: str, run: Run, target: Path
):
    result = run("form", "export", *words, "-o", target)
    assert result.exit_code == 1
    assert says in result.stderr
    assert not target.exists()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--format", "pdf", "--version", "1"), "--version goes with --mission"),
        (("--format", "json", "--lang", "en"), "--lang and --compact are for"),
        (("--format", "xlsx", "--compact"), "--lang and --compact are for"),
    ],
)
def test_options_that_do_not_go_together_are_refused(
    words: tuple[str, ...], says: str, run: Run, target: Path
):
    result = run("form", "export", "header", *words, "-o", target)
    assert result.exit_code == 2
    assert says in " ".join(result.stderr.replace("│", " ").split())


@pytest.mark.usefixtures("form")
def test_an_unknown_mission_form_or_version_is_named(
    at_headquarters: Run, mission: Mission, target: Path
):
    for words, says in [
        (("voting", "--mission", "nowhere"), "nowhere"),
        (("vote", "--mission", mission.code), "It has: voting"),
        (("voting", "--mission", mission.code, "--version", "9"), "version 9"),
    ]:
        result = at_headquarters("form", "export", *words, "--format", "json", "-o", target)
        assert result.exit_code == 1
        assert says in result.stderr


def test_a_file_that_can_not_be_written_is_said(run: Run, tmp_path: Path):
    result = run("form", "export", "header", "--format", "json", "-o", tmp_path)
    assert result.exit_code == 1
    assert "can't be written to" in result.stderr


def test_the_form_itself_is_never_overwritten(run: Run, tmp_path: Path):
    file = tmp_path / "entrance.md"
    file.write_bytes(markdown(sheets()))
    result = run("form", "export", file, "--format", "xlsx", "-o", file)
    assert result.exit_code == 1
    assert "would be overwritten" in result.stderr
    assert file.read_bytes() == markdown(sheets())


def test_standard_output_gets_the_form_and_nothing_else(run: Run):
    result = run("form", "export", "header", "--format", "json", "-o", "-")
    assert json.loads(result.stdout)["id"] == "header"
    assert result.stderr == ""
