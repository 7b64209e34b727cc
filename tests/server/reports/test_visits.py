from datetime import timedelta
from typing import Any

import pytest

from server.database import Store
from server.missions.models import Mission, PlannedStop, Team
from server.reports.models import Ground, Visit
from server.reports.projection import rebuild
from server.reports.visits import find_visit, list_refused, others_of
from shared.ids import new_id
from shared.sync.visits import Refusal, StationDescription, VisitBody
from tests.server.builders import START, a_station, a_team
from tests.server.journal.device import FakeDevice
from tests.server.reports.conftest import Field


def a_visit(**fields: object) -> VisitBody:
    given: dict[str, object] = {
        "visit": new_id(),
        "revision": 1,
        "station": "0042",
        "arrived_at": START,
        "departed_at": START + timedelta(minutes=40),
        "present": ["07-A", "07-B"],
    }
    return VisitBody.model_validate(given | fields)


def sent(field: Field, laptop: FakeDevice, *visits: VisitBody) -> None:
    field.arrive(laptop, *(each.model_dump_json() for each in visits), kind="visit")


def found(field: Field, visit: VisitBody, team: Team | None) -> Visit | None:
    with field.store.reading() as db:
        return find_visit(db, field.mission.id, visit.visit, team.id if team else None)


def test_the_newest_revision_of_a_visit_counts_whenever_it_comes(
    field: Field, laptop: FakeDevice, team: Team
):
    visit = a_visit()
    corrected = visit.model_copy(
        update={"revision": 2, "departed_at": START + timedelta(minutes=25), "present": ["07-A"]}
    )
    sent(field, laptop, corrected, visit)

    row = found(field, visit, team)
    assert row is not None
    assert (row.departed_at, row.present) == (START + timedelta(minutes=25), ["07-A"])
    rebuild(field.store)
    assert found(field, visit, team) is not None
    assert found(field, visit, None) is None


def test_a_refusal_is_listed_until_it_is_taken_back(field: Field, laptop: FakeDevice, team: Team):
    refused = a_visit(refusal=Refusal(kind="not_let_in", reason="No badge", asked="the chair"))
    taken_back = refused.model_copy(update={"revision": 2, "refusal": None})
    sent(field, laptop, refused, a_visit())
    with field.store.reading() as db:
        ((row, code),) = list_refused(db, field.mission.id, 9)
    assert (row.visit_id, code) == (refused.visit, team.code)

    sent(field, laptop, taken_back)

    with field.store.reading() as db:
        assert list_refused(db, field.mission.id, 9) == []


@pytest.mark.parametrize(
    "body", ["{}", '{"visit": 1}', a_visit().model_dump_json(exclude={"present", "arrived_at"})]
)
def test_a_visit_that_can_t_be_read_is_listed(field: Field, laptop: FakeDevice, body: str):
    field.arrive(laptop, body, kind="visit")

    (unreadable,) = field.unreadable()
    assert "holds no visit that can be read" in unreadable.judgement


def test_what_others_reported_is_form_and_time_and_nothing_else(
    field: Field, laptop: FakeDevice, team: Team, store: Store, mission: Mission
):
    other = a_team(store, mission, "08")
    a_station(store, mission, "0043")
    field.arrive(laptop, field.report())
    with store.reading() as db:
        told = others_of(db, other, {"0042", "0043"})
        assert {code: [each.model_dump() for each in all_] for code, all_ in told.items()} == {
            "0042": [{"form": field.form.id, "at": START}]
        }
        assert others_of(db, team, {"0042"}) == {}


def test_only_teams_that_are_to_go_there_are_told(
    field: Field, laptop: FakeDevice, team: Team, store: Store, mission: Mission
):
    planner, stranger = a_team(store, mission, "08"), a_team(store, mission, "09")
    with store.writing() as db:
        for each in (planner, team):
            stop: dict[str, Any] = {"mission_id": mission.id, "team_id": each.id, "position": 0}
            db.add(PlannedStop(id=new_id(), station_code="0042", at=START, **stop))
    field.arrive(laptop, field.report())

    assert field.told(planner) == [("plan", "08")]
    assert not field.told(stranger)
    assert not field.told(team)


def test_what_observers_say_of_an_unlisted_station_stays_with_the_report(
    field: Field, laptop: FakeDevice
):
    described = StationDescription(name="Boarding school", address="by the mill", notes="2nd floor")
    field.arrive(laptop, field.report(station="unlisted 1", described=described))

    (row,) = field.revisions()
    assert row.ground == Ground.UNKNOWN_STATION
    assert row.described == described.model_dump()
