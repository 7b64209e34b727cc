"""The table of access, walked: every address as a stranger, as every role, from another mission."""

import re

import httpx
import pytest

from server.accounts.models import Account, Role
from server.accounts.table import ACCESS, Open, is_of_a_mission
from server.database import Store
from server.missions.models import Mission
from shared.ids import new_id
from tests.server.builders import a_mission
from tests.server.staff import PAGE, SAME_ORIGIN, an_account, signed_in

DOCUMENT = {
    "code": "example-2026",
    "title": "Opening observation 2026",
    "election": {
        "name": "Elections",
        "date": "2026-10-04",
        "country": "XX",
        "timezone": "Europe/Paris",
    },
    "sample": {"design": "convenience"},
}
STAFF = [address for address, rule in ACCESS.items() if rule not in {Open.ANYONE, Open.DEVICE}]
QUERY = {"form": "voting", "question": "ramp"}
FIELDS = {"team": "07", "deed": "accept", "entry": "1"}


@pytest.fixture
def mission(store: Store) -> Mission:
    return a_mission(store, document=DOCUMENT)


def path_of(address: str, mission: str) -> tuple[str, str]:
    """Return method and path, with something that does not exist in every place but the mission."""
    method, template = address.split(" ")

    def given(place: re.Match[str]) -> str:
        name = place[1].split(":")[0]
        if name == "code":
            return mission
        return str(new_id()) if name.endswith("_id") and name != "entry_id" else "1"

    return method, re.sub(r"\{([^}]+)\}", given, template)


async def ask(client: httpx.AsyncClient, address: str, mission: str) -> httpx.Response:
    method, path = path_of(address, mission)
    return await client.request(
        method,
        path,
        params=QUERY if method == "GET" else None,
        data=FIELDS if method == "POST" else None,
        headers=SAME_ORIGIN,
    )


def verdict(answer: httpx.Response) -> str:
    """Say whether access let a request through, whatever became of it then."""
    if answer.status_code in {401, 403} or answer.status_code >= 500:
        return f"{answer.status_code} {answer.json()['code']}"
    if answer.status_code == 404 and answer.json()["code"] == "no-such-mission":
        return "404 no-such-mission"
    return "let in"


def expected(address: str, role: Role, *, everywhere: bool) -> str:
    rule = ACCESS[address]
    if rule in {Open.SIGNED_IN, Open.OWN}:
        return "let in"
    assert isinstance(rule, frozenset)
    reaches = everywhere or is_of_a_mission(address)
    return "let in" if role in rule and reaches else "403 not-allowed"


async def walk(
    store: Store, client: httpx.AsyncClient, account: Account, mission: str
) -> dict[str, str]:
    """Go to every address of the staff, signed in anew each time: some of them sign out."""
    found: dict[str, str] = {}
    for address in STAFF:
        signed_in(store, client, account)
        found[address] = verdict(await ask(client, address, mission))
    return found


async def test_a_stranger_is_turned_away_everywhere(client: httpx.AsyncClient, mission: Mission):
    found = {address: verdict(await ask(client, address, mission.code)) for address in STAFF}

    assert found == dict.fromkeys(STAFF, "401 sign-in-needed")


@pytest.mark.parametrize("role", Role)
async def test_each_role_gets_as_far_in_its_mission_as_the_table_says(
    store: Store, client: httpx.AsyncClient, mission: Mission, role: Role
):
    account = an_account(store, role=role, mission=mission)

    found = await walk(store, client, account, mission.code)

    assert found == {each: expected(each, role, everywhere=False) for each in STAFF}


@pytest.mark.parametrize("role", [Role.ADMIN, Role.VIEWER])
async def test_a_role_in_all_missions_reaches_the_servers_own_addresses_too(
    store: Store, client: httpx.AsyncClient, mission: Mission, role: Role
):
    account = an_account(store, role=role)

    found = await walk(store, client, account, mission.code)

    assert found == {each: expected(each, role, everywhere=True) for each in STAFF}


@pytest.mark.parametrize("code", ["example-2026", "nothing-2026"])
async def test_another_mission_looks_as_if_there_were_none(
    store: Store, client: httpx.AsyncClient, mission: Mission, code: str
):
    other = a_mission(store, "other-2026")
    account = an_account(store, role=Role.ADMIN, mission=other)

    found = await walk(store, client, account, code)

    assert mission.code == "example-2026"
    hidden = {each: found[each] for each in STAFF if is_of_a_mission(each)}
    assert hidden == dict.fromkeys(hidden, "404 no-such-mission")


async def test_who_is_refused_reads_why_on_a_page(
    store: Store, client: httpx.AsyncClient, mission: Mission
):
    signed_in(store, client, an_account(store, role=Role.VIEWER))

    answer = await client.get(f"/m/{mission.code}/devices", headers=PAGE)

    assert answer.status_code == 403
    assert "for the role admin or coordinator" in answer.text
