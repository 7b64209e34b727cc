"""The visit: what is done at a station, and what the disk and headquarters then have."""

import json
from datetime import UTC, datetime

import pytest
from textual.widgets import Input

from client.screens.checklist import ChecklistScreen
from client.screens.station import StationScreen
from client.screens.today import TodayScreen
from client.screens.visit import VisitScreen
from shared.sync.setting import OtherReport, PlannedVisit
from tests.client.conftest import StoppedClock
from tests.client.fake_server import FakeServer
from tests.client.samples import make_pack, make_station
from tests.client.screens.steps import Program, in_one_line
from tests.client.test_visits import HEADER


def bodies(program: Program, server: FakeServer, kind: str) -> list[dict[str, object]]:
    device = program.laptop.journal.identity.device
    return [json.loads(each.body) for each in server.devices[device].entries if each.kind == kind]


async def test_a_visit_begins_with_its_first_checklist_and_ends_when_the_team_says_so(
    program: Program, server: FakeServer, clock: StoppedClock
) -> None:
    await program.press("v")
    assert isinstance(program.app.screen, VisitScreen)
    assert "Not begun" in program.text()
    assert program.laptop.visits.list_open() == []

    await program.press("enter", "2", "ctrl+f", "ctrl+f")
    (visit,) = program.laptop.visits.list_open()
    assert "✓ sealed" in program.text()
    clock.move(minutes=31)
    await program.strike("p", *"07-A", "space", *"07-B", "enter")
    await program.press("l", "enter")

    assert "Left 09:18" in program.text()
    assert program.laptop.visits.list_open() == []
    (sent,) = bodies(program, server, "visit")
    assert (sent["visit"], sent["present"]) == (str(visit.id), ["07-A", "07-B"])
    (report,) = bodies(program, server, "report")
    assert report["visit"] == sent["visit"]


async def test_the_visit_under_way_stands_first_on_the_page_of_today(program: Program) -> None:
    await program.press("v", "a")
    program.app.screen.query_one(Input).value = ""
    await program.strike(*"0810", "enter")
    await program.go_home()

    assert "since 08:10" in program.text()
    await program.press("home", "enter")
    assert "Arrived 08:10" in program.text()
    await program.press("escape", "s", "4", "2", "enter")
    assert "You have not left station 57" in in_one_line(program.text())
    await program.press("escape", "v")
    assert "station 57" in program.text().split("\n", 1)[0]


async def test_nobody_leaves_before_arriving(program: Program) -> None:
    await program.press("v", "enter", "escape", "l")
    program.app.screen.query_one(Input).value = "0800"
    await program.press("enter")
    assert "before the arrival" in in_one_line(program.text())
    program.app.screen.query_one(Input).value = "8 o'clock"
    await program.press("enter")
    assert "not a time of day" in in_one_line(program.text())
    await program.press("escape")
    assert len(program.laptop.visits.list_open()) == 1


async def test_access_refused_is_three_lines_and_a_report(
    program: Program, server: FakeServer
) -> None:
    server.mission_pack = make_pack(forms=(HEADER,))
    await program.press("y", "v", "r", "enter")
    await program.press("ctrl+f")
    assert "in a few words what happened" in in_one_line(program.text())
    await program.type("No badge, they said")
    await program.press("enter")
    await program.type("the chair")
    await program.press("enter", "enter")

    assert isinstance(program.app.screen, VisitScreen)
    assert "Access was refused: No badge, they said" in in_one_line(program.text())
    (report,) = bodies(program, server, "report")
    assert report["answers"] == {"H04": "08:47", "H05": "08:47", "H06": "refused_entry"}
    (visit,) = bodies(program, server, "visit")
    assert visit["refusal"] == {
        "kind": "not_let_in",
        "reason": "No badge, they said",
        "asked": "the chair",
    }


async def test_a_refusal_that_was_given_up_changes_nothing(program: Program) -> None:
    await program.press("v", "r", "escape")
    assert program.laptop.visits.list_open() == []
    assert program.laptop.journal.head().seq == 0


