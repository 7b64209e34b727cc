"""Coverage: expected, received, counted, checked, refused, missing; by region and team."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from server.commands.coverage import lines
from server.database import Store
from server.deployment.samples.models import SampledStation, StationSample
from server.findings import coverage_json
from server.findings.coverage import Count, CoverageTable, coverage_table
from server.journal.models import Device
from server.messages.models import CheckIn
from server.missions.models import Mission, PlannedStop, Team
from server.pages import Times
from server.reports.checks.models import DueCheck
from server.reports.models import Revision, Visit
from shared.ids import new_id
from tests.server.builders import START, a_station, a_team

Report = Callable[..., Revision]
NOON = START + timedelta(hours=5)


@pytest.fixture
def teams(store: Store, mission: Mission) -> dict[str, Team]:
    """Two teams who plan to visit two stations each, at 09:00 and 10:00 in Paris."""
    found: dict[str, Team] = {}
    for team, (first, second) in {"07": ("0001", "0002"), "08": ("0003", "0004")}.items():
        found[team] = a_team(store, mission, team)
        for position, code in enumerate((first, second)):
            a_station(store, mission, code, region="North / A" if team == "07" else "South")
            stop = PlannedStop(
                id=new_id(),
                mission_id=mission.id,
                team_id=found[team].id,
                station_code=code,
                at=START + timedelta(hours=position),
                position=position,
            )
            with store.writing() as db:
                db.add(stop)
    return found


def covered(store: Store, mission: Mission, at: datetime = NOON, **wanted: Any) -> CoverageTable:  # noqa: ANN401
    with store.reading() as db:
        return coverage_table(db, mission, at, **wanted)


@pytest.mark.usefixtures("teams")
def test_every_expected_station_is_somewhere(
    store: Store, mission: Mission, report: Report, device: Device, teams: dict[str, Team]
) -> None:
    report({}, station_code="0001")
    report({}, station_code="0002", state="quarantined")
    report({}, station_code="0002", state="accepted", superseded_at=START)
    report({}, station_code="0003", state="rejected")
    report({}, station_code="9999", region="")
    refuse(store, mission, device, teams["08"], "0004")
    found = covered(store, mission)
    assert found.whole == Count(expected=4, received=2, counted=1, checked=1, refused=1)
    assert found.whole.missing == 1
    assert [each.code for each in found.missing] == ["0003"]
    assert found.beyond == 1
    assert {name: (each.expected, each.missing) for name, each in found.regions.items()} == {
        "North": (2, 0),
        "South": (2, 1),
    }
    assert list(covered(store, mission, depth=2).regions) == ["North / A", "South"]
    assert {each.team: each.count.received for each in found.teams} == {"07": 2, "08": 0}


def refuse(store: Store, mission: Mission, device: Device, team: Team, station: str) -> None:
    with store.writing() as db:
        db.add(
            Visit(
                entry_id=900,
                mission_id=mission.id,
                device_id=device.id,
                team_id=team.id,
                visit_id=new_id(),
                revision=1,
                station_code=station,
                arrived_at=START,
                departed_at=START,
                present=[],
                refusal={"kind": "not_let_in", "reason": "no stamp"},
                received_at=START,
            )
        )


@pytest.mark.usefixtures("teams")
def test_a_refusal_after_which_a_report_came_is_a_report(
    store: Store, mission: Mission, report: Report, device: Device, teams: dict[str, Team]
) -> None:
    refuse(store, mission, device, teams["07"], "0001")
    report({}, station_code="0001")
    assert covered(store, mission).whole == Count(expected=4, received=1, counted=1, checked=1)


@pytest.mark.usefixtures("teams")
def test_what_waits_for_a_check_is_counted_and_not_yet_checked(
    store: Store, mission: Mission, report: Report
) -> None:
    kept = report({}, station_code="0001")
    with store.writing() as db:
        db.add(DueCheck(report_id=kept.report_id))
    assert covered(store, mission).whole == Count(expected=4, received=1, counted=1)


@pytest.mark.parametrize(
    ("minutes", "late"), [(60, []), (61, ["0001", "0003"]), (121, ["0001", "0003", "0002", "0004"])]
)
@pytest.mark.usefixtures("teams")
def test_a_visit_of_which_nothing_came_an_hour_later_is_late(
    store: Store, mission: Mission, minutes: int, late: list[str]
) -> None:
    found = covered(store, mission, START + timedelta(minutes=minutes))
    assert [each.code for each in found.missing if each.late] == late
    assert sum(each.late for each in found.teams) == len(late)
    assert [each.code for each in found.missing][: len(late)] == late


@pytest.mark.usefixtures("teams")
def test_the_last_sign_of_life_is_a_sync_or_a_check_in(
    store: Store, mission: Mission, device: Device, teams: dict[str, Team]
) -> None:
    with store.writing() as db:
        held = db.merge(device)
        held.team_id, held.last_seen_at = teams["07"].id, START
        db.add(
            CheckIn(
                entry_id=901,
                mission_id=mission.id,
                team_id=teams["08"].id,
                device_id=device.id,
                state="safe",
                at=START,
                received_at=START + timedelta(minutes=5),
            )
        )
    heard = {each.team: each.last_heard for each in covered(store, mission).teams}
    assert heard == {"07": START, "08": START + timedelta(minutes=5)}


@pytest.mark.usefixtures("teams")
def test_forms_are_covered_each_by_itself(store: Store, mission: Mission, report: Report) -> None:
    report({}, station_code="0001", form_id="opening")
    report({}, station_code="0002", form_id="voting")
    found = covered(store, mission, form="opening")
    assert found.whole.received == 1
    assert [(each.form, each.received) for each in found.forms] == [("opening", 1), ("voting", 1)]


def test_without_a_plan_the_whole_register_is_expected(
    store: Store, mission: Mission, report: Report
) -> None:
    for code in ("0001", "0002"):
        a_station(store, mission, code, region="North")
    a_station(store, mission, "0003", closed_at=START)
    report({}, station_code="0001")
    found = covered(store, mission)
    assert (found.source, found.whole.expected, found.whole.missing) == ("register", 2, 1)
    assert not any(each.late for each in found.missing)


def test_the_stations_of_the_mission_s_sample_are_expected_but_those_given_up(
    store: Store, mission: Mission, report: Report
) -> None:
    sample = StationSample(
        id=new_id(),
        mission_id=mission.id,
        number=1,
        seed="4 8 15",
        asked={},
        frame=b"",
        frame_digest="0" * 64,
        strata={"": 9},
        sizes={"": 2},
        by="anna",
        at=START,
    )
    with store.writing() as db:
        held = db.merge(mission)
        held.document = {
            "sample": {"design": "srs", "draw": {"seed": "4 8 15", "size": 3, "frame": "0" * 64}}
        }
        db.add(sample)
        db.flush()
        for code, why in (("0001", ""), ("0002", "flooded"), ("0005", "")):
            db.add(
                SampledStation(
                    sample_id=sample.id, code=code, stratum="", place=1, given_up_why=why
                )
            )
    report({}, station_code="0001")
    with store.reading() as db:
        held = db.get_one(Mission, mission.id)
        found = coverage_table(db, held, NOON)
    assert (found.source, found.whole.expected, found.whole.received) == ("sample", 2, 1)
    assert [each.code for each in found.missing] == ["0005"]
    assert found.sample == found.whole


@pytest.mark.usefixtures("teams")
def test_scripts_and_the_command_line_get_the_same(
    store: Store, mission: Mission, report: Report
) -> None:
    report({}, station_code="0001")
    found = covered(store, mission)
    document = coverage_json.as_json(found)
    assert (document["of"], document["expected"], document["missing"]) == ("plan", 4, 3)
    assert document["teams"]["08"]["late"] == 2
    assert document["stations_missing"][0]["code"] == "0003"
    text = "\n".join(lines(found, Times(ZoneInfo(mission.timezone), 2026)))
    assert "Stations of the plan: 1 of 4 received, 1 counted, 1 checked, 0 refused" in text
    assert "team 08: 0 of 2 received" in text
    assert "2 late; never heard" in text
    assert "missing (late): 0003" in text
