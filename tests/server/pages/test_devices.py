import re

import httpx
import pytest
from sqlmodel import select

from server.database import Store
from server.journal.models import Device, EnrolmentCode
from server.missions.models import Mission
from tests.server.builders import a_team
from tests.server.pages.reading import text_of
from tests.server.staff import SAME_ORIGIN

CODE = r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}"


async def test_it_tells_which_teams_can_send_and_which_can_not(
    store: Store, coordinator: httpx.AsyncClient, mission: Mission, laptop: Device
):
    a_team(store, mission, "08")

    words = text_of((await coordinator.get(f"/m/{mission.code}/devices")).text)

    assert "1 of 2 teams have a laptop" in words
    assert "Without one: 08." in words
    assert f"07 {laptop.name} never not known not known – enrolled" in words


@pytest.mark.usefixtures("team")
async def test_a_code_is_shown_once_and_kept_only_as_a_hash(
    store: Store, coordinator: httpx.AsyncClient, mission: Mission
):
    path = f"/m/{mission.code}/devices"

    made = await coordinator.post(path, data={"team": "07"}, headers=SAME_ORIGIN)
    again = await coordinator.get(path)

    code = re.search(CODE, made.text)
    assert code is not None
    assert "7 Oct 2026, 09:00" in made.text
    assert not re.search(CODE, again.text)
    with store.reading() as db:
        assert code[0] not in db.exec(select(EnrolmentCode)).one().code_hash


async def test_a_lost_laptop_is_shut_out(
    store: Store, coordinator: httpx.AsyncClient, mission: Mission, laptop: Device
):
    path = f"/m/{mission.code}/devices"

    answer = await coordinator.post(f"{path}/{laptop.id}/withdrawal", headers=SAME_ORIGIN)

    assert answer.status_code == 303
    words = text_of((await coordinator.get(path)).text)
    assert "withdrawn 4 Oct 09:00" in words
    assert "0 of 1 teams have a laptop" in words
    with store.reading() as db:
        assert db.exec(select(Device)).one().revoked_at is not None


async def test_another_site_makes_no_code(
    store: Store, coordinator: httpx.AsyncClient, mission: Mission
):
    answer = await coordinator.post(
        f"/m/{mission.code}/devices", data={"team": "07"}, headers={"sec-fetch-site": "cross-site"}
    )

    assert answer.status_code == 403
    assert "did not come from this server" in answer.text
    with store.reading() as db:
        assert db.exec(select(EnrolmentCode)).all() == []
