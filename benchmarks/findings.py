"""Findings of one form, all questions, by region, at 10,000 and at 100,000 reports."""

import random
import statistics
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from time import perf_counter
from typing import Any
from uuid import UUID

from sqlalchemy import insert
from sqlmodel import select

from benchmarks.laptop import some_answers, voting_form
from benchmarks.prepared import ELECTION_DAY, Laptop, enrolled
from benchmarks.table import Figure, print_table
from server.database import Store
from server.findings.service import Cut, findings
from server.forms.service import publish, read_library
from server.migrations.upgrade import upgrade
from server.missions.models import Mission
from server.reports.models import Revision, State
from shared.forms.answers import to_json
from shared.forms.model import Form
from shared.ids import new_id

SIZES = (10_000, 100_000)
REGIONS = 17
PER_STATION = 4
BUDGET_MS = 50
GROWTH_BUDGET = 1.5


def filled_store(folder: Path, reports: int) -> Store:
    """Return a database with `reports` accepted voting reports."""
    store = Store(f"sqlite:///{folder / 'evenhand.db'}")
    upgrade(store)
    laptop = Laptop()
    enrolled(store, [laptop])
    with store.writing() as db:
        mission = db.exec(select(Mission)).one()
        publish(db, mission.id, read_library("voting"), now=ELECTION_DAY)
        rows = list(revisions(reports, mission.id, laptop.device))
        for start in range(0, reports, 5_000):
            db.connection().execute(insert(Revision), rows[start : start + 5_000])
    return store


def revisions(reports: int, mission: UUID, device: UUID) -> Iterator[dict[str, Any]]:
    """Yield the rows of as many reports, four to a station."""
    form, source = voting_form(), random.Random(7)  # noqa: S311 - repeatable, not secret
    answered = [to_json(some_answers(form, source, 30)) for _ in range(500)]
    for number in range(reports):
        station = number // PER_STATION
        arrived = ELECTION_DAY + timedelta(seconds=number % 40_000)
        yield row_of(form, mission, device, number) | {
            "station_code": f"{station:06}",
            "region": f"Region {station % REGIONS}",
            "arrived_at": arrived,
            "departed_at": arrived + timedelta(minutes=30),
            "answers": answered[source.randrange(len(answered))],
        }


def row_of(form: Form, mission: UUID, device: UUID, number: int) -> dict[str, Any]:
    """Return what is alike in all rows."""
    return {
        "entry_id": number + 1,
        "report_id": new_id(),
        "revision": 1,
        "mission_id": mission,
        "device_id": device,
        "team_code": f"{number % 120:03}",
        "form_id": form.id,
        "form_version": form.version,
        "visit_id": new_id(),
        "made_at": ELECTION_DAY.isoformat(),
        "received_at": ELECTION_DAY,
        "state": State.ACCEPTED.value,
        "comments": {},
        "seen_by": {},
    }


def seconds_for(store: Store, cut: Cut, times: int = 3) -> list[float]:
    """Return how long each of `times` looks at the findings took, the first one first."""
    taken: list[float] = []
    for _ in range(times):
        with store.reading() as db:
            mission = db.exec(select(Mission)).one()
            start = perf_counter()
            found = findings(db, mission, "voting", cut)
            taken.append(perf_counter() - start)
            assert found.reports
    return taken


def measure() -> None:
    """Measure findings and print their table."""
    by_region = Cut(by="region")
    first: dict[int, float] = {}
    again: dict[int, float] = {}
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            store = filled_store(Path(folder), size)
            taken = seconds_for(store, by_region)
            first[size], again[size] = taken[0], statistics.median(taken[1:])
            store.close()
    small, large = SIZES
    growth = again[large] / again[small]
    print_table(
        "Findings of the voting form, all questions, by region",
        [
            Figure(f"{small:,} reports, first look", f"{first[small] * 1000:,.0f} ms"),
            Figure(f"{large:,} reports, first look", f"{first[large] * 1000:,.0f} ms"),
            Figure(f"{small:,} reports, again", f"{again[small] * 1000:,.1f} ms"),
            Figure(
                f"{large:,} reports, again",
                f"{again[large] * 1000:,.1f} ms",
                f"< {BUDGET_MS} ms",
                kept=again[large] * 1000 < BUDGET_MS,
            ),
            Figure(
                "  grows, for ten times the reports,",
                f"{growth:.1f} x",
                f"<= {GROWTH_BUDGET} x",
                kept=growth <= GROWTH_BUDGET,
            ),
        ],
    )


if __name__ == "__main__":
    measure()
