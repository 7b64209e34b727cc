"""The mission pack and the outcomes, as laptops fetch them."""

import httpx
import pytest
import zstandard

from server.database import Store
from server.journal.devices import revoke
from server.missions.models import Mission, PlannedStop, Team
from server.reports.projection import catch_up
from shared.forms.model import Form
from shared.ids import new_id
from shared.sync.protocol import MissionPack, Outcomes
from tests.server.builders import START, a_form, a_published_form, a_station
from tests.server.journal.device import FakeDevice, a_report


def token(device: FakeDevice, **headers: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {device.token}"} | headers


async def packed(client: httpx.AsyncClient, device: FakeDevice) -> MissionPack:
    answer = await client.get("/api/v1/pack", headers=token(device))
    return MissionPack.model_validate_json(answer.content)


async def test_the_pack_holds_all_that_a_team_needs(
    client: httpx.AsyncClient, device: FakeDevice, store: Store, mission: Mission, team: Team
):
    a_station(store, mission, "0042", timezone="Asia/Almaty")
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

    pack = await packed(client, device)

    assert (pack.mission.code, pack.team) == (mission.code, team.code)
    assert pack.forms == [a_form()]
    assert [(each.code, each.timezone) for each in pack.stations] == [("0042", "Asia/Almaty")]
    assert [(each.station, each.at) for each in pack.plan] == [("0042", START)]


async def test_the_pack_holds_the_newest_version_of_a_form(
    client: httpx.AsyncClient, device: FakeDevice, store: Store, mission: Mission
):
    a_published_form(store, mission, a_form(version="2"), published_at=START.replace(hour=8))

    assert [form.version for form in (await packed(client, device)).forms] == ["2"]


async def test_the_teams_own_regions_come_first(
    client: httpx.AsyncClient, device: FakeDevice, store: Store, mission: Mission, team: Team
):
    with store.writing() as db:
        db.get_one(Team, team.id).regions = ["Nur-Sultan"]
    for code, region in [("1", "Almaty"), ("2", "Nur-Sultan / Baikonur"), ("3", "Nur-Sultania")]:
        a_station(store, mission, code, region=region)

    stations = (await packed(client, device)).stations

    assert [each.code for each in stations] == ["2", "1", "3"]
    assert stations[0].timezone == mission.timezone


async def test_a_pack_that_the_laptop_has_is_not_sent_again(
    client: httpx.AsyncClient, device: FakeDevice, store: Store, mission: Mission
):
    first = await client.get("/api/v1/pack", headers=token(device))
    known = token(device, **{"If-None-Match": first.headers["ETag"]})

    assert (await client.get("/api/v1/pack", headers=known)).status_code == 304
    a_station(store, mission, "0043")
    assert (await client.get("/api/v1/pack", headers=known)).status_code == 200


async def test_the_pack_is_compressed_for_who_can_read_it(
    client: httpx.AsyncClient, device: FakeDevice
):
    headers = token(device, **{"Accept-Encoding": "zstd"})

    async with client.stream("GET", "/api/v1/pack", headers=headers) as answer:
        raw = b"".join([piece async for piece in answer.aiter_raw()])

    assert MissionPack.model_validate_json(zstandard.decompress(raw)).team == "07"


@pytest.mark.parametrize("path", ["/api/v1/pack", "/api/v1/outcomes"])
async def test_a_withdrawn_laptop_may_push_and_receives_nothing(
    client: httpx.AsyncClient,
    device: FakeDevice,
    store: Store,
    mission: Mission,
    form: Form,
    path: str,
):
    with store.writing() as db:
        revoke(db, mission.id, device.id, now=START)
    device.write(a_report(form))

    assert (await device.sync(client)).receipt.through == 1
    answer = await client.get(path, headers=token(device))
    assert (answer.status_code, answer.json()["code"]) == (403, "device-revoked")


@pytest.mark.parametrize("path", ["/api/v1/pack", "/api/v1/outcomes"])
async def test_a_stranger_receives_nothing(client: httpx.AsyncClient, path: str):
    answer = await client.get(path)

    assert (answer.status_code, answer.json()["code"]) == (401, "unknown-device")


async def test_the_outcomes_are_those_that_want_attention(
    client: httpx.AsyncClient, device: FakeDevice, store: Store, mission: Mission, form: Form
):
    a_station(store, mission, "0042")
    fine, odd = a_report(form), a_report(form, {"ramp": "perhaps"})
    device.write(fine)
    device.write(odd)
    await device.sync(client)
    catch_up(store)

    answer = await client.get("/api/v1/outcomes", headers=token(device))

    (outcome,) = Outcomes.model_validate_json(answer.content).outcomes
    assert (outcome.report, outcome.revision, outcome.state) == (odd.report, 1, "quarantined")
    assert "perhaps" in outcome.reason
