from datetime import timedelta

import httpx
import pytest

from server.database import Store
from server.missions.models import Mission, PlannedStop, Team
from shared.forms.model import Form
from shared.ids import new_id
from tests.server.builders import START, a_mission, a_station, a_team
from tests.server.kept_reports import Keep
from tests.server.pages.reading import read, text_of


def plan(store: Store, mission: Mission, team: Team, *codes: str) -> None:
    with store.writing() as db:
        db.add_all(
            PlannedStop(
                id=new_id(),
                mission_id=mission.id,
                team_id=team.id,
                station_code=code,
                at=START + timedelta(hours=position),
                position=position,
            )
            for position, code in enumerate(codes)
        )


async def overview(browser: httpx.AsyncClient, mission: Mission) -> str:
    return await read(browser, f"/m/{mission.code}")


@pytest.mark.usefixtures("team")
async def test_before_the_first_report_it_says_who_can_send(
    store: Store, coordinator: httpx.AsyncClient, mission: Mission
):
    a_team(store, mission, "08")

    shown = await overview(coordinator, mission)

    assert "No checklists have arrived." in shown
    assert "Teams that have enrolled: 0 of 2." in shown
    assert "Teams without a laptop: 07, 08." in shown


async def test_it_tells_what_came_in_and_then_what_is_missing(
    store: Store, coordinator: httpx.AsyncClient, mission: Mission, team: Team, keep: Keep
):
    a_station(store, mission, "0003", name="Library")
    plan(store, mission, team, "0001", "0002", "0003")
    keep()
    keep()

    shown = await overview(coordinator, mission)

    assert "Reports in 2 of 1 form" in shown
    assert "Stations covered 2 of 3 planned" in shown
    assert "Teams enrolled 1 of 1" in shown
    assert "1 planned station has no report" in shown
    assert shown.index("Reports in") < shown.index("1 planned station")
    assert "0003 Library Nur-Sultan / Baikonur 4 Oct 11:00" in shown


async def test_without_a_plan_the_register_is_what_is_expected(
    store: Store, coordinator: httpx.AsyncClient, mission: Mission, keep: Keep
):
    for code in ("0001", "0002", "0003"):
        a_station(store, mission, code)
    keep()

    shown = await overview(coordinator, mission)

    assert "Stations covered 1 of 3 in the register" in shown
    assert "2 registered stations have no report" in shown


async def test_only_what_counts_is_counted(
    coordinator: httpx.AsyncClient, mission: Mission, keep: Keep
):
    keep()
    keep(superseded_at=START)
    keep(duplicate=True)
    keep(state="rejected")

    assert "Reports in 1 of 1 form" in await overview(coordinator, mission)


async def test_what_waits_for_a_judgement_stands_there_with_its_reason(
    coordinator: httpx.AsyncClient, mission: Mission, keep: Keep
):
    keep(state="quarantined", judgement="Station 9999 is not in the register.")
    keep(state="conflict", judgement="Edited from revision 1, which was revised since.")

    shown = await overview(coordinator, mission)

    assert "2 to judge" in shown
    assert "Station 9999 is not in the register." in shown
    assert "Edited from revision 1" in shown


async def test_times_are_by_the_missions_clock_and_say_so(
    coordinator: httpx.AsyncClient, mission: Mission, keep: Keep
):
    keep()  # received at 07:01 UTC, which is 09:01 in Paris

    shown = await overview(coordinator, mission)

    assert "4 Oct 09:01" in shown
    assert "Times are by the clock of Europe/Paris." in shown


async def test_a_drill_says_so_on_every_page(
    store: Store, coordinator: httpx.AsyncClient, form: Form
):
    drill = a_mission(
        store, "drill-2026", drill=True, document={"illustrative": "Answers are invented."}
    )
    assert form

    for page in ("", "/reports", "/findings", "/devices"):
        shown = text_of((await coordinator.get(f"/m/{drill.code}{page}")).text)
        assert "This is a drill." in shown
        assert "Answers are invented." in shown


async def test_what_is_due_and_overdue_stands_there(store: Store, coordinator: httpx.AsyncClient):
    calendar = {
        "deadlines": [
            {"key": "late", "label": "Accreditation ends", "rule": "E-6 18:00", "owner": "Legal"},
            {"key": "soon", "label": "Statement", "rule": "E+1"},
            {"key": "far", "label": "Final report", "rule": "E+60"},
            {"key": "met", "label": "Briefing", "rule": "E-2",
             "done": {"at": "2026-10-02 12:00", "by": "anna"}},
        ]
    }  # fmt: skip
    election = {"name": "E", "date": "2026-10-04", "country": "FR", "timezone": "Europe/Paris"}
    document = {"code": "dated-2026", "title": "Dated", "election": election}
    mission = a_mission(
        store,
        "dated-2026",
        document=document | {"sample": {"design": "route"}, "calendar": calendar},
    )

    shown = await overview(coordinator, mission)

    assert "Election day. All dates" in shown
    assert "Overdue 28 September 2026, 18:00: Accreditation ends (Legal)" in shown
    assert "Due 5 October 2026: Statement" in shown
    assert "Final report" not in shown
    assert "Briefing" not in shown


async def test_another_missions_reports_stay_out(
    store: Store, coordinator: httpx.AsyncClient, mission: Mission, keep: Keep
):
    other = a_mission(store, "other-2026")
    keep(mission_id=other.id)

    assert "No checklists have arrived." in await overview(coordinator, mission)


async def test_health_is_told_to_anyone_and_tells_how_far_reports_are_behind(
    client: httpx.AsyncClient, keep: Keep
):
    keep()

    answer = await client.get("/healthz")

    assert answer.status_code == 200
    assert answer.json()["status"] == "ok"
    assert isinstance(answer.json()["projection_lag"], int)
