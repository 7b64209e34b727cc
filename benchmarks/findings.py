"""Findings of one form, all questions, by region, at 10,000, 100,000 and 1,000,000 reports.

Of a simple random sample, so that every region's counts are kept by team as well. With
`EVENHAND_MANY=no` the million is left out.
"""

import os
import random
import statistics
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
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
from server.findings.as_json import as_json
from server.findings.finding import FormFindings
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

MILLION = 1_000_000
SIZES = (10_000, 100_000) if os.environ.get("EVENHAND_MANY") == "no" else (10_000, 100_000, MILLION)
POPULATION = 300_000
REGIONS, TEAMS = 17, 120
PER_STATION = 4
AT_ONCE = 5_000
"""Rows in one insert."""
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
        mission.design, mission.population = "srs", POPULATION
        db.add(mission)
        for start in range(0, reports, AT_ONCE):
            keep(db, mission.id, laptop.device, range(start, min(start + AT_ONCE, reports)))
    return store


def keep(db: Session, mission: UUID, device: UUID, numbers: range) -> None:
    """Add reports as the projection does, and move its cursor."""
    rows = list(revisions(numbers, mission, device))
    db.connection().execute(insert(Revision), rows)
    move_cursor(db, read_cursor(db), rows[-1]["entry_id"])


def revisions(numbers: range, mission: UUID, device: UUID) -> Iterator[dict[str, Any]]:
    """Yield the rows of as many reports, four to a station; each team keeps to its region."""
    form, source = voting_form(), random.Random(numbers.start)  # noqa: S311 - repeatable, not secret
    for number in numbers:
        station = number // PER_STATION
        team = station % TEAMS
        arrived = ELECTION_DAY + timedelta(seconds=number % 40_000)
        yield row_of(form, mission, device, number) | {
            "team_code": f"{team:03}",
            "station_code": f"{station:06}",
            "region": f"Region {team % REGIONS}",
            "arrived_at": arrived,
            "departed_at": arrived + timedelta(minutes=30),
            "answers": source.choice(_answers()),
        }


@cache
def _answers() -> list[dict[str, Any]]:
    """Return the answers of five hundred different reports."""
    form, source = voting_form(), random.Random(7)  # noqa: S311 - repeatable, not secret
    return [to_json(some_answers(form, source, 30)) for _ in range(500)]


def row_of(form: Form, mission: UUID, device: UUID, number: int) -> dict[str, Any]:
    """Return what is alike in all rows."""
    return {
        "entry_id": number + 1,
        "entry_hash": f"{number:064x}",
        "report_id": new_id(),
        "revision": 1,
        "mission_id": mission,
        "device_id": device,
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
    written: float
    """Writing every interval of every region out as JSON, after a look."""
    kept: float
    """Keeping `FRESH` reports, as the projection does."""
    followed: float
    """Having the tallies follow those reports, without a look at anything."""


def look(store: Store, tallies: Tallies | None) -> float:
    """Return the milliseconds of one look at all questions, by region."""
    return _timed(lambda: _found(store, tallies))


def _found(store: Store, tallies: Tallies | None) -> FormFindings:
    with store.reading() as db:
        mission = db.exec(select(Mission)).one()
        found = findings(db, mission, "voting", Cut(by="region"), tallies)
    assert found.reports
    return found


def _timed(do: Callable[[], object]) -> float:
    start = perf_counter()
    do()
    return (perf_counter() - start) * 1000


def _keep_more(store: Store, begin: int) -> None:
    with store.writing() as db:
        mission, device = db.exec(select(Mission.id)).one(), db.exec(select(Device.id)).one()
        keep(db, mission, device, range(begin, begin + FRESH))


def looks_at(reports: int, times: int = 5) -> Looks:
    """Measure the looks at a mission with so many reports."""
    with tempfile.TemporaryDirectory() as folder:
        store, tallies = filled_store(Path(folder), reports), Tallies()
        scanned, first = look(store, None), look(store, tallies)
        fresh, again, written, kept, followed = (list[float]() for _ in range(5))
        for time in range(times):
            kept.append(_timed(lambda: _keep_more(store, reports + 2 * time * FRESH)))  # noqa: B023
            fresh.append(look(store, tallies))
            written.append(_timed(lambda: as_json(_found(store, tallies))))
            again.append(look(store, tallies))
            _keep_more(store, reports + (2 * time + 1) * FRESH)
            followed.append(_timed(lambda: _follow(store, tallies)))
        store.close()
    figures = [statistics.median(each) for each in (fresh, again, written, kept, followed)]
    return Looks(scanned, first, *figures)


def _follow(store: Store, tallies: Tallies) -> None:
    with store.reading() as db:
        tallies.follow(db)


def measure() -> None:
    """Measure findings and print their table."""
    looks = [looks_at(size) for size in SIZES]
    growth = looks[-1].fresh / looks[0].fresh
    most = f"{SIZES[-1]:,}"
    print_table(
        f"Findings of the voting form, all questions, by region: {_sizes()} reports",
        [
            Figure("every report read", _each(looks, "scanned")),
            Figure("first look of a process, tallies counted", _each(looks, "first")),
            Figure(
                f"after {FRESH} more reports",
                _each(looks, "fresh"),
                f"< {BUDGET_MS} ms at {most}",
                kept=looks[-1].fresh < BUDGET_MS,
            ),
            Figure(
                f"  growth from {SIZES[0]:,} to {most}",
                f"{growth:.2f} x",
                f"<= {GROWTH_BUDGET} x",
                kept=growth <= GROWTH_BUDGET,
            ),
            Figure("when nothing has come", _each(looks, "again")),
            Figure("  and every interval of every region as JSON", _each(looks, "written")),
            Figure(f"keeping {FRESH} reports, as the projection does", _each(looks, "kept")),
            Figure("  the tallies' following them", _each(looks, "followed")),
        ],
    )


def _sizes() -> str:
    return " / ".join(f"{size:,}" for size in SIZES)


def _each(looks: Sequence[Looks], name: str) -> str:
    return " / ".join(f"{getattr(each, name):,.1f}" for each in looks) + " ms"


if __name__ == "__main__":
    measure()
