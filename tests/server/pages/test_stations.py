"""The register by page: searched, kept by hand, and with what teams tell of its stations."""

import html
import re

import httpx
import pytest

from server.accounts.models import Role
from server.database import Store
from server.missions.models import Mission, PlannedStop, Team
from server.stations.models import Station
from server.stations.service import find_station, get_station
from shared.ids import new_id
from tests.server.builders import START, a_mission, a_register, a_station
from tests.server.kept_reports import Keep
from tests.server.pages.reading import text_of
from tests.server.staff import PAGE, SAME_ORIGIN, an_account, signed_in

REGISTER = """\
code,name,region,address,setting,kind
0147,Школа-гимназия № 5,North / East,Abai 1,urban,ordinary
0148,Hospital,North / West,<script>alert(1)</script>,urban,hospital
9,Village hall,South,,rural,ordinary
"""


@pytest.fixture
def staff(store: Store, client: httpx.AsyncClient) -> httpx.AsyncClient:
    """A browser in which an administrator is signed in."""
    client.headers.update({**PAGE, **SAME_ORIGIN})
    return signed_in(store, client, an_account(store, "dana", Role.ADMIN))


def held(store: Store, mission: Mission, code: str) -> Station:
    with store.reading() as db:
        station = get_station(db, mission.id, code)
        db.expunge(station)
        return station


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found
    return html.unescape(found[1])


async def test_the_register_is_searched_in_any_script_and_narrowed(
    staff: httpx.AsyncClient, store: Store, mission: Mission
) -> None:
    a_register(store, mission, REGISTER)
    path = f"/m/{mission.code}/stations"

    async def found(**asked: str) -> list[str]:
        shown = (await staff.get(path, params=asked)).text
        return [code for code in ("0147", "0148", "9") if f">{code}</a>" in shown]

    assert await found() == ["0147", "0148", "9"]
    assert await found(words="shkola gimnaziia") == ["0147"]
    assert await found(region="North") == ["0147", "0148"]
    assert await found(region="North / West") == ["0148"]
    assert await found(kind="hospital") == ["0148"]
    assert await found(setting="rural", words="hall") == ["9"]
    assert await found(state="closed") == []
    assert "<script>alert" not in (await staff.get(path)).text
    assert "North / East" in text_of((await staff.get(path, params={"region": "North"})).text)


async def test_a_station_is_added_changed_closed_and_opened(
    staff: httpx.AsyncClient, store: Store, mission: Mission
) -> None:
    path = f"/m/{mission.code}/stations"
    wrong = await staff.post(path, data={"code": "77", "name": "Mill", "voters": "many"})
    assert wrong.status_code == 422
    assert "'many' is not a number of voters. Write digits only" in text_of(wrong.text)
    assert 'value="Mill"' in wrong.text

    new = {"code": "77", "name": "Mill", "region": "North", "voters": "400"}
    page = (await staff.post(path, data=new)).headers["location"]
    assert "Station 77: Mill" in text_of((await staff.get(page)).text)

    form = (await staff.get(f"{page}/particulars")).text
    change = {**new, "name": "Old mill", "seen": hidden(form, "seen")}
    await staff.post(f"{page}/particulars", data=change)
    assert held(store, mission, "77").name == "Old mill"
    late = await staff.post(f"{page}/particulars", data={**change, "name": "Other", "seen": "x"})
    assert late.status_code == 409
    assert 'value="Other"' in late.text

    await staff.post(f"{page}/closing", data={"why": "Flooded"})
    assert "Closed since 4 Oct 2026, 09:00: Flooded." in text_of((await staff.get(page)).text)
    await staff.post(f"{page}/opening")
    assert held(store, mission, "77").closed_at is None

    trail = text_of((await staff.get(f"/m/{mission.code}/trail")).text)
    assert "its name: Mill → Old mill" in trail
    for deed in ("station added", "station closed", "station opened"):
        assert deed in trail


async def test_a_station_s_page_leads_to_plans_reports_and_who_changed_it(
    staff: httpx.AsyncClient, store: Store, mission: Mission, team: Team, keep: Keep
) -> None:
    station = a_station(store, mission)
    with store.writing() as db:
        db.add(
            PlannedStop(
                id=new_id(),
                mission_id=mission.id,
                team_id=team.id,
                station_code="0042",
                at=START,
                position=0,
            )
        )
    report = keep(station_code="0042", station_id=station.id)
    keep(station_code="0043")
    shown = (await staff.get(f"/m/{mission.code}/stations/{station.id}")).text
    assert "Planned Team When 07 4 Oct 09:00" in text_of(shown)
    assert shown.count(f"/reports/{report.report_id}") == 1
    assert "Region Nur-Sultan / Baikonur" in text_of(shown)


