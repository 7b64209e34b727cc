"""One laptop's page, and bundles by browser: what a coordinator can do about each."""

import io
import re
from collections.abc import AsyncGenerator

import httpx
import pytest
from fastapi import FastAPI

from server.database import Store
from server.journal.models import Device
from server.missions.models import Mission
from server.missions.service import list_teams
from shared.forms.model import Form
from shared.sync.bundle import Manifest, PushPart, write_bundle
from shared.sync.handover import ReceiptsFile
from tests.server.journal.conftest import code_for
from tests.server.journal.device import FakeDevice, a_report, compressed, enrolled
from tests.server.pages.reading import text_of
from tests.server.pages.test_devices import CODE
from tests.server.staff import PAGE, SAME_ORIGIN


@pytest.fixture
async def line(coordinator: httpx.AsyncClient, app: FastAPI) -> AsyncGenerator[httpx.AsyncClient]:
    """The way of laptops to the started application: without a browser's cookies."""
    del coordinator  # starts it
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://server"
    ) as line:
        yield line


@pytest.fixture
async def device(
    line: httpx.AsyncClient, store: Store, mission: Mission, laptop: Device, form: Form
) -> FakeDevice:
    """A second laptop of the team, with two reports."""
    del laptop  # its team is there
    with store.reading() as db:
        team = list_teams(db, mission.id)[0]
        db.expunge(team)
    made = await enrolled(line, code_for(store, mission, team), "red laptop")
    for _ in range(2):
        made.write(a_report(form))
    return made


def bundle(app: FastAPI, mission: Mission, device: FakeDevice) -> bytes:
    """Return a bundle of all that the device has."""
    out = io.BytesIO()
    manifest = Manifest(
        bundle=1,
        mission=mission.code,
        device=device.id,
        first=1,
        through=len(device.entries),
        made_at="2026-10-04",
    )
    recipient = app.state.bundle_keys.recipient_of(mission.id)
    write_bundle(manifest, [PushPart(compressed(device.push()))], recipient, out)
    return out.getvalue()


async def test_a_bundle_is_handed_in_by_page_and_its_receipts_fetched(
    app: FastAPI, coordinator: httpx.AsyncClient, mission: Mission, device: FakeDevice
):
    path, sealed = f"/m/{mission.code}/bundles", bundle(app, mission, device)

    answer = await coordinator.post(path, files={"file": ("stick", sealed)}, headers=SAME_ORIGIN)

    assert answer.status_code == 200
    assert "red laptop: 2 entries new, 0 held already" in text_of(answer.text)
    link = re.search(r'href="([^"]+receipts\.json)"', answer.text)
    assert link is not None
    told = ReceiptsFile.model_validate_json((await coordinator.get(link[1])).content)
    assert [each.receipt.through for each in told.pushes] == [2]
    assert device.vouched(told.pushes[0])
    assert list(app.state.bundles.folder.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"no bundle at all", b"age-encryption.org/v1\n"])
async def test_what_is_no_bundle_is_told_on_the_page(
    coordinator: httpx.AsyncClient, mission: Mission, content: bytes
):
    answer = await coordinator.post(
        f"/m/{mission.code}/bundles", files={"file": ("stick", content)}, headers=SAME_ORIGIN
    )

    assert answer.status_code == 400
    assert "can't be opened with a key of this server" in text_of(answer.text)


async def test_strangers_and_viewers_hand_nothing_in(
    client: httpx.AsyncClient, viewer: httpx.AsyncClient, mission: Mission
):
    path = f"/m/{mission.code}/bundles"
    for browser in (viewer, client):
        answer = await browser.post(path, files={"file": ("stick", b"x")}, headers=SAME_ORIGIN)
        assert answer.status_code in {303, 403}
        browser.cookies.clear()


async def test_a_lost_laptop_is_replaced_by_one_of_the_same_team(
    line: httpx.AsyncClient,
    coordinator: httpx.AsyncClient,
    store: Store,
    mission: Mission,
    device: FakeDevice,
    form: Form,
):
    await device.sync(line)
    path = f"/m/{mission.code}/devices/{device.id}"

    answer = await coordinator.post(f"{path}/replacement", headers=SAME_ORIGIN)

    assert "withdrawn 4 Oct 09:00" in text_of(answer.text)
    code = re.search(CODE, answer.text)
    assert code is not None
    new = await enrolled(line, code[0], "green laptop")
    new.write(a_report(form))
    assert (await new.sync(line)).receipt.through == 1
    device.write(a_report(form))
    assert (await device.sync(line, 3)).receipt.through == 3  # it may still send
    with store.reading() as db:
        lost, found = (db.get_one(Device, each.id) for each in (device, new))
        assert lost.team_id == found.team_id
        assert (lost.revoked_at is None, found.revoked_at) == (False, None)


async def test_both_sides_of_a_fork_stand_side_by_side(
    line: httpx.AsyncClient,
    coordinator: httpx.AsyncClient,
    mission: Mission,
    device: FakeDevice,
    form: Form,
):
    await device.sync(line)
    copy = device.clone()
    for side in (device, copy):
        side.write(a_report(form))
        await side.sync(line, 3)

    words = text_of((await coordinator.get(f"/m/{mission.code}/devices/{device.id}")).text)
    told = (await coordinator.get(f"/m/{mission.code}/devices.json")).json()

    assert "parted after entry 2" in words
    for side in (device, copy):
        assert side.hashes[3][:8] in words
    (row,) = [each for each in told["devices"] if each["device"] == str(device.id)]
    assert (row["forked"], row["head"]) == (True, {"seq": 3, "hash": device.hashes[3]})


async def test_a_wrong_clock_and_waiting_files_are_seen(
    line: httpx.AsyncClient, coordinator: httpx.AsyncClient, mission: Mission, device: FakeDevice
):
    query = {"protocol": 2, "clock": "2026-10-04T10:00:00+00:00", "files": 7}
    headers = {"Authorization": f"Bearer {device.token}"}
    answer = await line.get("/api/v1/changes", params=query, headers=headers)
    assert answer.status_code == 200

    words = text_of((await coordinator.get(f"/m/{mission.code}/devices", headers=PAGE)).text)

    assert "red laptop 4 Oct 09:00 3 h 00 min fast not known 7 – enrolled" in words


@pytest.mark.parametrize("said", ["", "yesterday", "2026-10-04T10:00:00", "9999-12-31T23:59:59Z"])
async def test_whatever_a_laptop_says_of_its_clock_it_gets_its_changes(
    line: httpx.AsyncClient,
    coordinator: httpx.AsyncClient,
    mission: Mission,
    device: FakeDevice,
    said: str,
):
    headers = {"Authorization": f"Bearer {device.token}"}
    query = {"protocol": 2, "clock": said}
    assert (await line.get("/api/v1/changes", params=query, headers=headers)).is_success
    assert (await coordinator.get(f"/m/{mission.code}/devices", headers=PAGE)).is_success
