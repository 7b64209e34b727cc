"""`evenhand-server statement`, from the mission file to the written draft."""

import json
from pathlib import Path

import pytest

from server.config import Settings
from server.database import Store
from server.forms import service as forms
from server.missions.service import load_mission
from tests.server.builders import START
from tests.server.commands.running import Run, on
from tests.server.statement.conftest import SAMPLE

WORDS = ("statement", "--mission", "kazakhstan-2021")


@pytest.fixture
def run(settings: Settings, store: Store) -> Run:
    """Run a command on a home that holds the sample mission and its voting form, no reports."""
    with store.writing() as db:
        mission, _ = load_mission(db, SAMPLE / "mission.yaml", now=START)
        forms.publish(db, mission.id, forms.read_library("voting"), now=START)
    return on(settings.home)


@pytest.mark.parametrize(
    ("name", "beginning"),
    [
        ("docx", b"PK"),
        ("pdf", b"%PDF-"),
        ("html", b"<!doctype html>"),
        ("md", b"# "),
        ("json", b"{"),
    ],
)
def test_a_draft_is_written_in_each_format(
    run: Run, tmp_path: Path, name: str, beginning: bytes
) -> None:
    file = tmp_path / f"draft.{name}"
    result = run(*WORDS, "--format", name, "-o", file)
    assert result.exit_code == 0, result.output
    assert file.read_bytes().startswith(beginning)
    assert "wait for a person" in result.stderr


def test_a_dash_writes_to_standard_output_and_nothing_else(run: Run) -> None:
    result = run(*WORDS, "--format", "json", "-o", "-")
    document = json.loads(result.stdout)
    assert document["mission"] == "kazakhstan-2021"
    assert document["status"] == "draft"


def test_a_folder_of_fonts_is_taken_for_the_pdf(run: Run, tmp_path: Path) -> None:
    plain, furnished = tmp_path / "plain.pdf", tmp_path / "furnished.pdf"
    run(*WORDS, "--format", "pdf", "-o", plain)
    result = run(*WORDS, "--format", "pdf", "--fonts", tmp_path, "-o", furnished)
    assert result.exit_code == 0, result.output
    assert furnished.read_bytes() == plain.read_bytes()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--lang", "uz"), "There are: English (--lang en), Russian (--lang ru)"),
        (("--template", "own"), "There are: "),
        (("--format", "odt"), "There are: docx, pdf, html, md, json"),
        (("--as-of", "yesterday"), "is not a moment"),
    ],
)
def test_what_is_not_there_yet_is_said_with_what_is(
    run: Run, tmp_path: Path, words: tuple[str, ...], sentence: str
) -> None:
    file = tmp_path / "draft"
    result = run(*WORDS, *words, "-o", file)
    assert result.exit_code == 1
    assert sentence in result.stderr
    assert not file.exists()


def test_a_file_that_can_t_be_written_is_named(run: Run, tmp_path: Path) -> None:
    result = run(*WORDS, "-o", tmp_path / "no" / "folder" / "draft.md")
    assert result.exit_code == 1
    assert "can't be written to" in result.stderr
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    ("words", "beginning"),
    [
        (("--lang", "kk"), "# Түркі кеңесінің халықаралық байқаушылар миссиясы"),
        (("--lang", "tr", "--template", "odihr"), "# Türk Konseyi Uluslararası"),
        (("--lang", "ru", "--template", "cis"), "# Международная миссия наблюдателей"),
    ],
)
def test_a_draft_is_written_in_the_language_and_style_asked_for(
    run: Run, words: tuple[str, ...], beginning: str
) -> None:
    result = run(*WORDS, *words, "-o", "-")
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith(beginning)


def test_a_template_of_ones_own_is_named_by_its_file(run: Run, tmp_path: Path) -> None:
    result = run(*WORDS, "--template", tmp_path / "our.yaml", "-o", "-")
    assert result.exit_code == 1
    assert "our.yaml can't be read" in result.stderr
