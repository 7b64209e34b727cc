"""The feed of changes over HTTP: who may ask, in what shape it comes."""

from typing import Any

import httpx
import pytest
import zstandard

from server.database import Store
from server.forms.models import FrozenFile, PublishedForm
from server.journal.devices import revoke
from server.missions.models import Mission, PlannedStop, Team
from server.reports.projection import catch_up
from shared.digest import sha256_hex
from shared.forms.model import Form
from shared.ids import new_id
from shared.sync.protocol import PROTOCOL_VERSION, ChangesPage
from tests.server.builders import START, a_mission, a_published_form, a_station
from tests.server.journal.device import FakeDevice, a_report

CHANGES = f"/api/v1/changes?protocol={PROTOCOL_VERSION}"


def token(device: FakeDevice, **headers: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {device.token}"} | headers


async def told(client: httpx.AsyncClient, device: FakeDevice, cursor: str = "") -> ChangesPage:
    answer = await client.get(f"{CHANGES}&cursor={cursor}", headers=token(device))
    assert answer.status_code == 200, answer.text
    return ChangesPage.model_validate_json(answer.content)


async def test_a_team_is_told_all_that_it_needs(
    client: httpx.AsyncClient, device: FakeDevice, store: Store, mission: Mission, team: Team
):
    a_station(store, mission, "0042", timezone="Asia/Almaty")
    with store.writing() as db:
        stop: dict[str, Any] = {"mission_id": mission.id, "team_id": team.id, "position": 0}
        db.add(PlannedStop(id=new_id(), station_code="0042", at=START, **stop))

    page = await told(client, device)

    assert (page.begins, page.is_whole, page.more) == (True, True, False)
    values = {each.kind: each.model_dump(mode="json")["value"] for each in page.changes}
    assert values["mission"]["code"] == mission.code
    assert values["plan"]["team"] == team.code
    assert [each["station"] for each in values["plan"]["visits"]] == ["0042"]
    assert values["station"]["timezone"] == "Asia/Almaty"
    assert (await told(client, device, page.cursor)).changes == []


async def test_it_is_compressed_for_who_can_read_it(client: httpx.AsyncClient, device: FakeDevice):
    headers = token(device, **{"Accept-Encoding": "zstd"})

    async with client.stream("GET", CHANGES, headers=headers) as answer:
        raw = b"".join([piece async for piece in answer.aiter_raw()])

    assert ChangesPage.model_validate_json(zstandard.decompress(raw)).begins


async def test_a_form_is_fetched_by_its_digest(
    client: httpx.AsyncClient, device: FakeDevice, form: Form
):
    answer = await client.get(f"/api/v1/forms/{form.digest}", headers=token(device))

    assert Form.model_validate_json(answer.content) == form
    assert "immutable" in answer.headers["Cache-Control"]


async def test_a_forms_file_is_fetched_by_its_hash(
    client: httpx.AsyncClient, device: FakeDevice, store: Store, mission: Mission
):
    content = b"code,name\n1,School\n"
    sha256 = sha256_hex(content)
    published = a_published_form(store, mission, Form(id="f", version="1", title={}, sections=()))
    with store.writing() as db:
        db.get_one(PublishedForm, published.id).files = {"stations.csv": sha256}
        db.add(FrozenFile(sha256=sha256, content=content, size=len(content), kept_at=START))

    answer = await client.get(f"/api/v1/form-files/{sha256}", headers=token(device))

    assert answer.content == content
    assert answer.headers["Content-Type"] == "application/octet-stream"


async def test_another_missions_forms_and_files_are_nobodys_business(
    client: httpx.AsyncClient, device: FakeDevice, store: Store
):
    other = a_mission(store, "other-2026")
    secret = Form(id="secret", version="1", title={}, sections=())
    published = a_published_form(store, other, secret)
    with store.writing() as db:
        db.get_one(PublishedForm, published.id).files = {"x.csv": sha256_hex(b"x")}
        db.add(FrozenFile(sha256=sha256_hex(b"x"), content=b"x", size=1, kept_at=START))

    for path in (f"forms/{secret.digest}", f"form-files/{sha256_hex(b'x')}", "forms/nothing"):
        answer = await client.get(f"/api/v1/{path}", headers=token(device))
        assert (answer.status_code, answer.json()["code"]) == (404, "not-found")


async def test_a_withdrawn_laptop_may_push_and_is_told_nothing(
    client: httpx.AsyncClient, device: FakeDevice, store: Store, mission: Mission, form: Form
):
    with store.writing() as db:
        revoke(db, mission.id, device.id, now=START)
    device.write(a_report(form))

    assert (await device.sync(client)).receipt.through == 1
    for path in (CHANGES, f"/api/v1/forms/{form.digest}"):
        answer = await client.get(path, headers=token(device))
        assert (answer.status_code, answer.json()["code"]) == (403, "device-revoked")


async def test_a_stranger_is_told_nothing(client: httpx.AsyncClient):
    answer = await client.get(CHANGES)

    assert (answer.status_code, answer.json()["code"]) == (401, "unknown-device")


@pytest.mark.parametrize("version", [1, 4])
async def test_a_laptop_of_another_version_is_told_what_is_spoken(
    client: httpx.AsyncClient, device: FakeDevice, version: int
):
    answer = await client.get(f"/api/v1/changes?protocol={version}", headers=token(device))

    assert (answer.status_code, answer.json()["code"]) == (400, "protocol-not-spoken")
    assert answer.json()["spoken"] == [1, 2, 3]


async def test_what_came_later_is_told_to_laptops_that_know_it(
    client: httpx.AsyncClient, device: FakeDevice, store: Store, mission: Mission, team: Team
):
    a_station(store, mission, "0042", latitude=51.1, longitude=71.4, voters=900)
    with store.writing() as db:
        held = db.get_one(Mission, mission.id)
        contacts = [{"role": "Doctor", "phone": "112", "name": "", "hours": ""}]
        held.document = {
            "contacts": contacts,
            "code_of_conduct": "We are neutral.",
            "election": {"voting": {"opens": "07:00:00", "closes": "20:00:00"}},
        }
        db.add(held)
        stop: dict[str, Any] = {"mission_id": mission.id, "team_id": team.id, "position": 0}
        db.add(PlannedStop(id=new_id(), station_code="0042", at=START, **stop))

    async def told_in(version: int) -> dict[str, dict[str, Any]]:
        answer = await client.get(f"/api/v1/changes?protocol={version}", headers=token(device))
        return {each["kind"]: each["value"] for each in answer.json()["changes"]}

    newest, older = await told_in(PROTOCOL_VERSION), await told_in(2)
    assert newest["mission"]["contacts"] == contacts
    assert newest["mission"]["code_of_conduct"] == "We are neutral."
    assert newest["mission"]["voting"] == {"opens": "07:00:00", "closes": "20:00:00"}
    assert (newest["station"]["latitude"], newest["station"]["voters"]) == (51.1, 900)
    later = {
        kind: newest[kind].keys() - older[kind].keys() for kind in ("mission", "plan", "station")
    }
    assert later == {
        "mission": {"contacts", "code_of_conduct", "voting"},
        "plan": {"members"},
        "station": {"setting", "voters", "latitude", "longitude", "closed"},
    }
    assert newest["plan"]["visits"][0].keys() - older["plan"]["visits"][0].keys() == {"others"}


async def test_outcomes_are_told_when_they_want_attention_and_when_that_is_over(
    client: httpx.AsyncClient, device: FakeDevice, store: Store, mission: Mission, form: Form
):
    a_station(store, mission, "0042")
    cursor = (await told(client, device)).cursor
    fine, odd = a_report(form), a_report(form, {"ramp": "perhaps"})
    device.write(fine)
    device.write(odd)
    await device.sync(client)
    catch_up(store)

    page = await told(client, device, cursor)
    (change,) = page.changes
    assert (change.kind, change.key) == ("outcome", str(odd.report))
    (outcome,) = change.model_dump(mode="json")["value"]
    assert (outcome["revision"], outcome["state"]) == (1, "quarantined")
    assert "perhaps" in outcome["reason"]

    device.write(a_report(form, report=odd.report, revision=2, base=1))
    await device.sync(client, first=3)
    catch_up(store)
    (change,) = (await told(client, device, page.cursor)).changes
    assert (change.kind, change.key, change.value) == ("outcome", str(odd.report), None)
