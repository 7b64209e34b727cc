"""Accounts in a real browser: an invitation, an app, a passkey; and pages that fit their window."""

import re
from collections.abc import Generator

import pytest
from playwright.sync_api import Browser, Page, expect
from pyotp.totp import TOTP

from server.accounts import invitations
from server.accounts.caller import Operator, Standing
from server.accounts.models import Role
from server.accounts.secrets import hash_password
from server.database import Store
from server.missions.models import Mission
from tests.server.builders import START
from tests.server.staff import an_account

pytestmark = pytest.mark.browser
PASSWORD = "quiet rivers carry stones"


@pytest.fixture
def by_name(address: str) -> str:
    """The same server by a name: passkeys are bound to names, and to no bare address."""
    return address.replace("127.0.0.1", "localhost")


@pytest.fixture
def page(chromium: Browser) -> Generator[Page]:
    context = chromium.new_context(viewport={"width": 1280, "height": 840})
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


@pytest.fixture
def admin(store: Store) -> str:
    return an_account(store, "root", Role.ADMIN, password_hash=hash_password(PASSWORD)).name


def sign_in(page: Page, address: str, name: str, then: str = "/account") -> None:
    page.goto(f"{address}/sign-in?next={then}")
    page.get_by_label("Account").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_an_invited_person_comes_in_and_sets_up_an_app(
    store: Store, page: Page, by_name: str, mission: Mission
):
    with store.writing() as db:
        standing = Standing(Role.ANALYST, mission.id)
        _, secret = invitations.invite(db, standing, name="dana", by=Operator("root"), now=START)

    page.goto(f"{by_name}/invitation?code={secret}")
    expect(page.get_by_text("root invites you as analyst: Opening observation")).to_be_visible()
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_role("button", name="Make the account").click()
    expect(page.get_by_text("The password is kept.")).to_be_visible()

    sign_in(page, by_name, "dana")
    page.get_by_role("link", name="Set up an authenticator app").click()
    expect(page.locator(".qr svg")).to_be_visible()
    key = page.locator("code").first.inner_text().replace(" ", "")
    page.get_by_label("Six digits").fill(TOTP(key).at(START))
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Set it up").click()
    codes = page.locator(".secrets code").all_inner_texts()
    assert len(codes) == 10

    page.get_by_role("button", name="Sign out", exact=True).first.click()
    sign_in(page, by_name, "dana")
    page.get_by_label("Six digits").fill(codes[0])
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("9 recovery codes are left.")).to_be_visible()


def test_a_passkey_is_made_and_signs_in_by_itself(page: Page, by_name: str, admin: str):
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")  # pyright: ignore[reportUnknownMemberType]
    session.send(  # pyright: ignore[reportUnknownMemberType]
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    sign_in(page, by_name, admin)
    page.get_by_label("Its name").fill("Laptop")
    page.locator("#passkey-password").fill(PASSWORD)
    page.get_by_role("button", name="Make a passkey").click()
    expect(page.get_by_text("The passkey is kept. Your recovery codes:")).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("^Laptop"))).to_be_visible()

    page.get_by_role("button", name="Sign out", exact=True).first.click()
    page.get_by_role("button", name="Sign in with a passkey").click()

    expect(page).to_have_url(re.compile("/missions$"))
    page.goto(f"{by_name}/account")
    expect(page.get_by_role("row", name=re.compile("passkey.*this one"))).to_be_visible()


@pytest.mark.parametrize("width", [1280, 390])
def test_no_page_about_people_is_wider_than_its_window(
    page: Page, by_name: str, mission: Mission, admin: str, width: int, store: Store
):
    an_account(store, "coordinator.of.two.regions", mission=mission, regions=("Almaty", "Abai"))
    page.set_viewport_size({"width": width, "height": 840})
    sign_in(page, by_name, admin)
    page.goto(f"{by_name}/accounts")
    page.get_by_role("button", name="Make a link").click()
    expect(page.get_by_text("It works once, until")).to_be_visible()

    for path in ("/account", "/account/app", "/accounts", "/trail", "/m/{}/members", "/m/{}/trail"):
        page.goto(by_name + path.format(mission.code))
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