async def test_what_teams_describe_is_mapped_or_taken_into_the_register(
    staff: httpx.AsyncClient, store: Store, mission: Mission, keep: Keep
) -> None:
    a_station(store, mission, "0042", name="Boarding school")
    told = {"name": "Boarding school", "address": "by the mill", "setting": "", "notes": ""}
    waits = {"state": "quarantined", "ground": "unknown_station", "described": told, "region": ""}
    keep(station_code="unlisted 1", **waits)
    keep(station_code="new 2", **waits)
    path = f"/m/{mission.code}/stations/described"
    shown = (await staff.get(path)).text
    assert "2 stations not in the register" in shown
    assert "unlisted 1 Boarding school by the mill 1 report of 07 1 waits" in text_of(shown)
    assert "0042 Boarding school" in shown

    await staff.post(path, data={"written": "unlisted 1", "station": "0042"})
    with store.reading() as db:
        mapped = find_station(db, mission.id, "0042")
        assert mapped is not None
    reports = text_of((await staff.get(f"/m/{mission.code}/stations/{mapped.id}")).text)
    assert " counts " in reports

    links = re.findall(r'href="([^"]*/stations/new\?[^"]*)"', (await staff.get(path)).text)
    link = html.unescape(str(links[0]))
    form = (await staff.get(link)).text
    assert 'value="new 2"' in form
    assert 'value="by the mill"' in form
    await staff.post(
        f"/m/{mission.code}/stations", data={"code": "new 2", "name": "Boarding school"}
    )
    assert held(store, mission, "new 2").name == "Boarding school"


async def test_a_coordinator_of_some_regions_keeps_stations_there_only(
    client: httpx.AsyncClient, store: Store, mission: Mission
) -> None:
    client.headers.update({**PAGE, **SAME_ORIGIN})
    account = an_account(store, "bek", Role.COORDINATOR, mission=mission, regions=("North",))
    signed_in(store, client, account)
    a_register(store, mission, REGISTER)
    here, there = held(store, mission, "0147"), held(store, mission, "9")
    path = f"/m/{mission.code}/stations"
    why = {"why": "Flooded"}
    assert (await client.post(f"{path}/{there.id}/closing", data=why)).status_code == 403
    assert (await client.post(f"{path}/{here.id}/closing", data=why)).status_code == 303
    new = {"code": "1", "name": "Hall", "region": "South"}
    assert (await client.post(path, data=new)).status_code == 403


async def test_the_register_goes_out_as_a_table_without_formulas(
    staff: httpx.AsyncClient, store: Store, mission: Mission
) -> None:
    a_station(store, mission, "0042", name="=1+1", attributes={"ramp": "yes"})
    table = (await staff.get(f"/m/{mission.code}/stations.csv")).text
    assert "'=1+1" in table
    assert table.splitlines()[0].endswith("longitude,closed,ramp")


@pytest.mark.parametrize("key", ["code", "region+code"])
async def test_the_register_that_went_out_reads_back_unchanged(
    staff: httpx.AsyncClient, store: Store, key: str
) -> None:
    mission = a_mission(store, "again", document={"station_key": key})
    text = (
        "code,name,region,address,voters,lat,lon,timezone,ward\n"
        '0147,+School,North / East,"Abai 1,\nblock 2",900,51.1694,71.4491,,-3\n'
        "9,Hall,South,,,,,Asia/Oral,\n"
        "10,Embassy,Abroad,,5,,,,@7\n"
    )
    a_register(store, mission, text)
    path = f"/m/{mission.code}/stations"
    hall = held(store, mission, "9" if key == "code" else "South/9")
    assert (await staff.post(f"{path}/{hall.id}/closing", data={"why": "Flooded"})).is_redirect
    without_embassy = "".join(text.splitlines(keepends=True)[:4])
    a_register(store, mission, without_embassy, gone="close")

    table = (await staff.get(f"{path}.csv")).content
    plan = a_register(store, mission, table).plan
    assert (len(plan.new), len(plan.changed), len(plan.gone), plan.unchanged) == (0, 0, 0, 3)

    other = a_mission(store, "elsewhere", document={"station_key": key})
    a_register(store, other, table)
    assert (await staff.get(f"/m/{other.code}/stations.csv")).content == table
    assert held(store, other, hall.code).closed_why == "Flooded"
