"""`evenhand-server export` and `exports`, as people type them."""

import csv
import json
from pathlib import Path

import pytest

from server.config import Settings
from server.database import Store
from server.missions.models import Mission
from shared.forms.model import Form
from tests.server.builders import a_mission, a_published_form, a_station, a_team
from tests.server.commands.running import Run, as_json, on, refused
from tests.server.kept_reports import Keep


@pytest.fixture
def run(settings: Settings, store: Store) -> Run:
    del store  # it is there before anything runs
    return on(settings.home, settings.database_url)


def rows_in(file: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(file.read_text("utf-8-sig").splitlines()))


def out(run: Run, mission: Mission, file: Path, *more: str, kind: str = "csv"):
    return run("export", "--mission", mission.code, "--format", kind, "-o", file, *more)


def test_a_csv_is_put_where_it_was_asked_for(
    run: Run, mission: Mission, keep: Keep, tmp_path: Path
):
    keep(station_code="0042")
    assert "1 report up to" in out(run, mission, tmp_path / "all.csv").stdout
    assert [row["station"] for row in rows_in(tmp_path / "all.csv")] == ["0042"]
    assert (tmp_path / "all-manifest.json").exists()

    folder = tmp_path / "folder"
    folder.mkdir()
    out(run, mission, folder)
    assert [row["station"] for row in rows_in(folder / "voting.csv")] == ["0042"]
    assert not list(tmp_path.glob(".export-*"))


def test_of_several_forms_the_file_is_the_list_of_all_reports(
    store: Store, run: Run, mission: Mission, form: Form, keep: Keep, tmp_path: Path
):
    a_published_form(store, mission, form.model_copy(update={"id": "opening"}))
    keep()
    keep(form_id="opening")
    told = as_json(out(run, mission, tmp_path / "all.csv", "--json"))
    assert [row["form"] for row in rows_in(tmp_path / "all.csv")] == ["voting", "opening"]
    assert len(rows_in(tmp_path / "all-opening.csv")) == 1
    assert told["reports"] == 2
    assert str(tmp_path / "all-voting.csv") in told["files"]


def test_what_stands_is_not_written_over_unless_told(
    run: Run, mission: Mission, keep: Keep, tmp_path: Path
):
    keep()
    for kind, name in (("xlsx", "r.xlsx"), ("geojson", "r.geojson"), ("datapackage", "r.zip")):
        file = tmp_path / name
        file.write_text("mine")
        assert "is there already" in refused(out(run, mission, file, kind=kind))
        assert file.read_text() == "mine"
        assert out(run, mission, file, "--force", kind=kind).exit_code == 0
    beside = tmp_path / "r-checks.csv"
    beside.write_text("mine")
    assert "r-checks.csv is there already" in refused(out(run, mission, tmp_path / "r.csv"))
    assert not (tmp_path / "r.csv").exists()


def test_what_can_not_be_done_is_said(run: Run, mission: Mission, keep: Keep, tmp_path: Path):
    assert "so nothing was written" in refused(out(run, mission, tmp_path / "r.csv"))
    keep()
    assert "There are: csv" in refused(out(run, mission, tmp_path / "r", kind="parquet"))
    assert "There is no folder" in refused(out(run, mission, tmp_path / "no" / "r.csv"))
    assert "is a folder" in refused(out(run, mission, tmp_path, kind="xlsx"))
    assert list(tmp_path.glob("r*")) == []


def test_a_file_is_proven_by_the_audit_trail(
    run: Run, mission: Mission, keep: Keep, tmp_path: Path
):
    assert "Nothing was taken out yet." in run("exports", "--mission", mission.code).stdout
    keep()
    out(run, mission, tmp_path / "r.csv")
    prove = ("exports", "--mission", mission.code, "--prove")
    assert "is as it was taken out" in run(*prove, tmp_path / "r.csv").stdout
    (tmp_path / "r.csv").write_text("changed")
    assert "is of no export" in refused(run(*prove, tmp_path / "r.csv"))
    (listed,) = as_json(run("exports", "--mission", mission.code, "--json"))["exports"]
    assert (listed["reports"], listed["opened"]) == (1, [])


def test_what_went_out_comes_in_again_and_says_the_same(
    store: Store, run: Run, mission: Mission, tmp_path: Path
):
    other = a_mission(store, "other-2026")
    for each in (mission, other):
        a_team(store, each, "TC")
        a_station(store, each, "0042")
        run("import", "form", _form(tmp_path), "--mission", each.code)
    first = tmp_path / "first.csv"
    first.write_text(
        "station,team,ramp,booths,aids,remarks,comment_ramp\n"
        "0042,TC,yes,4,tactile large,=1+1,-steep\n"
        "0042,TC,not_observed,dont_know,none,'not_observed,\n",
        encoding="utf-8",
    )
    run("import", "reports", first, "--mission", mission.code, "--form", "small")
    assert out(run, mission, tmp_path / "once.csv", "--people").exit_code == 0

    again = ("import", "reports", tmp_path / "once.csv", "--mission", other.code, "--form", "small")
    imported = as_json(run(*again, "--json"))

    assert (imported["new"], imported["set_apart"]) == (2, [])
    assert out(run, other, tmp_path / "twice.csv", "--people").exit_code == 0
    assert rows_in(tmp_path / "once.csv")[1]["remarks"] == "'not_observed"
    assert _said(tmp_path / "once.csv") == _said(tmp_path / "twice.csv")
    found = [
        json.loads(run("findings", "--mission", code, "--form", "small", "--json").stdout)
        for code in (mission.code, other.code)
    ]
    assert found[0]["questions"] == found[1]["questions"]


def _said(file: Path) -> list[dict[str, str]]:
    """Return the rows without their stand-ins, and without when headquarters had them."""
    passed_over = {"report", "visit", "_received_at"}
    return [
        {name: cell for name, cell in row.items() if name not in passed_over}
        for row in rows_in(file)
    ]


def _form(folder: Path) -> Path:
    file = folder / "small.md"
    file.write_text(
        "| survey |\n"
        "| | type | name | label |\n"
        "| | select_one yn | ramp | Ramp? |\n"
        "| | integer | booths | Booths? |\n"
        "| | select_multiple aids | aids | Aids? |\n"
        "| | text | remarks | Remarks? |\n"
        "| choices |\n"
        "| | list_name | name | label |\n"
        "| | yn | yes | Yes |\n"
        "| | yn | no | No |\n"
        "| | aids | tactile | Tactile |\n"
        "| | aids | large | Large |\n"
        "| | aids | none | None |\n"
        "| settings |\n"
        "| | form_id | version | form_title |\n"
        "| | small | 1 | Small |\n",
        encoding="utf-8",
    )
    return file
