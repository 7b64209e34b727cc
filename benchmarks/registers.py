"""A register of 31,000 stations: importing it, importing it again, and its pages.

Reading and checking are measured alone, by the budget, and whole imports with everything that is
written. Pages are answered by the application as servers call it, with a session and its rules.
"""

import asyncio
import io
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from time import perf_counter, process_time

import httpx
from openpyxl import Workbook

from benchmarks.servers import HOMES, Home
from benchmarks.table import Figure, print_table
from server.accounts import service as accounts
from server.accounts import sessions
from server.accounts.caller import Standing, operator
from server.accounts.models import Role
from server.app import build_app
from server.config import Settings
from server.database import Store
from server.imports.examining import Said, mapping_of, opened
from server.imports.importer import Reading
from server.imports.service import Outcome, import_table
from server.missions.models import Mission
from server.missions.service import load_mission
from server.stations.importer import StationImporter
from server.stations.register import BY_CODE, read_register
from server.tabular.reading import read_table
from shared.clock import system_clock

STATIONS = 31_000
ROUNDS = 5
READ_BUDGET = 20_000
"""Stations a second, read and checked."""
PAGE_BUDGET_MS = 100
IMPORTER = StationImporter()
HEADER = ["code", "name", "oblast", "rayon", "address", "setting", "kind", "voters", "latitude",
          "longitude", "ward"]  # fmt: skip
MISSION = """
code: bench-2026
title: Benchmark
election: {name: Elections, date: 2026-10-04, country: XX, timezone: Asia/Almaty}
sample: {design: convenience}
"""
PAGES = {
    "the list": "",
    "its last page": f"?page={STATIONS // 100 - 1}",
    "search, another script": "?words=shkola+gimnaziia+30500",
    "search that finds nothing": "?words=zzzz",
    "a region's hospitals": "?region=Область+3&kind=hospital",
}


def rows(name: str = "Школа-гимназия") -> list[list[str]]:
    """Return the register's rows; one in ten has the name `name` in it."""
    return [
        [
            f"{n:06}", f"{name if n % 10 == 0 else 'Школа-гимназия'} № {n}", f"Область {n % 17}",
            f"Район {n % 203}", f"улица Абая, дом {n % 400}", "urban" if n % 3 else "rural",
            "hospital" if n % 50 == 0 else "ordinary", str(n % 3000),
            f"{40 + n % 15}.{n % 1000:03}", f"{50 + n % 30}.{n % 1000:03}", f"W{n % 77}",
        ]
        for n in range(STATIONS)
    ]  # fmt: skip


def as_csv(table: list[list[str]]) -> bytes:
    """Return the rows as a CSV file."""
    lines = (",".join(f'"{cell}"' if "," in cell else cell for cell in row) for row in table)
    return "\n".join([",".join(HEADER), *lines]).encode()


def as_xlsx(table: list[list[str]]) -> bytes:
    """Return the rows as a workbook."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in [HEADER, *table]:
        sheet.append(row)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def measure() -> None:
    """Print how fast registers are read, imported and shown."""
    table = rows()
    _measure_reading({"CSV": as_csv(table), "XLSX": as_xlsx(table)})
    for open_home in HOMES.values():
        with open_home() as home:
            _measure_home(home, as_csv(table), as_csv(rows("Лицей")))


def _measure_reading(files: dict[str, bytes]) -> None:
    figures: list[Figure] = []
    for kind, content in files.items():
        seconds = min(_seconds(lambda content=content: _read(content)) for _ in range(3))
        speed = STATIONS / seconds
        is_csv = kind == "CSV"
        budget = f"{READ_BUDGET:,} a second" if is_csv else ""
        kept = speed >= READ_BUDGET if is_csv else None
        what, said = f"{kind}, {len(content) / 1e6:.1f} MB", f"{speed:,.0f} stations a second"
        figures.append(Figure(what, said, budget, kept))
    print_table(f"Reading and checking {STATIONS:,} stations, CPU", figures)


def _read(content: bytes) -> None:
    table = read_table(content, "register")
    file = opened(table, IMPORTER, Said(), mapping_of(table, IMPORTER, Said(), {}))
    found = read_register(Reading(file.columns, file.rows(IMPORTER), file.errors, {}), BY_CODE)
    assert len(found.stations) == STATIONS
    assert not file.errors.total


def _measure_home(home: Home, content: bytes, changed: bytes) -> None:
    store = home.store()
    try:
        mission = _mission(store)
        first = _seconds(lambda: _import(store, mission, content))
        again = _seconds(lambda: _import(store, mission, content))
        tenth = _seconds(lambda: _import(store, mission, changed))
        pages = asyncio.run(_pages(home, store))
    finally:
        store.close()
    figures = [
        Figure("first import, with all that is written", f"{first:.1f} s of CPU"),
        Figure("the same file again", f"{again:.1f} s, {again / first:.2f} of the first"),
        Figure("a tenth of it changed", f"{tenth:.1f} s"),
    ]
    figures += [
        Figure(
            f"page: {what}",
            f"{cpu:.0f} ms of CPU, {ms:.0f} ms in all",
            f"{PAGE_BUDGET_MS} ms of CPU",
            cpu <= PAGE_BUDGET_MS,
        )
        for what, (cpu, ms) in pages.items()
    ]
    print_table(f"A register of {STATIONS:,} stations, {home.name}", figures)


def _mission(store: Store) -> Mission:
    with store.writing() as db, tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
        file.write(MISSION)
        file.flush()
        mission, _ = load_mission(db, Path(file.name), now=system_clock())
        db.flush()
        db.refresh(mission)
        db.expunge(mission)
    return mission


def _import(store: Store, mission: Mission, content: bytes) -> Outcome:
    return import_table(
        store, mission, IMPORTER, "register.csv", content, Said(), by=operator(), now=system_clock()
    )


async def _pages(home: Home, store: Store) -> dict[str, tuple[float, float]]:
    """Return of each page the milliseconds of CPU, and in all, as fast as it came in a few rounds.

    CPU is this process's: of SQLite all of it, of PostgreSQL without the database.
    """
    settings = Settings(home=home.folder, database_url=store.url, secure_cookies=False)
    app = build_app(settings, system_clock, store)
    now = system_clock()
    with store.writing() as db:
        account = accounts.create_account(
            db, "bench", Standing(Role.ADMIN), "a long passphrase", now=now
        )
        opened_session = sessions.open_session(db, account.id, lasting=timedelta(hours=1), now=now)
    found: dict[str, tuple[float, float]] = {}
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://bench") as browser:
        browser.cookies.set("evenhand", opened_session.token)
        for what, query in PAGES.items():
            times: list[tuple[float, float]] = []
            for _ in range(ROUNDS):
                begun, worked = perf_counter(), process_time()
                answer = await browser.get(f"/m/bench-2026/stations{query}")
                ended = process_time() - worked, perf_counter() - begun
                times.append((ended[0] * 1000, ended[1] * 1000))
                assert answer.status_code == 200, answer.text
            found[what] = min(times)
    return found


def _seconds(deed: Callable[[], object]) -> float:
    begun = process_time()
    deed()
    return process_time() - begun


if __name__ == "__main__":
    measure()
