"""One's own account and other people's, as pages: what asks for a password, and what nobody may."""

import re

import httpx
import pytest
from pyotp.totp import TOTP

from server.accounts import factors, memberships, sessions
from server.accounts.models import Account, Role
from server.accounts.secrets import hash_password, is_password
from server.accounts.trail_reading import Wanted, search
from server.database import Store
from server.missions.models import Mission
from tests.server.builders import START, a_mission
from tests.server.staff import PAGE, SAME_ORIGIN, an_account, signed_in

GOOD = "quiet rivers carry stones"
NEW = "other rivers carry sand"
HASH = hash_password(GOOD)


@pytest.fixture
def aigul(store: Store) -> Account:
    return an_account(store, password_hash=HASH)


@pytest.fixture
def browser(store: Store, client: httpx.AsyncClient, aigul: Account) -> httpx.AsyncClient:
    client.headers.update(PAGE | SAME_ORIGIN)
    return signed_in(store, client, aigul)


def deeds(store: Store) -> list[str]:
    with store.reading() as db:
        return [each.deed for each in search(db, Wanted())]


async def test_a_new_password_needs_the_old_one_and_signs_other_browsers_out(
    store: Store, browser: httpx.AsyncClient, aigul: Account
):
    with store.writing() as db:
        sessions.open_session(db, aigul.id, lasting=START - START.replace(hour=0), now=START)

    wrong = await browser.post("/account/password", data={"password": "x", "new": NEW})
    weak = await browser.post("/account/password", data={"password": GOOD, "new": "Password-2026!"})
    done = await browser.post("/account/password", data={"password": GOOD, "new": NEW})

    assert (wrong.status_code, weak.status_code, done.status_code) == (401, 422, 303)
    assert "one of those that are tried first" in weak.text
    with store.reading() as db:
        assert is_password(NEW, db.get_one(Account, aigul.id).password_hash)
        assert len(sessions.list_sessions(db, aigul.id, now=START)) == 1
    assert deeds(store) == ["account.password_changed"]
    assert (await browser.get("/account?done=password")).status_code == 200


async def test_guessing_the_password_on_the_account_page_has_to_wait_too(
    browser: httpx.AsyncClient,
):
    for _ in range(5):
        await browser.post("/account/recovery-codes", data={"password": "x"})

    assert (
        await browser.post("/account/recovery-codes", data={"password": GOOD})
    ).status_code == 429


async def test_who_owes_a_second_factor_is_led_to_it_and_then_everything_is_open(
    store: Store, browser: httpx.AsyncClient, mission: Mission
):
    with store.writing() as db:
        factors.demand(db, None, {Role.COORDINATOR})

    led = await browser.get(f"/m/{mission.code}/devices")
    assert led.headers["location"] == "/account"
    plain = await browser.get(f"/m/{mission.code}/devices", headers={"accept": "*/*"})
    assert plain.json()["code"] == "second-factor-needed"
    assert "Your role needs a second factor" in (await browser.get("/account")).text

    shown = await browser.get("/account/app")
    key = re.search(r"<code>([A-Z2-7 ]+)</code>", shown.text)
    assert key is not None
    digits = TOTP(key[1].replace(" ", "")).at(START)
    done = await browser.post("/account/app", data={"password": GOOD, "code": digits})

    assert len(re.findall(r"<li><code>", done.text)) == 10
    assert (await browser.get(f"/m/{mission.code}/devices")).status_code == 200


async def test_one_session_or_all_others_are_ended_and_nobody_elses(
    store: Store, browser: httpx.AsyncClient, aigul: Account
):
    dana = an_account(store, "dana")
    length = START - START.replace(hour=0)
    with store.writing() as db:
        for account in (aigul, aigul, dana):
            sessions.open_session(db, account.id, lasting=length, now=START)
    with store.reading() as db:
        (foreign,) = sessions.list_sessions(db, dana.id, now=START)

    await browser.post(f"/account/sessions/{foreign.id}/end")
    await browser.post("/account/sessions/end")

    with store.reading() as db:
        assert len(sessions.list_sessions(db, dana.id, now=START)) == 1
        assert len(sessions.list_sessions(db, aigul.id, now=START)) == 1
    assert (await browser.get("/account")).status_code == 200


async def test_a_token_is_shown_once(browser: httpx.AsyncClient):
    asked = {"name": "spreadsheet", "days": "30", "password": GOOD}

    made = await browser.post("/account/tokens", data=asked)
    again = await browser.get("/account")

    secret = re.search(r"evh_[\w-]{43}", made.text)
    assert secret is not None
    assert "spreadsheet" in again.text
    assert secret[0] not in again.text


async def test_an_admin_of_one_mission_rules_in_it_and_nowhere_else(
    store: Store, client: httpx.AsyncClient, mission: Mission
):
    client.headers.update(PAGE | SAME_ORIGIN)
    other = a_mission(store, "other-2026")
    admin = an_account(store, "root", Role.ADMIN, mission=mission)
    member = an_account(store, "dana", Role.VIEWER, mission=mission)
    stranger = an_account(store, "serik", Role.VIEWER, mission=other)
    signed_in(store, client, admin)
    path = f"/m/{mission.code}/members"

    given = await client.post(f"{path}/{member.id}/role", data={"role": "drafter"})
    missing = await client.post(f"{path}/{stranger.id}/role", data={"role": "admin"})
    self = await client.post(f"{path}/{admin.id}/role", data={"role": "viewer"})
    partner = await client.post(f"{path}/{member.id}/role", data={"role": "partner"})
    gone = await client.post(f"{path}/{member.id}/removal")

    assert given.status_code == gone.status_code == 303
    assert (missing.status_code, self.status_code, partner.status_code) == (404, 422, 422)
    assert "A partner organisation is named" in partner.text
    with store.reading() as db:
        assert memberships.find_membership(db, member.id, mission.id) is None
        assert memberships.find_membership(db, stranger.id, mission.id) is None
    assert deeds(store) == ["account.lost_role", "account.given_role"]


async def test_an_administrator_invites_resets_and_shuts(
    store: Store, client: httpx.AsyncClient, aigul: Account
):
    client.headers.update(PAGE | SAME_ORIGIN)
    signed_in(store, client, an_account(store, "root", Role.ADMIN))

    invited = await client.post(
        "/accounts/invitations", data={"role": "coordinator", "within": "Almaty\nAbai"}
    )
    refused = await client.post("/accounts/invitations", data={"role": "viewer", "name": "aigul"})
    reset = await client.post(f"/accounts/{aigul.id}/reset")
    shut = await client.post(f"/accounts/{aigul.id}/disabling")

    assert "http://server/invitation?code=" in invited.text
    assert "in Almaty; Abai" in invited.text
    assert refused.status_code == 409
    assert 'name="name" value="aigul"' in refused.text  # what was typed is not lost
    assert "http://server/invitation?code=" in reset.text
    assert shut.status_code == 303
    assert "shut since" in (await client.get(f"/accounts/{aigul.id}")).text
    assert (await client.get("/trail?deed=account")).text.count("account aigul") == 2
    lines = (await client.get("/trail.csv")).text.splitlines()
    assert [line.split(",")[3] for line in lines[1:]] == [
        "trail.exported",
        "account.disabled",
        "account.reset_offered",
        "invitation.made",
    ]
