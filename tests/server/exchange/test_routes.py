"""The page on which reports are taken out, for each who may."""

import csv
import io
from zipfile import ZipFile

import httpx
import pytest

from server.accounts.models import Role
from server.accounts.tokens import Scope, make_token
from server.database import Store
from server.exchange import routes
from server.missions.models import Mission
from tests.server.builders import START, a_mission
from tests.server.kept_reports import Keep
from tests.server.staff import PAGE, SAME_ORIGIN, an_account, signed_in


@pytest.fixture
def mission(store: Store) -> Mission:
    teams = [{"code": "07", "organisation": "osce"}, {"code": "08", "organisation": ""}]
    return a_mission(store, document={"teams": teams})


class Browser:
    """Somebody's browser on the page of exports."""

    def __init__(self, store: Store, client: httpx.AsyncClient, mission: Mission) -> None:
        self._store, self._client, self._mission = store, client, mission
        self._path = f"/m/{mission.code}/exports"
        client.headers.update(PAGE)

    def become(self, role: Role, regions: tuple[str, ...] = ()) -> None:
        """Sign somebody in."""
        mission = self._mission if role is Role.PARTNER else None
        account = an_account(self._store, f"a {role}", role, mission=mission, regions=regions)
        signed_in(self._store, self._client, account)

    async def show(self) -> httpx.Response:
        return await self._client.get(self._path)

    async def take(self, **asked: str) -> httpx.Response:
        return await self._client.post(self._path, data=asked, headers=SAME_ORIGIN)


@pytest.fixture
def browser(store: Store, client: httpx.AsyncClient, mission: Mission) -> Browser:
    return Browser(store, client, mission)


def stations(answer: httpx.Response) -> list[str]:
    with ZipFile(io.BytesIO(answer.content)) as archive:
        text = archive.read("voting.csv").decode("utf-8-sig")
    return [row["station"] for row in csv.DictReader(io.StringIO(text))]


async def test_reports_are_taken_out_and_that_is_listed(browser: Browser, keep: Keep):
    keep(station_code="1")
    browser.become(Role.COORDINATOR)
    assert "Nothing yet." in (await browser.show()).text

    taken = await browser.take(format="csv", form="", people="true")

    assert taken.status_code == 200
    assert int(taken.headers["content-length"]) == len(taken.content)
    assert (
        'filename="example-2026-reports-20261004-0700.zip"' in taken.headers["content-disposition"]
    )
    assert stations(taken) == ["1"]
    listed = (await browser.show()).text
    assert "a coordinator" in listed
    assert "<td>people</td>" in listed


async def test_a_partner_takes_out_its_own_teams_reports_and_sees_its_own_exports(
    browser: Browser, keep: Keep
):
    keep(station_code="1", team_code="07")
    keep(station_code="2", team_code="08")
    browser.become(Role.ANALYST)
    assert stations(await browser.take(format="csv")) == ["1", "2"]
    browser.become(Role.PARTNER)
    page = (await browser.show()).text
    assert "a analyst" not in page
    assert "your own organisation" in page
    assert "exact_times" not in page
    assert stations(await browser.take(format="csv")) == ["1"]


async def test_a_coordinator_of_regions_takes_out_what_is_from_these(browser: Browser, keep: Keep):
    keep(station_code="1", region="North / Lake")
    keep(station_code="2", region="South")
    browser.become(Role.COORDINATOR, regions=("North",))
    assert stations(await browser.take(format="csv")) == ["1"]


async def test_too_much_and_nonsense_are_refused_in_words(browser: Browser, keep: Keep):
    keep()
    browser.become(Role.ANALYST)
    for asked, status, words in (
        ({"format": "csv", "people": "true"}, 403, "codes of teams and observers"),
        ({"format": "pdf"}, 422, "datapackage"),
        ({"format": "xlsx", "attachments": "true"}, 422, "no photographs"),
        ({"format": "csv", "form": "votign"}, 404, "It has: voting"),
        ({"format": "csv", "labels": "tlh"}, 422, "They are written in: en"),
        ({"format": "csv", "as_of": "noon"}, 422, "is not a moment"),
        ({"format": "csv", "as_of": "2020-01-01T00:00"}, 404, "nothing was written"),
    ):
        answer = await browser.take(**asked)
        assert (answer.status_code, words in answer.text) == (status, True), asked
    assert "Nothing yet." in (await browser.show()).text


async def test_machines_take_out_by_address(
    store: Store, client: httpx.AsyncClient, mission: Mission, keep: Keep
):
    keep(station_code="1")
    account = an_account(store, "a machine", Role.ANALYST)
    with store.writing() as db:
        _, secret = make_token(db, account.id, Scope("nightly", 1), now=START)
    address, bearer = f"/m/{mission.code}/exports/file", {"authorization": f"Bearer {secret}"}
    taken = await client.get(address, params={"format": "csv"}, headers=bearer)
    assert stations(taken) == ["1"]
    refused = await client.get(address, params={"format": "csv", "people": "1"}, headers=bearer)
    assert refused.json()["code"] == "export-not-granted"
    assert (await client.get(address, params={"format": "csv"})).status_code == 401


async def test_one_export_is_made_at_a_time(browser: Browser, keep: Keep):
    keep()
    browser.become(Role.ANALYST)
    with routes.ONE_AT_A_TIME:
        assert (await browser.take(format="csv")).status_code == 503
    assert (await browser.take(format="csv")).status_code == 200
