"""A coordinator's way through the pages, in a real browser."""

import re
from collections.abc import Generator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect

from server.accounts.models import Role
from server.accounts.secrets import hash_password
from server.config import Settings
from server.database import Store
from server.missions.models import Mission
from shared.ids import new_id
from tests.server.builders import a_station
from tests.server.kept_reports import Keep
from tests.server.staff import an_account

pytestmark = pytest.mark.browser
PASSWORD = "quiet rivers carry stones"
COMMENT = "<b onmouseover=alert(1)>Three steps</b>, no rail."


@dataclass
class Watched:
    """A page, and what went on behind it."""

    page: Page
    address: str
    complaints: list[str] = field(default_factory=list[str])
    hosts: set[str] = field(default_factory=set[str])

    def open(self, path: str) -> None:
        self.page.goto(self.address + path)

    def sign_in(self) -> None:
        self.open("/")
        self.page.get_by_label("Account").fill("aigul")
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("button", name="Sign in", exact=True).click()


def watch(page: Page, address: str) -> Watched:
    watched = Watched(page, address)

    def on_console(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            watched.complaints.append(message.text)

    def on_request(request: Request) -> None:
        watched.hosts.add(urlsplit(request.url).netloc)

    page.on("console", on_console)
    page.on("request", on_request)
    page.on("pageerror", lambda error: watched.complaints.append(str(error)))
    return watched


@pytest.fixture(params=[1280, 390], ids=["desk", "telephone"])
def browser_page(
    request: pytest.FixtureRequest, chromium: Browser, address: str
) -> Generator[Watched]:
    """A fresh browser window without JavaScript: the pages need none."""
    context = chromium.new_context(
        viewport={"width": request.param, "height": 840}, java_script_enabled=False
    )
    context.set_default_timeout(10_000)
    yield watch(context.new_page(), address)
    context.close()


@pytest.fixture
def filled(store: Store, mission: Mission, keep: Keep) -> Mission:
    """A mission with fourteen reports; two say that there is no ramp."""
    an_account(store, "aigul", Role.COORDINATOR, password_hash=hash_password(PASSWORD))
    for number in range(1, 15):
        station = a_station(store, mission, f"{number:04}")
        missing = number in {3, 9}
        keep(
            station_code=station.code,
            station_id=station.id,
            report_id=new_id(),
            answers={"ramp": "no" if missing else "yes", "booths": number},
            comments={"ramp": COMMENT} if missing else {},
        )
    keep(station_code="9999", state="quarantined", judgement="Station 9999 is not registered.")
    return mission


def test_from_the_sign_in_to_the_report_behind_a_figure(browser_page: Watched, filled: Mission):
    page = browser_page.page
    browser_page.sign_in()

    expect(page).to_have_url(re.compile(rf"/m/{filled.code}$"))
    expect(page.get_by_text("14 of 14 in the register")).to_be_visible()
    expect(page.get_by_text("Station 9999 is not registered.")).to_be_attached()

    page.get_by_role("link", name="Findings").click()
    page.get_by_role("link", name="Voting").click()
    ramp = page.locator("#q-ramp")
    expect(ramp.get_by_role("row", name="No", exact=False).first).to_be_visible()
    ramp.get_by_role("link", name="2 of 14", exact=True).click()

    expect(page.get_by_role("heading", name="2 of 14 reports: No")).to_be_visible()
    expect(page.get_by_text(COMMENT).first).to_be_attached()
    page.get_by_role("link", name="0003").click()

    expect(page.get_by_role("heading", name="Voting, station 0003")).to_be_visible()
    page.get_by_role("link", name="Statement").click()
    expect(page.get_by_text("sentences are drafted")).to_be_visible()

    assert browser_page.complaints == []
    assert browser_page.hosts == {urlsplit(browser_page.address).netloc}


def test_no_page_is_wider_than_its_window(browser_page: Watched, filled: Mission, keep: Keep):
    kept = keep(station_code="0099", answers={"ramp": "yes", "remarks": "word" * 60})
    browser_page.sign_in()

    for path in (
        "",
        "/reports",
        f"/reports/{kept.report_id}",
        "/findings",
        "/findings/voting?by=region:2",
        "/evidence?form=voting&question=ramp&value=no",
        "/devices",
    ):
        browser_page.open(f"/m/{filled.code}{path}")
        overhang = browser_page.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert overhang == 0, path


def test_the_keyboard_reaches_the_content_first(browser_page: Watched):
    browser_page.open("/sign-in")
    page = browser_page.page

    expect(page.get_by_label("Account")).to_be_focused()
    page.locator("body").press("Shift+Tab")
    page.locator("body").press("Shift+Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()


def test_signing_out_ends_it(browser_page: Watched, filled: Mission):
    browser_page.sign_in()
    browser_page.page.get_by_role("button", name="Sign out").click()
    expect(browser_page.page.get_by_text("You are signed out.")).to_be_visible()

    browser_page.open(f"/m/{filled.code}")

    expect(browser_page.page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()


class TestWithSecureCookies:
    """As delivered: the cookie is for HTTPS, and browsers make an exception for localhost."""

    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return settings.model_copy(update={"secure_cookies": True})

    @pytest.mark.usefixtures("filled")
    @pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
    def test_one_can_sign_in_on_the_same_machine(self, chromium: Browser, address: str, host: str):
        context = chromium.new_context()
        watched = watch(context.new_page(), address.replace("127.0.0.1", host))
        watched.sign_in()

        expect(watched.page.get_by_role("button", name="Sign out")).to_be_visible()
        assert [cookie.get("name") for cookie in context.cookies()] == ["__Host-evenhand"]
        context.close()
