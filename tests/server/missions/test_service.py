"""Loading missions: again changes nothing, and nothing that others depend on is deleted."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import col, select

from server.changes.models import Change
from server.database import Store
from server.journal.models import EnrolmentCode
from server.missions import service
from server.missions.models import Mission, PlannedStop, Team
from server.missions.service import DrillMixed, NoSuchMission, NoSuchTeam
from tests.server.builders import START

SMALLEST = """\
code: example-2026
title: Opening observation 2026
election: {name: Parliamentary elections, date: 2026-10-04, country: XX, timezone: Europe/Paris}
sample: {design: srs, population: 9000}
"""
WITH_TEAMS = (
    SMALLEST
    + """\
teams:
  - {code: A, name: First, regions: [North / East], plan: [{station: '0042', at: "09:30"}]}
  - code: B
    plan:
      - {station: '1'}
      - {station: '2', at: 2026-10-03 17:00}
      - {station: '3', at: 2026-10-04T21:00+06:00}
"""
)


def load(store: Store, text: str) -> tuple[Mission, bool]:
    with store.writing() as db:
        mission, changed = service.load_mission(db, text, now=START)
        db.refresh(mission)
        db.expunge(mission)
    return mission, changed


def teams_of(store: Store, mission: Mission) -> list[str]:
    with store.reading() as db:
        return [team.code for team in service.list_teams(db, mission.id)]


def test_the_smallest_file_makes_a_mission(store: Store) -> None:
    mission, changed = load(store, SMALLEST)
    assert changed
    assert (mission.code, mission.design, mission.population) == ("example-2026", "srs", 9000)
    assert mission.timezone == "Europe/Paris"


def test_loading_twice_changes_nothing_and_says_so(store: Store) -> None:
    first, _ = load(store, WITH_TEAMS)
    again, changed = load(store, "# a comment is no change\n" + WITH_TEAMS)
    assert not changed
    assert again.id == first.id
    with store.reading() as db:
        assert len(db.exec(select(Team)).all()) == 2
        assert len(db.exec(select(PlannedStop)).all()) == 4


def test_a_changed_file_changes_the_same_mission(store: Store) -> None:
    first, _ = load(store, WITH_TEAMS)
    again, changed = load(store, WITH_TEAMS.replace("Opening", "Second").replace("First", "1st"))
    assert changed
    assert (again.id, again.title) == (first.id, "Second observation 2026")
    with store.reading() as db:
        assert service.get_team(db, again, "A").name == "1st"
        assert len(db.exec(select(PlannedStop)).all()) == 4


def test_only_teams_whose_plan_changes_are_told(store: Store) -> None:
    load(store, WITH_TEAMS)

    def told_by(text: str) -> list[str]:
        with store.reading() as db:
            before = len(db.exec(select(Change)).all())
        load(store, text)
        with store.reading() as db:
            return [each.key for each in db.exec(select(Change).order_by(col(Change.seq))).all()][
                before:
            ]

    assert told_by(WITH_TEAMS.replace("'0042'", "'0043'")) == ["A"]
    assert told_by(WITH_TEAMS.replace("'0042'", "'0043'").replace("name: First", "vehicle: van"))
    without_b = WITH_TEAMS[: WITH_TEAMS.index("  - code: B")]
    assert sorted(told_by(without_b)) == ["A", "B"]


def test_a_plan_s_times_are_local_to_the_mission_unless_they_say_otherwise(store: Store) -> None:
    mission, _ = load(store, WITH_TEAMS)
    with store.reading() as db:
        (alone,) = service.plan_of(db, service.get_team(db, mission, "A"))
        plan = service.plan_of(db, service.get_team(db, mission, "B"))
    assert alone.at == datetime(2026, 10, 4, 7, 30, tzinfo=UTC)
    assert [stop.station_code for stop in plan] == ["1", "2", "3"]
    assert [stop.at for stop in plan] == [
        None,
        datetime(2026, 10, 3, 15, 0, tzinfo=UTC),
        datetime(2026, 10, 4, 15, 0, tzinfo=UTC),
    ]


def test_a_team_that_left_the_file_goes(store: Store) -> None:
    mission, _ = load(store, WITH_TEAMS)
    load(store, SMALLEST)
    assert teams_of(store, mission) == []


def test_a_team_that_something_depends_on_is_never_deleted(store: Store) -> None:
    mission, _ = load(store, WITH_TEAMS)
    with store.writing() as db:
        team = service.get_team(db, mission, "B")
        code = EnrolmentCode(
            code_hash="0" * 64,
            mission_id=mission.id,
            team_id=team.id,
            created_at=START,
            expires_at=START,
        )
        db.add(code)
    _, changed = load(store, SMALLEST)
    assert changed
    assert teams_of(store, mission) == ["B"]


def test_a_wrong_file_leaves_the_mission_as_it_was(store: Store) -> None:
    mission, _ = load(store, WITH_TEAMS)
    with pytest.raises(service.Problem):
        load(store, WITH_TEAMS.replace("Opening", "Second") + "unknown: 1\n")
    with store.reading() as db:
        assert service.get_mission(db, mission.code).title == "Opening observation 2026"


def test_a_drill_never_becomes_a_real_mission(store: Store) -> None:
    load(store, SMALLEST + "drill: true\n")
    with pytest.raises(DrillMixed, match="Load this file under another code"):
        load(store, SMALLEST)


def test_an_unknown_mission_is_answered_with_the_known_ones(store: Store) -> None:
    with store.reading() as db, pytest.raises(NoSuchMission, match="None is loaded yet"):
        service.get_mission(db, "example-2026")
    load(store, SMALLEST)
    load(store, SMALLEST.replace("example-2026", "other"))
    with store.reading() as db, pytest.raises(NoSuchMission) as caught:
        service.get_mission(db, "exmaple-2026")
    assert "Did you mean 'example-2026'? Loaded: example-2026, other." in caught.value.detail


def test_an_unknown_team_is_answered_with_the_known_ones(store: Store) -> None:
    mission, _ = load(store, WITH_TEAMS)
    with store.reading() as db, pytest.raises(NoSuchTeam, match="Its teams: A, B"):
        service.get_team(db, mission, "C")
    bare, _ = load(store, SMALLEST.replace("example-2026", "bare"))
    with store.reading() as db, pytest.raises(NoSuchTeam, match="has no teams yet"):
        service.get_team(db, bare, "C")


def test_missions_are_listed_with_the_latest_election_first(store: Store) -> None:
    load(store, SMALLEST)
    load(store, SMALLEST.replace("example-2026", "later").replace("2026-10-04", "2027-01-01"))
    with store.reading() as db:
        assert [each.code for each in service.list_missions(db)] == ["later", "example-2026"]


def test_the_whole_file_can_be_asked_for_again(store: Store) -> None:
    mission, _ = load(store, WITH_TEAMS)
    document = service.mission_document(mission)
    assert [team.code for team in document.teams] == ["A", "B"]
    assert document.fact("none") is None


def test_a_mission_can_be_loaded_from_a_path(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "mission.yaml"
    file.write_text(SMALLEST, encoding="utf-8")
    with store.writing() as db:
        mission, changed = service.load_mission(db, file, now=START)
        assert (mission.code, changed) == ("example-2026", True)
