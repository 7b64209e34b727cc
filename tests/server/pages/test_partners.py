"""A partner reads its own observers' reports whole, and others' only as findings."""

import httpx
import pytest

from server.accounts.models import Role
from server.database import Store
from server.missions.models import Mission
from shared.ids import new_id
from tests.server.builders import a_mission
from tests.server.kept_reports import Keep
from tests.server.staff import PAGE, SAME_ORIGIN, an_account, signed_in


@pytest.fixture
def mission(store: Store) -> Mission:
    teams = [{"code": "07", "organisation": "osce"}, {"code": "08", "organisation": ""}]
    return a_mission(store, document={"teams": teams})


@pytest.fixture
def partner(store: Store, client: httpx.AsyncClient, mission: Mission) -> httpx.AsyncClient:
    client.headers.update(PAGE)
    return signed_in(store, client, an_account(store, "liaison", Role.PARTNER, mission=mission))


async def test_a_partner_reads_its_own_reports_and_no_others(
    partner: httpx.AsyncClient, mission: Mission, keep: Keep
):
    own = keep(team_code="07", report_id=new_id())
    other = keep(team_code="08", report_id=new_id())
    path = f"/m/{mission.code}/reports"

    listed = (await partner.get(path)).text
    assert str(own.report_id) in listed
    assert str(other.report_id) not in listed
    assert (await partner.get(f"{path}/{own.report_id}")).status_code == 200
    hidden = await partner.get(f"{path}/{other.report_id}")
    missing = await partner.get(f"{path}/{new_id()}")
    assert hidden.status_code == missing.status_code == 404
    file = await partner.get(f"{path}/{other.report_id}/files/1", headers={"accept": "*/*"})
    assert file.json()["code"] == "no-such-report"


@pytest.mark.parametrize(
    ("organisation", "said"),
    [("osce", "of your organisation&#39;s teams have arrived"), ("sco", "No team of this mission")],
)
async def test_a_partner_without_reports_is_told_why(
    store: Store, client: httpx.AsyncClient, keep: Keep, organisation: str, said: str
):
    teams = [{"code": "07", "organisation": organisation}, {"code": "08"}]
    mission = a_mission(store, "other-2026", document={"teams": teams})
    keep(team_code="08")
    client.headers.update(PAGE)
    signed_in(store, client, an_account(store, "liaison", Role.PARTNER, mission=mission))

    assert said in (await client.get(f"/m/{mission.code}/reports")).text


async def test_a_partner_sees_findings_of_all_without_the_way_to_the_reports(
    partner: httpx.AsyncClient, mission: Mission, keep: Keep
):
    keep(team_code="08")

    led = await partner.get(f"/m/{mission.code}")
    found = await partner.get(f"/m/{mission.code}/findings/voting")

    assert led.headers["location"] == f"/m/{mission.code}/findings"
    assert found.status_code == 200
    assert "Was there a ramp?" in found.text
    assert "/evidence" not in found.text
    assert "/versions" not in found.text


async def test_a_coordinator_of_regions_reads_all_and_decides_in_these_only(
    store: Store, client: httpx.AsyncClient, mission: Mission, keep: Keep
):
    client.headers.update(PAGE | SAME_ORIGIN)
    regional = an_account(store, "aigul", mission=mission, regions=("Almaty",))
    signed_in(store, client, regional)
    near = keep(state="conflict", region="Almaty / Turksib", report_id=new_id())
    far = keep(state="conflict", region="Abai", report_id=new_id())

    async def judge(entry: int | None, report: object) -> httpx.Response:
        path = f"/m/{mission.code}/reports/{report}/judgement"
        return await client.post(path, data={"entry": str(entry), "deed": "reject"})

    assert (await client.get(f"/m/{mission.code}/reports/{far.report_id}")).status_code == 200
    assert (await judge(near.entry_id, near.report_id)).status_code == 303
    refused = await judge(far.entry_id, far.report_id)
    assert refused.status_code == 403
    assert "Abai is more than the regions of the account aigul: Almaty." in refused.text
    told = await client.post(f"/m/{mission.code}/messages", data={"text": "Hello"})
    assert "The whole mission is more than the regions" in told.text
