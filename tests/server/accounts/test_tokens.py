"""Tokens of machines reach no further than their account, and end when they are told to."""

import base64
from datetime import timedelta

import httpx
import pytest

from server.accounts import service, tokens
from server.accounts.models import Account, Role
from server.accounts.problems import UnfitToken
from server.accounts.tokens import Scope
from server.database import Store
from server.missions.models import Mission
from tests.server.builders import START, a_mission
from tests.server.conftest import StoppedClock
from tests.server.staff import an_account


@pytest.fixture
def aigul(store: Store) -> Account:
    return an_account(store)


def make(store: Store, account: Account, **scope: object) -> str:
    given: dict[str, object] = {"name": "spreadsheet", "days": 1}
    with store.writing() as db:
        asked = Scope(**(given | scope))  # pyright: ignore[reportArgumentType]
        return tokens.make_token(db, account.id, asked, now=START)[1]


def bearer(secret: str) -> dict[str, str]:
    return {"authorization": f"Bearer {secret}"}


async def test_a_program_reads_as_its_account_would(
    store: Store, client: httpx.AsyncClient, mission: Mission, aigul: Account
):
    secret = make(store, aigul)
    path = f"/m/{mission.code}/devices.json"
    basic = base64.b64encode(f"anything:{secret}".encode()).decode()

    assert (await client.get(path, headers=bearer(secret))).status_code == 200
    assert (await client.get(path, headers={"authorization": f"Basic {basic}"})).status_code == 200
    assert (await client.get(path)).status_code == 401
    with store.reading() as db:
        assert [each.used_at for each in tokens.list_tokens(db, aigul.id, now=START)] == [START]


async def test_a_token_that_reads_changes_nothing_and_one_that_writes_does(
    store: Store, client: httpx.AsyncClient, mission: Mission, aigul: Account
):
    path = f"/m/{mission.code}/messages"

    refused = await client.post(path, data={"text": "Hello"}, headers=bearer(make(store, aigul)))
    writes = bearer(make(store, aigul, writes=True))
    taken = await client.post(path, data={"text": "Hello"}, headers=writes)

    assert refused.json()["code"] == "token-only-reads"
    assert taken.json()["code"] == "nobody-to-tell"


async def test_a_token_of_one_mission_sees_no_other(
    store: Store, client: httpx.AsyncClient, mission: Mission
):
    other = a_mission(store, "other-2026")
    admin = an_account(store, "root", Role.ADMIN)
    secret = bearer(make(store, admin, mission_id=mission.id))

    assert (await client.get(f"/m/{mission.code}/devices", headers=secret)).status_code == 200
    hidden = await client.get(f"/m/{other.code}/devices", headers=secret)
    assert (hidden.status_code, hidden.json()["code"]) == (404, "no-such-mission")
    assert (await client.get("/accounts", headers=secret)).status_code == 403


async def test_a_token_never_changes_who_may_sign_in(
    store: Store, client: httpx.AsyncClient, aigul: Account
):
    secret = bearer(make(store, aigul, writes=True))

    answer = await client.post("/account/tokens", data={"name": "more"}, headers=secret)

    assert answer.status_code == 403


async def test_expired_revoked_and_disabled_tokens_are_refused_alike(
    store: Store, client: httpx.AsyncClient, clock: StoppedClock, aigul: Account
):
    secrets = [make(store, aigul), make(store, aigul), "evh_never-made"]
    with store.writing() as db:
        newest, *_ = tokens.list_tokens(db, aigul.id, now=START)
        tokens.revoke(db, aigul.id, newest.id, now=START)
    clock.forward(days=1)
    answers = [await client.get("/missions", headers=bearer(each)) for each in secrets]

    assert {(each.status_code, each.json()["code"]) for each in answers} == {(401, "token-refused")}


def test_shutting_an_account_revokes_its_tokens(store: Store, aigul: Account):
    secret = make(store, aigul)
    with store.writing() as db:
        service.disable(db, aigul.name, now=START)
        service.enable(db, service.get_by_id(db, aigul.id))

    with store.reading() as db:
        assert tokens.find_caller(db, secret, now=START) is None


@pytest.mark.parametrize("scope", [{"name": " "}, {"name": "x" * 61}, {"days": 0}, {"days": 367}])
def test_a_token_without_a_purpose_or_an_end_is_not_made(
    store: Store, aigul: Account, scope: dict[str, object]
):
    with pytest.raises(UnfitToken):
        make(store, aigul, **scope)


def test_an_account_has_no_more_tokens_than_anyone_can_look_after(store: Store, aigul: Account):
    with store.writing() as db:
        for _ in range(tokens.MOST_TOKENS):
            tokens.make_token(db, aigul.id, Scope("one more", 1), now=START)
        with pytest.raises(UnfitToken, match="Revoke"):
            tokens.make_token(db, aigul.id, Scope("too many", 1), now=START)
        later = START + timedelta(days=2)
        tokens.make_token(db, aigul.id, Scope("after they ended", 1), now=later)
        assert len(tokens.list_tokens(db, aigul.id, now=later)) == 1
