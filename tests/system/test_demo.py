"""The main job, as a newcomer types it: `evenhand-server demo --once`."""

import json
import subprocess
import sys
from pathlib import Path

import pytest


def demo(home: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "server", "demo", "--once", "--port", "0", "--home", str(home)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which the demo has run."""
    home = tmp_path_factory.mktemp("demo") / "home"
    done = demo(home)
    assert done.returncode == 0, done.stderr
    assert "16 held by headquarters" in done.stdout
    return home


def test_the_draft_says_in_how_many_of_the_fourteen(home: Path):
    text = (home / "statement.md").read_text()
    assert "In 2 of the 14, a ramp was missing at the entrance" in text
    assert "In none of the 14 polling stations visited did the booths have a curtain" in text
    assert "cannot be extended to the country" in text


def test_the_draft_has_no_percentage_and_no_verdict(home: Path):
    text = (home / "statement.md").read_text()
    assert "%" not in text
    assert "transparent and complied" not in text
    assert "To be written: Overall verdict" in text


def test_each_drafted_figure_opens_the_reports_behind_it(home: Path):
    statement = json.loads((home / "statement.json").read_text())
    evidence = [
        each
        for section in statement["sections"]
        for paragraph in section["paragraphs"]
        for part in paragraph["parts"]
        if part["kind"] == "sentence"
        for each in part["evidence"]
    ]
    ramp = next(each for each in evidence if each["question"] == "V06")
    missing = next(each for each in ramp["figures"] if each["values"] == ["missing"])
    assert missing["stations"] == len(missing["reports"]) == 2
    assert ramp["answered"] == ramp["visited"] == 14


def test_no_answer_and_no_secret_is_in_the_log(home: Path):
    log = (home / "server.log").read_text()
    assert "Application startup complete" in log
    for word in ("V06", "Bearer", "password", "Two steps at the entrance"):
        assert word not in log


def test_what_a_laptop_keeps_is_encrypted(home: Path):
    files = [file for file in (home / "laptops").rglob("*") if file.is_file()]
    assert files
    for file in files:
        assert b"Two steps at the entrance" not in file.read_bytes()


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path):
    (tmp_path / "thesis.txt").write_text("years of work")
    done = demo(tmp_path)
    assert done.returncode == 1
    assert "Choose an empty folder" in done.stderr
    assert (tmp_path / "thesis.txt").read_text() == "years of work"
