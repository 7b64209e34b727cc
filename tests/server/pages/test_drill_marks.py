"""A drill is walled off: whatever is shown or handed out of one says so, whichever room does it."""

import csv
import json
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from server.config import Settings
from server.database import Store
from server.missions import service
from server.missions.agenda.icalendar import icalendar
from server.missions.models import Mission
from tests.samples.kazakhstan import SAMPLE
from tests.server.accounts.test_access import addresses
from tests.server.builders import START, a_published_form, a_team
from tests.server.commands.running import Run, as_json, on
from tests.server.pages.reading import text_of

WORDS = "This is a drill."


@pytest.fixture
def drill(store: Store) -> Mission:
    source = (SAMPLE / "mission.yaml").read_text() + "\ndrill: true\n"
    with store.writing() as db:
        mission, _ = service.load_mission(db, source, now=START)
        db.refresh(mission)
        db.expunge(mission)
    a_team(store, mission, "DRILL-1")
    a_published_form(store, mission)
    return mission


def handed_out(app: FastAPI) -> list[str]:
    """Return every address of a mission that is read without knowing more than its form."""
    given = {"{code}": "kazakhstan-2021", "{form}": "voting", "{form_id}": "voting"}
    paths: list[str] = []
    for method, path, _ in addresses(app):
        if method == "GET" and path.startswith("/m/{code}"):
            for name, value in given.items():
                path = path.replace(name, value)  # noqa: PLW2901 - filled in, name by name
            paths += [] if "{" in path else [path]
    return sorted(paths)


async def test_every_answer_about_a_drill_is_marked(
    app: FastAPI, admin: httpx.AsyncClient, drill: Mission
):
    paths, unmarked, kinds = handed_out(app), list[str](), set[str]()
    for path in paths:
        answer = await admin.get(path)
        kind = answer.headers.get("content-type", "").split(";")[0]
        kinds.add(kind if answer.status_code == 200 else "")
        marked = answer.headers.get("Evenhand-Drill") == "true"
        if answer.status_code == 200 and kind == "text/html":
            marked = marked and WORDS in text_of(answer.text)
        if "attachment" in (given := answer.headers.get("Content-Disposition", "")):
            marked = marked and "DRILL-" in given
        unmarked += [] if marked else [f"{path} ({answer.status_code}, {kind})"]

    assert drill.drill
    assert unmarked == []
    assert len(paths) > 40
    assert {"text/html", "application/json", "text/csv", "text/calendar"} <= kinds


async def test_figures_as_json_say_it_themselves(admin: httpx.AsyncClient, drill: Mission):
    for path in ("coverage.json", "findings/voting.json"):
        answer = await admin.get(f"/m/{drill.code}/{path}")
        assert json.loads(answer.text)["drill"] is True


async def test_a_real_mission_bears_no_mark(admin: httpx.AsyncClient, mission: Mission):
    answer = await admin.get(f"/m/{mission.code}/coverage.json")

    assert answer.status_code == 200
    assert "Evenhand-Drill" not in answer.headers
    assert answer.json()["drill"] is False


def test_every_entry_of_its_calendar_is_called_a_drill(drill: Mission):
    plain = icalendar(service.mission_document(drill), datetime(2021, 1, 1, tzinfo=UTC)).decode()
    titles = [line for line in plain.splitlines() if line.startswith(("SUMMARY", "NAME"))]

    assert len(titles) > 5
    assert all(":DRILL: " in each for each in titles)


def test_commands_say_it_too(settings: Settings, drill: Mission):
    run: Run = on(settings.home, settings.database_url)
    of_it = ("--mission", drill.code)
    for words in (("coverage",), ("findings", "--form", "voting")):
        assert run(*words, *of_it).stdout.startswith(WORDS)
        assert as_json(run(*words, *of_it, "--json"))["drill"] is True
    enrolling = ("enrol", *of_it, "--team", "DRILL-1")
    assert run(*enrolling).stdout.startswith(WORDS)
    assert as_json(run(*enrolling, "--json"))["drill"] is True


def test_tables_that_commands_write_say_it_row_by_row(
    settings: Settings, drill: Mission, tmp_path: Path
):
    run: Run = on(settings.home, settings.database_url)
    stations = tmp_path / "stations.csv"
    stations.write_text("code,name,region\n1,School,North\n2,Hall,North\n")
    of_it, sample, audit = (
        ("--mission", drill.code),
        tmp_path / "sample.csv",
        tmp_path / "audit.csv",
    )
    assert run("import", "stations", stations, *of_it).exit_code == 0
    assert run("sample", "draw", *of_it, "--size", "2", "--seed", "dice").exit_code == 0

    told = (
        run("sample", "export", *of_it, "--number", "1", "-o", sample),
        run("trail", "export", audit, *of_it),
    )

    assert all(each.stdout.startswith(WORDS) for each in told)
    for file in (sample, audit):
        rows = list(csv.DictReader(file.read_text("utf-8-sig").splitlines()))
        assert len(rows) >= 2
        assert {each["drill"] for each in rows} == {"yes"}
