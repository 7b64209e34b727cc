"""What it costs to ask who comes and whether they may: the same route, bare and guarded.

No HTTP in between: the application is called as servers call it, so that the ratio tells of the
check alone. The guarded route looks its session up in the database, and the mission; the bare one
does nothing.
"""

import asyncio
import statistics
import tempfile
from datetime import timedelta
from pathlib import Path
from time import perf_counter

from fastapi import FastAPI
from fastapi.responses import PlainTextResponse
from sqlalchemy import text
from starlette.types import Message, Scope

from benchmarks.servers import HOMES, Home
from benchmarks.table import Figure, print_table
from server.accounts import service, sessions, tokens, trail
from server.accounts.caller import Standing, operator
from server.accounts.models import Role
from server.accounts.tokens import Scope as TokenScope
from server.config import Settings
from server.database import Store
from server.missions.here import Here
from server.missions.service import load_mission
from shared.clock import system_clock

ROUNDS = 5
REQUESTS = 200
DEEDS = 200
GUARDED = "/m/{code}/devices.json"
MISSION = """
code: bench-2026
title: Benchmark
election: {name: Elections, date: 2026-10-04, country: XX, timezone: Europe/Paris}
sample: {design: convenience}
"""


def measure() -> None:
    """Print what the check costs, by session and by token, and what an entry of the trail costs."""
    for open_home in HOMES.values():
        with open_home() as home:
            _measure(home)


def _measure(home: Home) -> None:
    store = home.store()
    try:
        app, cookie, token = _prepared(home, store)
        bare = _seconds(app, "/bare", {})
        by_session = _seconds(app, "/m/bench-2026/devices.json", {"cookie": f"evenhand={cookie}"})
        by_token = _seconds(app, "/m/bench-2026/devices.json", {"authorization": f"Bearer {token}"})
        plain, recorded = _deeds(store, recording=False), _deeds(store, recording=True)
    finally:
        store.close()
    print_table(
        f"Access, {home.name}",
        [
            Figure("a bare route", f"{bare * 1e6:,.0f} µs"),
            Figure("guarded, by session", f"{by_session * 1e6:,.0f} µs, {by_session / bare:.1f} ×"),
            Figure("guarded, by token", f"{by_token * 1e6:,.0f} µs, {by_token / bare:.1f} ×"),
            Figure("a unit of work", f"{plain * 1e6:,.0f} µs"),
            Figure("with an entry of the trail", f"{recorded * 1e6:,.0f} µs"),
        ],
    )


def _prepared(home: Home, store: Store) -> tuple[FastAPI, str, str]:
    """Return an application with a bare and a guarded route, a session and a token."""
    now = system_clock()
    with store.writing() as db, tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
        file.write(MISSION)
        file.flush()
        mission, _ = load_mission(db, Path(file.name), now=now)
        account = service.create_account(
            db, "bench", Standing(Role.COORDINATOR, mission.id), "quiet rivers carry", now=now
        )
        session = sessions.open_session(db, account.id, lasting=timedelta(hours=1), now=now)
        _, token = tokens.make_token(db, account.id, TokenScope("bench", 1), now=now)
    app = FastAPI()
    app.state.store, app.state.clock = store, system_clock
    app.state.settings = Settings(
        home=home.folder, secure_cookies=False, database_url=home.database_url
    )

    @app.get("/bare")
    def bare() -> PlainTextResponse:  # pyright: ignore[reportUnusedFunction]
        return PlainTextResponse("ok")

    @app.get(GUARDED)
    def guarded(here: Here) -> PlainTextResponse:  # pyright: ignore[reportUnusedFunction]
        return PlainTextResponse(here.mission.code)

    return app, session.token, token


def _seconds(app: FastAPI, path: str, headers: dict[str, str]) -> float:
    """Return the seconds that one request takes: the best of some rounds."""
    scope: Scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "scheme": "http",
        "server": ("server", 80),
        "client": ("127.0.0.1", 1),
    }

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    statuses: set[int] = set()

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            statuses.add(message["status"])

    async def rounds() -> float:
        taken: list[float] = []
        for _ in range(ROUNDS):
            start = perf_counter()
            for _ in range(REQUESTS):
                await app(dict(scope), receive, send)
            taken.append((perf_counter() - start) / REQUESTS)
        return min(taken)

    seconds = asyncio.run(rounds())
    if statuses != {200}:
        raise SystemExit(f"{path} answered {sorted(statuses)}.")
    return seconds


def _deeds(store: Store, *, recording: bool) -> float:
    """Return the seconds of a unit of work that changes a row, and may record it."""
    taken: list[float] = []
    for number in range(DEEDS):
        start = perf_counter()
        with store.writing() as db:
            db.connection().execute(text("UPDATE mission SET title = :n"), {"n": str(number)})
            if recording:
                trail.record(db, operator(), "bench.done", now=system_clock(), entry=number)
        taken.append(perf_counter() - start)
    return statistics.median(taken)


if __name__ == "__main__":
    measure()
