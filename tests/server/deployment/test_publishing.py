"""Drafts reach no laptop; publishing does, for whom it is meant, and nothing is overwritten."""

from datetime import UTC, datetime

import pytest
from sqlmodel import col, select

from server.accounts.caller import Operator
from server.accounts.models import TrailEntry
from server.changes.models import Change
from server.database import Store
from server.deployment.checking import planning_of
from server.deployment.drafts import Planner, discard, keep_team, remove_team
from server.deployment.models import PlanDraft
from server.deployment.publishing import (
    NothingToPublish,
    PlanMovedOn,
    list_publications,
    mark_of_drafts,
    publish,
)
from server.missions import service
from server.missions.editing import ChangedMeanwhile, InvalidChange
from server.missions.models import Mission
from tests.server.builders import START, a_station
from tests.server.deployment.conftest import TEXT, Desk


def put_out(desk: Desk, *codes: str, seen: str = "") -> None:
    with desk.store.writing() as db:
        planning = planning_of(db, desk.mission.id)
        publish(
            db,
            desk.mission.id,
            codes,
            planning.changes,
            by=Operator("ann"),
            now=START,
            seen=seen or mark_of_drafts(planning.plans),
            questions=len(planning.questions),
        )


def told(store: Store) -> list[str]:
    with store.reading() as db:
        return [each.key for each in db.exec(select(Change).order_by(col(Change.seq)))]


def test_a_draft_is_on_no_laptop_until_it_is_published(desk: Desk, store: Store):
    before = told(store)
    desk.draft("07", ("2", "10:00"))
    desk.draft("09", ("1", "08:00"))
    assert desk.stops("07")[0][0] == "1"
    assert told(store) == before
    assert desk.planning().changes == {
        "07": ["No longer: 1 at 09:30.", "Station 2: 11:00 → 10:00."],
        "09": ["The team is new, with 1 station."],
    }

    put_out(desk, "07", "08")
    assert desk.stops("07") == [("2", datetime(2026, 10, 4, 8, 0, tzinfo=UTC))]
    assert told(store)[len(before) :] == ["07"]
    assert list(desk.planning().plans.drafts) == ["09"], "what was not chosen stays a draft"
    with store.reading() as db:
        (publication,) = list_publications(db, desk.mission.id)
        assert publication.teams == {"07": ["No longer: 1 at 09:30.", "Station 2: 11:00 → 10:00."]}
        assert "mission.edited" in [each.deed for each in db.exec(select(TrailEntry))]
        document = service.mission_document(db.get_one(Mission, desk.mission.id))
        assert [stop.station for stop in document.teams[0].plan] == ["2"]


def test_a_time_abroad_is_by_its_own_clock(desk: Desk, store: Store, mission: Mission):
    a_station(store, mission, "E", region="Abroad", timezone="Asia/Almaty")
    desk.draft("07", ("E", "09:30"), regions="")
    put_out(desk, "07")
    assert desk.stops("07") == [("E", datetime(2026, 10, 4, 4, 30, tzinfo=UTC))]
    assert "Station E" not in " ".join(desk.questions())


def test_stations_are_put_in_the_order_of_their_times(desk: Desk):
    desk.draft("07", ("2", "12:00"), ("1", "08:00"))
    put_out(desk, "07")
    assert [station for station, _ in desk.stops("07")] == ["1", "2"]
    desk.draft("07", ("2", "12:00"), ("1", ""))
    put_out(desk, "07")
    assert [station for station, _ in desk.stops("07")] == ["2", "1"], "as typed: one has no time"


def test_two_who_plan_one_team_do_not_overwrite_each_other(desk: Desk):
    with desk.store.writing() as db:
        planning = planning_of(db, desk.mission.id)
        seen = planning.plans.mark("07")
        mine = planning.plans.get("07").model_copy(update={"vehicle": "red van"})
    desk.draft("07", ("2", "10:00"), by="bea")
    with desk.store.writing() as db:
        plans = planning_of(db, desk.mission.id).plans
        planner = Planner(desk.mission.id, "ann", START)
        with pytest.raises(ChangedMeanwhile, match="bea changed team 07"):
            keep_team(db, plans, mine, planner, seen=seen)
        with pytest.raises(InvalidChange, match="in the plan already"):
            keep_team(db, plans, mine, planner, seen="")


def test_what_was_not_seen_is_not_published(desk: Desk):
    with pytest.raises(NothingToPublish):
        put_out(desk, "07")
    desk.draft("07", ("2", "10:00"))
    seen = mark_of_drafts(desk.planning().plans)
    desk.draft("08", ("3", "10:00"), regions="South")
    with pytest.raises(PlanMovedOn, match="Nothing was published"):
        put_out(desk, "07", seen=seen)


def test_a_draft_of_a_plan_that_the_file_changed_is_looked_at_again(desk: Desk, store: Store):
    desk.draft("07", ("2", "10:00"))
    with store.writing() as db:
        service.load_mission(db, TEXT.replace('"09:30"', '"09:45"'), now=START)
    assert desk.planning().plans.has_moved_on("07")
    with pytest.raises(PlanMovedOn, match="published plan of 07 changed"):
        put_out(desk, "07")
    desk.draft("07", ("2", "10:00"))  # saved again, over the new one
    put_out(desk, "07")
    assert [station for station, _ in desk.stops("07")] == ["2"]


def test_a_removed_team_loses_its_plan_and_a_discarded_draft_leaves_no_trace(desk: Desk):
    with desk.store.writing() as db:
        plans = planning_of(db, desk.mission.id).plans
        planner = Planner(desk.mission.id, "ann", START)
        remove_team(db, plans, "08", planner, seen=plans.mark("08"))
    assert list(desk.planning().plans.intended) == ["07"]
    put_out(desk, "08")
    with desk.store.reading() as db:
        document = service.mission_document(db.get_one(Mission, desk.mission.id))
        assert [team.code for team in document.teams] == ["07"]

    desk.draft("07", ("2", "10:00"))
    with desk.store.writing() as db:
        discard(db, desk.mission.id, "07")
        assert db.exec(select(PlanDraft)).all() == []


def test_a_draft_that_is_as_published_is_none(desk: Desk):
    desk.draft("07", ("2", "10:00"))
    desk.draft("07", ("1", "09:30"), ("2", "11:00"))
    assert desk.planning().plans.drafts == {}
