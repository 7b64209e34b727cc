"""Signing in and out with a browser: strangers, other sites, and the way back."""

import httpx
import pytest
from fastapi import FastAPI

from server.accounts.secrets import hash_password
from server.app import build_app
from server.config import Settings
from server.database import Store
from server.missions.models import Mission
from tests.server.builders import a_mission
from tests.server.conftest import StoppedClock
from tests.server.staff import PAGE, SAME_ORIGIN, an_account, signed_in

GOOD = "quiet rivers carry stones"
HASH = hash_password(GOOD)


async def sign_in(client: httpx.AsyncClient, **fields: str) -> httpx.Response:
    given = {"name": "aigul", "password": GOOD} | fields
    return await client.post("/sign-in", data=given, headers=PAGE | SAME_ORIGIN)


@pytest.fixture
def aigul(store: Store) -> None:
    an_account(store, password_hash=HASH)


async def test_a_stranger_with_a_browser_is_led_to_the_sign_in_and_back(client: httpx.AsyncClient):
    answer = await client.get("/m/example-2026/reports?form=voting", headers=PAGE)

    assert answer.status_code == 303
    assert answer.headers["location"] == (
        "/sign-in?next=%2Fm%2Fexample-2026%2Freports%3Fform%3Dvoting"
    )


async def test_a_stranger_with_a_program_is_told_in_the_one_shape(client: httpx.AsyncClient):
    answer = await client.get("/missions")

    assert answer.status_code == 401
    assert answer.json()["code"] == "sign-in-needed"


@pytest.mark.usefixtures("aigul")
async def test_signing_in_leads_back_to_where_one_was(client: httpx.AsyncClient):
    answer = await sign_in(client, next="/m/example-2026?form=voting")

    assert answer.status_code == 303
    assert answer.headers["location"] == "/m/example-2026?form=voting"


@pytest.mark.usefixtures("aigul")
@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "/\t/evil.example",
        "/\n//evil.example",
        "javascript:alert(1)",
        "",
    ],
)
async def test_signing_in_never_leads_to_another_site(client: httpx.AsyncClient, elsewhere: str):
    answer = await sign_in(client, next=elsewhere)

    assert answer.headers["location"] == "/"


@pytest.mark.usefixtures("aigul")
async def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(client: httpx.AsyncClient):
    cookie = (await sign_in(client)).headers["set-cookie"].lower()

    assert cookie.startswith("evenhand=")
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "path=/" in cookie


@pytest.mark.usefixtures("aigul")
async def test_over_https_the_cookie_is_bound_to_this_host(
    store: Store, clock: StoppedClock, settings: Settings
):
    app = build_app(settings.model_copy(update={"secure_cookies": True}), clock, store)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="https://h") as one:
        cookie = (await sign_in(one)).headers["set-cookie"]

    assert cookie.startswith("__Host-evenhand=")
    assert "Secure" in cookie
    assert "Domain" not in cookie


@pytest.mark.usefixtures("aigul")
async def test_a_wrong_password_says_so_and_keeps_the_name(client: httpx.AsyncClient):
    answer = await sign_in(client, password="wrong", next="/missions")

    assert answer.status_code == 401
    assert "The name or the password is wrong" in answer.text
    assert 'value="aigul"' in answer.text
    assert 'value="/missions"' in answer.text
    assert "set-cookie" not in answer.headers


async def test_guessing_is_told_how_long_to_wait(client: httpx.AsyncClient):
    for _ in range(5):
        await sign_in(client, name="nobody")
    answer = await sign_in(client, name="nobody")

    assert answer.status_code == 429
    assert answer.headers["retry-after"] == "4"
    assert "Wait 4 seconds" in answer.text


async def test_what_was_typed_comes_back_as_text_not_as_a_page(client: httpx.AsyncClient):
    answer = await sign_in(client, name='"><script>alert(1)</script>')

    assert "<script>" not in answer.text
    assert "&lt;script&gt;alert(1)" in answer.text


async def test_a_sign_in_that_has_ended_says_so(
    store: Store, client: httpx.AsyncClient, clock: StoppedClock
):
    signed_in(store, client, an_account(store))
    clock.forward(hours=12)

    answer = await client.get("/missions", headers=PAGE, follow_redirects=True)

    assert answer.url.path == "/sign-in"
    assert "Your sign-in has ended" in answer.text
    assert 'value="/missions"' in answer.text


async def test_after_signing_out_the_old_cookie_is_worth_nothing(
    store: Store, client: httpx.AsyncClient, mission: Mission
):
    signed_in(store, client, an_account(store))
    old = client.cookies["evenhand"]

    answer = await client.post("/sign-out", headers=PAGE | SAME_ORIGIN)
    assert answer.headers["location"] == "/sign-in?out=1"

    client.cookies.set("evenhand", old)
    assert (await client.get("/missions")).status_code == 401
    assert mission.code


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {},
    ],
)
async def test_another_site_changes_nothing_with_our_cookie(
    store: Store, client: httpx.AsyncClient, headers: dict[str, str]
):
    signed_in(store, client, an_account(store))

    answer = await client.post("/sign-out", headers=headers)

    assert answer.status_code == 403
    assert answer.json()["code"] == "foreign-request"
    assert (await client.get("/missions")).status_code == 200


async def test_another_site_signs_nobody_in(client: httpx.AsyncClient):
    answer = await client.post("/sign-in", headers={"origin": "https://evil.example"})

    assert answer.status_code == 403


async def test_a_page_over_plain_http_is_known_by_its_origin(
    store: Store, client: httpx.AsyncClient
):
    signed_in(store, client, an_account(store))

    answer = await client.post("/sign-out", headers={"origin": "http://server"})

    assert answer.status_code == 303


async def test_the_only_mission_is_where_one_arrives(
    store: Store, client: httpx.AsyncClient, mission: Mission
):
    signed_in(store, client, an_account(store))

    answer = await client.get("/missions", headers=PAGE)

    assert answer.headers["location"] == f"/m/{mission.code}"


async def test_an_account_of_one_mission_does_not_learn_of_others(
    store: Store, client: httpx.AsyncClient, mission: Mission
):
    other = a_mission(store, "other-2026", title="Other observation")
    signed_in(store, client, an_account(store, mission=mission))

    hidden = await client.get(f"/m/{other.code}")
    missing = await client.get("/m/nothing")

    assert hidden.status_code == missing.status_code == 404
    assert hidden.json()["detail"].replace("other-2026", "nothing") == missing.json()["detail"]
    assert "Other observation" not in (await client.get("/missions")).text


@pytest.mark.parametrize("path", ["/sign-in", "/nothing", "/openapi.json", "/static/evenhand.css"])
async def test_every_answer_keeps_other_sites_and_scripts_out(client: httpx.AsyncClient, path: str):
    headers = (await client.get(path, headers=PAGE)).headers

    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


async def test_pages_stay_out_of_caches_and_the_stylesheet_does_not(client: httpx.AsyncClient):
    page = await client.get("/sign-in")
    style = await client.get("/static/evenhand.css")

    assert page.headers["cache-control"] == "no-store"
    assert "max-age" in style.headers["cache-control"]


async def test_a_problem_is_a_page_for_who_reads_pages(app: FastAPI, client: httpx.AsyncClient):
    answer = await client.get("/nothing", headers=PAGE)

    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")
    assert "Nothing answers at this address" in answer.text
    assert app.title not in answer.headers
