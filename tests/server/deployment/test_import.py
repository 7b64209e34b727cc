"""Plans from a spreadsheet: drafts, by the stations' clocks, all of a file or nothing."""

import pytest

from server.accounts.caller import Operator
from server.database import Store
from server.deployment.importer import PlanImporter
from server.deployment.plan_table import table_of
from server.imports import service
from server.imports.examining import Said
from server.imports.importer import Plan
from server.missions.models import Mission
from server.tabular.csv_writing import csv_lines
from server.tabular.row_errors import RowsRefused
from tests.server.builders import START, a_station
from tests.server.deployment.conftest import Desk

ANN = Operator("ann")


def take(desk: Desk, text: str, *, gone: str = "keep") -> Plan:
    return service.import_table(
        desk.store, desk.mission, PlanImporter(), "plan.csv", text.encode(), Said(),
        by=ANN, now=START, gone=gone,
    ).plan  # fmt: skip


def test_a_file_drafts_teams_and_publishes_nothing(desk: Desk, store: Store, mission: Mission):
    a_station(store, mission, "E", region="Abroad", timezone="Asia/Almaty")
    plan = take(
        desk,
        "team,station,day,time,area,vehicle\n"
        "07,2,,10:00,,\n"
        "07,E,2026-10-04,9.30,,blue van\n"
        "09,X,,,North; South,\n"
        "10,,,,,\n",
    )
    assert [each.key for each in plan.new] == ["09", "10"]
    assert plan.changed[0].after == {
        "name": "",
        "area": "North",
        "vehicle": "blue van",
        "languages": "",
        "stations": "E 09:30, 2 10:00",
    }
    assert plan.notices == [
        "Not in the register: 1 station: X.",
        "What is imported is a draft: no laptop has it before it is published.",
    ]
    plans = desk.planning().plans
    assert sorted(plans.drafts) == ["07", "09", "10"]
    assert plans.get("09").regions == ("North", "South")
    assert desk.stops("07")[0][0] == "1", "only published plans are on laptops"


def test_what_was_handed_out_comes_back_unchanged(desk: Desk):
    planning = desk.planning()
    text = "".join(csv_lines(table_of(planning.document.teams, planning.setting)))
    plan = take(desk, text)
    assert (plan.unchanged, plan.new, plan.changed, plan.gone) == (2, [], [], [])
    assert desk.planning().plans.drafts == {}


def test_every_mistake_is_told_with_its_row(desk: Desk):
    wrong = (
        "team,station,day,time,vehicle\n"
        "07,1,,25:00,van\n"
        "07,2,,10:00,bus\n"
        "a b,1,,,\n"
        "08,,,10:00,\n"
        "08,3,2031-10-04,10:00,\n"
        "08,3,2026-10-04,,\n"
    )
    with pytest.raises(RowsRefused) as refused:
        take(desk, wrong)
    told = refused.value.detail
    assert "'25:00' is not a time of the day" in told
    assert "row 2 of team 07 has something else here" in told
    assert "'a b' can't be a code" in told
    assert "the station is missing" in told
    assert "2031-10-04 is far from election day" in told
    assert "the day has no time" in told
    assert desk.planning().plans.drafts == {}


def test_teams_that_the_file_lacks_stay_unless_their_removal_is_asked_for(desk: Desk):
    take(desk, "team,station,time\n07,1,08:00\n")
    assert sorted(desk.planning().plans.intended) == ["07", "08"]
    take(desk, "team,station,time\n07,1,08:30\n", gone="remove")
    assert sorted(desk.planning().plans.intended) == ["07"]