async def test_leaving_leaves_drafts_to_be_finished_with_the_visits_times(
    program: Program, clock: StoppedClock
) -> None:
    await program.press("v", "enter", "2", "escape")
    clock.move(minutes=20)
    await program.press("l", "enter")
    assert "not sealed yet" in in_one_line(program.text())
    draft = program.draft()
    assert draft.departed_at is not None
    assert f"{draft.departed_at:%H:%M}" == "09:07"
    await program.press("enter")
    assert isinstance(program.app.screen, ChecklistScreen)


async def test_the_page_of_a_station_tells_what_is_known_and_no_answers(
    program: Program, server: FakeServer
) -> None:
    pack = make_pack(
        make_station("57", "Library").model_copy(
            update={"voters": 1284, "setting": "urban", "latitude": 51.1, "longitude": 71.4}
        )
    )
    (stop,) = pack.plan
    others = [OtherReport(form="voting", at=stop.at)] if stop.at else []
    server.mission_pack = pack.model_copy(
        update={"plan": [stop.model_copy(update={"others": others})]}
    )
    await program.press("y", "v", "enter", "2", "ctrl+f", "ctrl+f")
    assert "Other teams have reported from here" in in_one_line(program.text())
    await program.press("d")

    assert isinstance(program.app.screen, StationScreen)
    words = in_one_line(program.text())
    assert "1,284 registered" in words
    assert "in a town" in words
    assert "51.10000 71.40000" in words
    assert "From us 08:47 · Voting · held" in words
    assert "From others 09:30 · Voting" in words


async def test_distances_are_from_the_last_visit_and_say_so(
    program: Program, server: FakeServer
) -> None:
    near, far = {"latitude": 51.1, "longitude": 71.4}, {"latitude": 51.2, "longitude": 71.4}
    server.mission_pack = make_pack(
        make_station("57", "Library").model_copy(update=near),
        make_station("42").model_copy(update=far),
    )
    await program.press("y", "s")
    assert "km" not in program.text()
    await program.press("escape", "v", "enter", "escape", "escape", "s")

    assert "Distances are from station 57" in program.text()
    assert "11 km" in program.text()


async def test_a_plan_abroad_is_told_by_the_stations_clock(
    program: Program, server: FakeServer
) -> None:
    server.mission_pack = make_pack(make_station("57", "Embassy", timezone="Asia/Baku"))
    await program.press("y")
    assert "07:30 UTC+4" in program.text()
    await program.press("v")
    assert "06:47" in program.text().split("\n", 1)[0]
    assert "its own clock, UTC+4" in program.text()


async def test_a_day_abroad_is_told_whole_and_what_has_no_room_is_counted(
    program: Program, server: FakeServer
) -> None:
    pack = make_pack(*(make_station(f"{number}", timezone="Asia/Baku") for number in range(9)))
    at = datetime(2021, 1, 12, 3, 30, tzinfo=UTC)
    plan = [PlannedVisit(station=f"{number}", at=at) for number in range(9)]
    server.mission_pack = pack.model_copy(update={"plan": plan})
    await program.press("y")
    assert "12 Jan 07:30 UTC+4 station 6" in in_one_line(program.text())
    assert "2 more of the plan; s lists them" in program.text()
    await program.press("s")
    assert "8 12 Jan 07:30 UTC+4" in in_one_line(program.text())


@pytest.mark.parametrize("typed", ["mektep", "МЕКТЕП", "№7"])
async def test_a_station_is_found_in_another_script(
    program: Program, server: FakeServer, typed: str
) -> None:
    server.mission_pack = make_pack(make_station("101", "№ 7 мектеп"), make_station("57"))
    await program.press("y", "s")
    await program.type(typed.replace("№7", "7"))
    assert "101" in program.text()
    await program.press("enter")
    assert isinstance(program.app.screen, VisitScreen)
    assert program.app.screen.station == "101"


async def test_going_home_from_a_visit_ends_nothing(program: Program) -> None:
    await program.press("v", "enter")
    await program.go_home()
    assert isinstance(program.app.screen, TodayScreen)
    assert len(program.laptop.visits.list_open()) == 1
