"""A thousand observers: a list of them imported, their pages, and their names opened.

The pages are asked of the application as servers ask it, without sockets in between.
"""

import asyncio
import random
from collections.abc import Callable
from datetime import timedelta
from time import perf_counter

import httpx

from benchmarks.servers import HOMES, Home
from benchmarks.table import Figure, print_table
from server.accounts import service as accounts
from server.accounts import sessions
from server.accounts.caller import Standing, operator
from server.accounts.models import Role
from server.app import build_app
from server.config import Settings
from server.database import Store
from server.imports.examining import Said
from server.imports.service import import_table
from server.missions.models import Mission
from server.missions.service import load_mission
from server.people.importer import PeopleImporter
from server.people.names import Names
from shared.clock import system_clock

OBSERVERS = 1000
ROUNDS = 5
MISSION = """
code: bench-2026
title: Benchmark
election: {name: Elections, date: 2026-10-04, country: XX, timezone: Europe/Paris}
sample: {design: convenience}
"""
COLUMNS = "code,role,nationality,languages,accreditation,badge,surname,given name,e-mail,passport"
FAMILY = ("Сағынтаева", "Martin", "Yılmaz", "Ахметов", "Kovács", "Toktogulov", "Əliyev", "Schmidt")
GIVEN = ("Айгүл", "Jean", "Elif", "Ерлан", "Anna", "Bakyt", "Leyla", "Hans")


def measure() -> None:
    """Print how long a thousand observers take to import, to list and to find by name."""
    for open_home in HOMES.values():
        with open_home() as home:
            _measure(home)


def _measure(home: Home) -> None:
    store = home.store()
    settings = Settings(home=home.folder, database_url=home.database_url, secure_cookies=False)
    names = Names(settings)
    try:
        mission, cookie = _prepared(store)
        content = _list()
        first = _timed(lambda: _import(store, mission, names, content))
        again = _timed(lambda: _import(store, mission, names, content))
        pages = asyncio.run(_pages(settings, store, cookie))
    finally:
        names.close()
        store.close()
    print_table(
        f"{OBSERVERS:,} observers, {home.name}",
        [
            Figure("a list imported, names sealed", f"{first:.2f} s"),
            Figure("the same list again", f"{again:.2f} s"),
            *(Figure(what, f"{seconds * 1e3:,.0f} ms") for what, seconds in pages.items()),
        ],
    )


def _prepared(store: Store) -> tuple[Mission, str]:
    """Return a mission, and the cookie of a coordinator."""
    now = system_clock()
    with store.writing() as db:
        mission, _ = load_mission(db, MISSION, now=now)
        standing = Standing(Role.COORDINATOR)
        account = accounts.create_account(db, "bench", standing, "quiet rivers carry", now=now)
        opened = sessions.open_session(db, account.id, lasting=timedelta(hours=1), now=now)
        db.flush()
        db.refresh(mission)
        db.expunge(mission)
    return mission, opened.token


def _list() -> bytes:
    draw = random.Random(4711)  # noqa: S311 - test data
    rows = [COLUMNS]
    for number in range(OBSERVERS):
        status = draw.choice(("accredited", "accredited", "applied", "refused"))
        rows.append(
            f'{number:04},{draw.choice(("sto", "lto"))},{draw.choice(("KZ", "FR", "TR"))},"ru, en",'
            f"{status},B-{number:05},{draw.choice(FAMILY)},{draw.choice(GIVEN)},"
            f"p{number}@example.org,N {number:07}"
        )
    return "\n".join(rows).encode()


def _import(store: Store, mission: Mission, names: Names, content: bytes) -> None:
    importer = PeopleImporter(names)
    import_table(
        store, mission, importer, "people.csv", content, Said(), by=operator(), now=system_clock()
    )


async def _pages(settings: Settings, store: Store, cookie: str) -> dict[str, float]:
    """Return the median seconds of each page."""
    app = build_app(settings, store=store)
    path = "/m/bench-2026/observers"
    headers = {"accept": "text/html", "sec-fetch-site": "same-origin"}
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(
            transport=httpx.ASGITransport(app),
            base_url="http://bench",
            headers=headers,
            cookies={"evenhand": cookie},
        ) as client,
    ):
        asked: dict[str, tuple[str, str, dict[str, str]]] = {
            "the list, its first page": ("GET", path, {}),
            "narrowed to who lacks an accreditation": ("GET", f"{path}?lack=accreditation", {}),
            "the last page": ("GET", f"{path}?page=10", {}),
            "the first page with names": ("POST", "/m/bench-2026/observer-names", {}),
            "found by a name in another script": (
                "POST", "/m/bench-2026/observer-names", {"name": "sagyntaeva"},
            ),
            "all as CSV, by code": ("GET", f"{path}.csv", {}),
            "accreditation and what does not add up": ("GET", "/m/bench-2026/accreditation", {}),
        }  # fmt: skip
        return {what: await _median(client, *each) for what, each in asked.items()}


async def _median(client: httpx.AsyncClient, method: str, path: str, form: dict[str, str]) -> float:
    taken: list[float] = []
    for _ in range(ROUNDS):
        begun = perf_counter()
        answer = await client.request(method, path, data=form or None)
        taken.append(perf_counter() - begun)
        assert answer.status_code == 200, answer.text
    return sorted(taken)[ROUNDS // 2]


def _timed(deed: Callable[[], None]) -> float:
    begun = perf_counter()
    deed()
    return perf_counter() - begun


if __name__ == "__main__":
    measure()
