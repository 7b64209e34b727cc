"""Enrolment codes, over HTTP."""

import asyncio
from datetime import timedelta

import httpx
import pytest
from sqlmodel import select

from server.database import Store
from server.journal.attempts import MOST_WRONG, WrongCodes
from server.journal.enrolment import ALPHABET, issue_code
from server.journal.models import Device, EnrolmentCode
from server.journal.problems import TooManyAttempts
from server.missions.models import Mission, Team
from server.missions.service import NoSuchMission, NoSuchTeam
from shared.digest import sha256_hex
from shared.forms.model import Form
from shared.sync import seal
from shared.sync.protocol import SPOKEN_VERSIONS
from tests.server.builders import START
from tests.server.conftest import StoppedClock
from tests.server.journal.device import a_report, enrolled


def message(code: str, **changes: object) -> dict[str, object]:
    key = seal.public_key_of(seal.new_signing_key())
    return {"protocol": 1, "code": code, "public_key": key, "name": "Laptop 7"} | changes


async def refused(client: httpx.AsyncClient, code: str, status: int, problem: str) -> str:
    answer = await client.post("/api/v1/enrol", json=message(code))
    assert (answer.status_code, answer.json()["code"]) == (status, problem), answer.text
    return answer.json()["detail"]


async def test_a_code_makes_a_device_of_a_laptop(
    client: httpx.AsyncClient, store: Store, code: str, mission: Mission, team: Team
):
    answer = await client.post("/api/v1/enrol", json=message(code))

    assert (answer.json()["mission"], answer.json()["team"]) == (mission.code, team.code)
    with store.reading() as db:
        device = db.exec(select(Device)).one()
    assert (device.team_id, device.name) == (team.id, "Laptop 7")
    assert device.token_hash == sha256_hex(answer.json()["token"].encode())


async def test_a_code_may_be_written_as_people_write(client: httpx.AsyncClient, code: str):
    answer = await client.post(
        "/api/v1/enrol", json=message(f" {code.lower().replace('-', '  ')} ")
    )

    assert answer.status_code == 200


def test_codes_are_long_plain_and_never_kept(store: Store, code: str):
    signs = code.replace("-", "")

    assert len(signs) * 5 >= 80
    assert set(signs) <= set(ALPHABET)
    assert len(ALPHABET) == 32
    assert not set("01IO") & set(ALPHABET)
    with store.reading() as db:
        assert code not in str(db.exec(select(EnrolmentCode)).one().model_dump())


async def test_a_wrong_code_is_refused(client: httpx.AsyncClient, code: str):
    said = await refused(client, code[:-1] + ("2" if code[-1] != "2" else "3"), 403,
                         "enrolment-code-unknown")  # fmt: skip

    assert "ask your coordinator" in said


async def test_an_expired_code_is_refused(
    client: httpx.AsyncClient, code: str, clock: StoppedClock
):
    clock.forward(days=3)

    said = await refused(client, code, 410, "enrolment-code-expired")

    assert "until 07 October 2026, 07:00 UTC" in said


async def test_a_used_code_is_refused(client: httpx.AsyncClient, code: str):
    await enrolled(client, code)

    said = await refused(client, code, 409, "enrolment-code-used")

    assert "each code works once" in said


async def test_of_two_who_use_one_code_at_once_one_is_enrolled(
    client: httpx.AsyncClient, store: Store, code: str
):
    answers = await asyncio.gather(
        *(client.post("/api/v1/enrol", json=message(code)) for _ in range(4))
    )

    assert sorted(each.status_code for each in answers) == [200, 409, 409, 409]
    with store.reading() as db:
        assert len(db.exec(select(Device)).all()) == 1


async def test_a_laptop_that_lost_the_answer_may_ask_again(
    client: httpx.AsyncClient, code: str, form: Form, clock: StoppedClock
):
    lost = message(code)
    first = (await client.post("/api/v1/enrol", json=lost)).json()
    clock.forward(minutes=5)

    again = (await client.post("/api/v1/enrol", json=lost)).json()

    assert again == first
    token = {"Authorization": f"Bearer {again['token']}"}
    assert (await client.get("/api/v1/changes?protocol=2", headers=token)).status_code == 200
    assert (await client.post("/api/v1/enrol", json=lost)).json() == first
    assert (await client.get("/api/v1/changes?protocol=2", headers=token)).status_code == 200
    del form


async def test_each_device_has_a_long_token_of_its_own(
    client: httpx.AsyncClient, store: Store, mission: Mission, team: Team
):
    tokens: set[str] = set()
    for _ in range(3):
        with store.writing() as db:
            length = timedelta(hours=1)
            given = issue_code(db, mission.code, team.code, length=length, now=START)
        tokens.add((await client.post("/api/v1/enrol", json=message(given.code))).json()["token"])

    assert len(tokens) == 3
    assert {len(each) for each in tokens} == {43}


async def test_once_a_laptop_has_sent_its_code_gives_nothing_more(
    client: httpx.AsyncClient, code: str, form: Form
):
    device = await enrolled(client, code)
    device.write(a_report(form))
    await device.sync(client)

    same = message(code, public_key=seal.public_key_of(device.seed))
    answer = await client.post("/api/v1/enrol", json=same)

    assert answer.json()["code"] == "enrolment-code-used"


async def test_guessing_is_slowed_down(client: httpx.AsyncClient, code: str, clock: StoppedClock):
    for _ in range(MOST_WRONG):
        await refused(client, "WRONG", 403, "enrolment-code-unknown")

    assert "Wait 10 min" in await refused(client, code, 429, "too-many-attempts")

    clock.forward(minutes=10)
    assert (await client.post("/api/v1/enrol", json=message(code))).status_code == 200


def test_guesses_at_several_server_processes_are_counted_together(store: Store):
    one, other = WrongCodes(store), WrongCodes(store)
    for number in range(MOST_WRONG):
        (one if number % 2 else other).count("10.0.0.7", now=START)

    with pytest.raises(TooManyAttempts):
        one.require_patience("10.0.0.7", now=START)
    one.require_patience("10.0.0.8", now=START)


async def test_another_protocol_is_told_what_is_spoken(client: httpx.AsyncClient, code: str):
    answer = await client.post("/api/v1/enrol", json=message(code, protocol=7, novelty="yes"))

    assert answer.json()["code"] == "protocol-not-spoken"
    assert answer.json()["spoken"] == list(SPOKEN_VERSIONS)


@pytest.mark.parametrize(
    "changes", [{"public_key": "short"}, {"code": 7}, {"extra": 1}, {"name": "x" * 81}]
)
async def test_what_is_not_in_the_agreed_form_is_refused(
    client: httpx.AsyncClient, code: str, changes: dict[str, object]
):
    answer = await client.post("/api/v1/enrol", json=message(code) | changes)

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid-request")


def test_codes_are_for_teams_that_exist(store: Store, mission: Mission, team: Team):
    with store.writing() as db:
        with pytest.raises(NoSuchMission, match=mission.code):
            issue_code(db, "elsewhere", team.code, length=timedelta(hours=1), now=START)
        with pytest.raises(NoSuchTeam, match=team.code):
            issue_code(db, mission.code, "99", length=timedelta(hours=1), now=START)
