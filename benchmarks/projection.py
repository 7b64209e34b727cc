"""The projection: from journal entries to judged reports, per second."""

import random
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from time import perf_counter

from sqlmodel import select

from benchmarks.laptop import some_answers, voting_form
from benchmarks.prepared import ELECTION_DAY, Laptop, enrolled
from benchmarks.table import Figure, print_table
from server.database import Store
from server.forms.service import publish, read_library
from server.journal.chain import linked
from server.journal.sqlite import SqliteWriter
from server.migrations.upgrade import upgrade
from server.missions.models import Mission
from server.reports.projection import catch_up
from server.stations.models import Station
from shared.forms.answers import to_json
from shared.forms.model import Form
from shared.ids import new_id
from shared.sync.protocol import FormReference, ReportBody

REPORTS = 12_000
STATIONS = 3_000
BUDGET = 3_000


def bodies(form: Form) -> Iterator[bytes]:
    """Yield reports of the voting form, each of a visit of its own."""
    source = random.Random(7)  # noqa: S311 - repeatable, not secret
    reference = FormReference(id=form.id, version=form.version, digest=form.digest)
    answered = [to_json(some_answers(form, source, 30)) for _ in range(200)]
    for number in range(REPORTS):
        arrived = ELECTION_DAY + timedelta(seconds=number)
        body = ReportBody(
            report=new_id(),
            revision=1,
            form=reference,
            station=f"{number % STATIONS:05}",
            visit=new_id(),
            arrived_at=arrived,
            departed_at=arrived + timedelta(minutes=30),
            answers={**answered[source.randrange(len(answered))], "V34": number},
        )
        yield body.model_dump_json(exclude_defaults=True).encode()


def journal_of(folder: Path) -> Store:
    """Return a store whose journal holds the reports, and nothing projected yet."""
    store, laptop = Store(f"sqlite:///{folder / 'evenhand.db'}"), Laptop()
    upgrade(store)
    enrolled(store, [laptop])
    with store.writing() as db:
        mission = db.exec(select(Mission)).one()
        publish(db, mission.id, read_library("voting"), now=ELECTION_DAY)
        db.add_all(
            Station(
                id=new_id(),
                mission_id=mission.id,
                code=f"{number:05}",
                name="School",
                region=f"Region {number % 17}",
                updated_at=ELECTION_DAY,
            )
            for number in range(STATIONS)
        )
    writer, waiting = SqliteWriter(store), list(bodies(voting_form()))
    for start in range(0, REPORTS, 1_000):
        writer.append([linked(laptop.push(waiting[start : start + 1_000]))], ELECTION_DAY)
    writer.close()
    return store


def measure() -> None:
    """Measure the projection and print its table."""
    with tempfile.TemporaryDirectory() as folder:
        store = journal_of(Path(folder))
        start = perf_counter()
        projected = catch_up(store)
        seconds = perf_counter() - start
        store.close()
    assert projected == REPORTS
    rate = projected / seconds
    print_table(
        "Projection",
        [
            Figure(
                "entries read, judged and written",
                f"{rate:,.0f}/s",
                f">= {BUDGET:,}/s",
                kept=rate >= BUDGET,
            )
        ],
    )


if __name__ == "__main__":
    measure()
