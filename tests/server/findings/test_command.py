"""`evenhand-server findings`."""

import json
from collections.abc import Callable

import pytest

from server.config import Settings
from server.missions.models import Mission
from server.reports.models import Revision
from shared.forms.model import Form
from tests.server.commands.running import Run, on

Report = Callable[..., Revision]
KEYS = {
    "name",
    "label",
    "type",
    "unit",
    "answered",
    "not_observed",
    "dont_know",
    "not_applicable",
    "missing",
    "options",
    "positive",
    "negative",
    "groups",
}


@pytest.fixture
def run(settings: Settings, form: Form) -> Run:
    """Run a command on a home whose mission has published the small form."""
    del form
    return on(settings.home, settings.database_url)


def test_the_json_has_the_keys_that_scripts_rely_on(
    run: Run, mission: Mission, report: Report
) -> None:
    report({"ramp": "yes"})
    report({"ramp": {"non_answer": "dont_know"}})
    words = ("findings", "--mission", mission.code, "--form", "voting")
    document = json.loads(run(*words, "--by", "region", "--json").stdout)
    assert {"mission", "form", "as_of", "reports", "stations", "questions"} <= set(document)
    assert (document["reports"], document["stations"]) == (2, 2)
    ramp = document["questions"][0]
    assert set(ramp) >= KEYS
    assert ramp["options"][0].items() >= {
        ("value", "yes"),
        ("label", "Yes"),
        ("count", 1),
        ("share", 1.0),
        ("interval", None),
    }
    assert (ramp["answered"], ramp["dont_know"], ramp["missing"]) == (1, 1, 0)
    assert ramp["groups"]["Nur-Sultan"]["answered"] == 1


def test_without_json_each_figure_stands_with_its_base(
    run: Run, mission: Mission, report: Report
) -> None:
    report({"ramp": "yes"})
    report({"ramp": "no"})
    report({"booths": 4})
    text = run("findings", "--mission", mission.code, "--form", "voting").stdout
    assert "3 reports from 3 stations" in text
    assert "answered 2 of 3 (1 missing)" in text
    assert "1 of 2" in text
    assert "median 4" in text


def test_a_cut_without_an_offset_is_by_the_mission_s_clock(
    run: Run, mission: Mission, report: Report
) -> None:
    report({"ramp": "yes"})  # received at 07:01 UTC, 09:01 in Paris
    words = ("findings", "--mission", mission.code, "--form", "voting", "--json", "--as-of")
    assert json.loads(run(*words, "2026-10-04T09:00").stdout)["reports"] == 0
    assert json.loads(run(*words, "2026-10-04T09:02").stdout)["reports"] == 1
    assert json.loads(run(*words, "2026-10-04T09:00Z").stdout)["reports"] == 1


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--form", "vting"), "There are: voting"),
        (("--form", "voting", "--by", "colour"), "There are: region"),
        (("--form", "voting", "--as-of", "noon"), "'noon' is not a moment"),
    ],
)
def test_what_there_is_not_is_answered_with_what_there_is(
    run: Run, mission: Mission, words: tuple[str, ...], sentence: str
) -> None:
    result = run("findings", "--mission", mission.code, *words)
    assert result.exit_code == 1
    assert sentence in result.stderr
    assert "Traceback" not in result.output


def test_an_unknown_mission_is_refused_by_name(run: Run) -> None:
    result = run("findings", "--mission", "nowhere", "--form", "voting")
    assert result.exit_code == 1
    assert "nowhere" in result.stderr


def test_an_unknown_unit_is_a_mistake_of_usage(run: Run, mission: Mission) -> None:
    result = run("findings", "--mission", mission.code, "--form", "voting", "--unit", "box")
    assert result.exit_code == 2
