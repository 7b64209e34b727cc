"""Nobody reads a page without being let in, and nobody learns of another mission."""

import httpx
import pytest

from server.accounts.access import ACCESS
from server.accounts.models import Role
from server.database import Store
from server.missions.models import Mission
from shared.ids import new_id
from tests.server.builders import a_mission
from tests.server.staff import PAGE, SAME_ORIGIN, an_account, signed_in

STAFF = sorted(address for address, rule in ACCESS.items() if isinstance(rule, Role))
OF_A_MISSION = [address for address in STAFF if "{code}" in address]
FOR_COORDINATORS = [address for address in STAFF if ACCESS[address] is Role.COORDINATOR]
QUERY = {"form": "voting", "question": "ramp"}
FIELDS = {"team": "07", "deed": "accept", "entry": "1"}


def path_of(address: str, mission: str) -> tuple[str, str]:
    method, path = address.split(" ")
    given = {
        "code": mission,
        "report_id": new_id(),
        "entry_id": 1,
        "device_id": new_id(),
        "form": "voting",
        "extension": "md",
    }
    return method, path.format(**given)


async def ask(client: httpx.AsyncClient, address: str, mission: str) -> httpx.Response:
    method, path = path_of(address, mission)
    return await client.request(
        method,
        path,
        params=QUERY if method == "GET" else None,
        data=FIELDS if method == "POST" else None,
        headers=SAME_ORIGIN,
    )


@pytest.mark.parametrize("address", STAFF)
async def test_a_stranger_is_turned_away(client: httpx.AsyncClient, mission: Mission, address: str):
    answer = await ask(client, address, mission.code)

    assert answer.status_code == 401
    assert answer.json()["code"] == "sign-in-needed"


@pytest.mark.parametrize("address", OF_A_MISSION)
async def test_an_account_of_another_mission_finds_nothing(
    store: Store, client: httpx.AsyncClient, mission: Mission, address: str
):
    other = a_mission(store, "other-2026")
    signed_in(store, client, an_account(store, role=Role.ADMIN, mission=other))

    answer = await ask(client, address, mission.code)

    assert answer.status_code == 404
    assert answer.json()["code"] == "no-such-mission"


@pytest.mark.parametrize("address", FOR_COORDINATORS)
async def test_a_viewer_decides_nothing(
    store: Store, client: httpx.AsyncClient, mission: Mission, address: str
):
    signed_in(store, client, an_account(store, role=Role.VIEWER))

    answer = await ask(client, address, mission.code)

    assert answer.status_code == 403
    assert answer.json()["code"] == "not-allowed"


async def test_who_is_refused_reads_why_on_a_page(
    store: Store, client: httpx.AsyncClient, mission: Mission
):
    signed_in(store, client, an_account(store, role=Role.VIEWER))

    answer = await client.get(f"/m/{mission.code}/devices", headers=PAGE)

    assert answer.status_code == 403
    assert "needs the role coordinator" in answer.text
