"""Findings of one form, all questions, by region, at 10,000 and at 100,000 reports."""

import random
import statistics
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from time import perf_counter
from typing import Any
from uuid import UUID

from sqlalchemy import insert
from sqlmodel import Session, select

from benchmarks.laptop import some_answers, voting_form
from benchmarks.prepared import ELECTION_DAY, Laptop, enrolled
from benchmarks.table import Figure, print_table
from server.database import Store
from server.findings.service import Cut, findings
from server.findings.tallies import Tallies
from server.forms.service import publish, read_library
from server.journal.models import Device
from server.migrations.upgrade import upgrade
from server.missions.models import Mission
from server.reports.cursor import move_cursor, read_cursor
from server.reports.models import Revision, State
from shared.forms.answers import to_json
from shared.forms.model import Form
from shared.ids import new_id

SIZES = (10_000, 100_000)
REGIONS = 17
PER_STATION = 4
FRESH = 100
BUDGET_MS = 50
GROWTH_BUDGET = 1.5


def filled_store(folder: Path, reports: int) -> Store:
    """Return a database with `reports` accepted voting reports, and `FRESH` more to come."""
    store = Store(f"sqlite:///{folder / 'evenhand.db'}")
    upgrade(store)
    laptop = Laptop()
    enrolled(store, [laptop])
    with store.writing() as db:
        mission = db.exec(select(Mission)).one()
        publish(db, mission.id, read_library("voting"), now=ELECTION_DAY)
        keep(db, mission.id, laptop.device, range(reports))
    return store


def keep(db: Session, mission: UUID, device: UUID, numbers: range) -> None:
    """Add reports as the projection does, and move its cursor."""
    rows = list(revisions(numbers, mission, device))
    for start in range(0, len(rows), 5_000):
        db.connection().execute(insert(Revision), rows[start : start + 5_000])
    move_cursor(db, read_cursor(db), rows[-1]["entry_id"])


def revisions(numbers: range, mission: UUID, device: UUID) -> Iterator[dict[str, Any]]:
    """Yield the rows of as many reports, four to a station."""
    form, source = voting_form(), random.Random(7)  # noqa: S311 - repeatable, not secret
    answered = [to_json(some_answers(form, source, 30)) for _ in range(500)]
    for number in numbers:
        station = number // PER_STATION
        arrived = ELECTION_DAY + timedelta(seconds=number % 40_000)
        yield row_of(form, mission, device, number) | {
            "station_code": f"{station:06}",
            "region": f"Region {station % 120 % REGIONS}",
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
        "team_code": f"{number // PER_STATION % 120:03}",
        "form_id": form.id,
        "form_version": form.version,
        "visit_id": new_id(),
        "made_at": ELECTION_DAY.isoformat(),
        "received_at": ELECTION_DAY,
        "state": State.ACCEPTED.value,
        "comments": {},
        "seen_by": {},
    }


@dataclass(frozen=True)
class Looks:
    """How long, in milliseconds, a look at the findings takes."""

    scanned: float
    """Reading every report."""
    first: float
    """The first look with tallies, which are counted then."""
    fresh: float
    """A look after `FRESH` more reports have come."""
    again: float
    """A look when nothing has come."""


def look(store: Store, tallies: Tallies | None) -> float:
    """Return the milliseconds of one look at all questions, by region."""
    with store.reading() as db:
        mission = db.exec(select(Mission)).one()
        start = perf_counter()
        found = findings(db, mission, "voting", Cut(by="region"), tallies)
        milliseconds = (perf_counter() - start) * 1000
        assert found.reports
    return milliseconds


def looks_at(reports: int, times: int = 5) -> Looks:
    """Measure the looks at a mission with so many reports."""
    with tempfile.TemporaryDirectory() as folder:
        store, tallies, fresh = filled_store(Path(folder), reports), Tallies(), list[float]()
        scanned, first = look(store, None), look(store, tallies)
        for time in range(times):
            begin = reports + time * FRESH
            with store.writing() as db:
                mission, device = (
                    db.exec(select(Mission.id)).one(),
                    db.exec(select(Device.id)).one(),
                )
                keep(db, mission, device, range(begin, begin + FRESH))
            fresh.append(look(store, tallies))
        again = look(store, tallies)
        store.close()
    return Looks(scanned, first, statistics.median(fresh), again)


def measure() -> None:
    """Measure findings and print their table."""
    small, large = (looks_at(size) for size in SIZES)
    growth = large.fresh / small.fresh
    few, many = (f"{size:,}" for size in SIZES)
    print_table(
        "Findings of the voting form, all questions, by region",
        [
            Figure(f"every report read, {few} and {many}", _both(small.scanned, large.scanned)),
            Figure("first look of a process, tallies counted", _both(small.first, large.first)),
            Figure(
                f"after {FRESH} more reports",
                _both(small.fresh, large.fresh),
                f"< {BUDGET_MS} ms",
                kept=large.fresh < BUDGET_MS,
            ),
            Figure(
                "  growth for ten times the reports",
                f"{growth:.2f} x",
                f"<= {GROWTH_BUDGET} x",
                kept=growth <= GROWTH_BUDGET,
            ),
            Figure("when nothing has come", _both(small.again, large.again)),
        ],
    )


def _both(few: float, many: float) -> str:
    return f"{few:,.1f} and {many:,.1f} ms"


if __name__ == "__main__":
    measure()
