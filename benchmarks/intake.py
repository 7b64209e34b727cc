"""Durable intake on both databases, with little and with much stored, beside what it could be.

Beside the same server without a database, and beside the usual ORM route. `--quick` sees only
whether it all runs.
"""

import sys
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

from benchmarks.load import Load, fire
from benchmarks.prepared import Laptop, enrolled, naive_requests, requests
from benchmarks.servers import HOMES, SERVE, Home, running, sqlite_home
from benchmarks.stored import fill
from benchmarks.table import Figure, print_table

CONNECTIONS = 32
FILLERS = 200
"""Laptops whose chains are stored already."""
SINGLE_BUDGET = 5_000
SINGLE_SHARE_BUDGET = 0.45
BATCH_BUDGET = 10_000
GROWTH_BUDGET = 1.25
"""How much more a push may cost when a hundred times as much is stored."""
BARE = ("benchmarks.bare_server", "{port}", "{home}")


@dataclass(frozen=True)
class Extent:
    """How much is measured."""

    stored: tuple[int, ...] = (10_000, 1_000_000)
    singles: int = 400
    """Requests of one report, for each connection."""
    batches: int = 12
    """Requests of a hundred."""
    naive: int = 60
    rounds: int = 3


QUICK = Extent(stored=(1_000, 3_000), singles=10, batches=1, naive=5, rounds=1)


@dataclass
class Taken:
    """What came of one load: answers, and what they cost the server's processes."""

    load: Load
    reports: int
    cpu: float
    """Seconds."""

    @property
    def per_second(self) -> float:
        """Reports that were receipted, per second."""
        return self.reports / self.load.seconds

    @property
    def cpu_each(self) -> float:
        """Microseconds of processor time for each report."""
        return self.cpu / self.reports * 1e6


@dataclass
class Measured:
    """All loads of one kind of server."""

    singles: list[Taken] = field(default_factory=list[Taken])
    batches: list[Taken] = field(default_factory=list[Taken])

    @property
    def single(self) -> Taken:
        """The middle one of the loads of one report a request."""
        return _median(self.singles)

    @property
    def batch(self) -> Taken:
        """The middle one of the loads of a hundred reports a request."""
        return _median(self.batches)


def _median(loads: list[Taken]) -> Taken:
    return sorted(loads, key=lambda taken: taken.per_second)[len(loads) // 2]


@contextmanager
def peopled(database: str, rounds: int) -> Generator[tuple[Home, list[Laptop], list[list[Laptop]]]]:
    """Give a home with laptops to fill the journal, and some for each round, all enrolled."""
    fillers = [Laptop() for _ in range(FILLERS)]
    crews = [[Laptop() for _ in range(CONNECTIONS)] for _ in range(rounds)]
    with HOMES[database]() as home:
        store = home.store()
        enrolled(store, fillers + [laptop for crew in crews for laptop in crew])
        store.close()
        yield home, fillers, crews


def under_load(
    home: Home, crew: list[Laptop], extent: Extent, measured: Measured, *server: str
) -> None:
    """Start a server, push to it one report a request and then batches; note what came of it."""
    with running(home, *server) as process:
        for pushes, batch, noted in (
            (extent.singles, 1, measured.singles),
            (extent.batches, 100, measured.batches),
        ):
            queues = requests(crew, pushes, batch)
            before = process.cpu_seconds()
            load = fire(process.port, queues)
            if set(load.statuses) != {200}:
                raise SystemExit(f"{server} answered {dict(load.statuses)}: nothing to compare")
            noted.append(Taken(load, load.requests * batch, process.cpu_seconds() - before))


def naive(pushes: int) -> Load:
    """Return what one transaction a request through the ORM makes of the same reports."""
    with sqlite_home() as home:
        server = ("benchmarks.naive_server", "{port}", "{home}/naive.db")
        with running(home, *server) as process:
            return fire(process.port, naive_requests(CONNECTIONS, pushes))


def measure_database(database: str, extent: Extent) -> tuple[list[Measured], Measured]:
    """Return the loads for each extent of what is stored, and those without a database.

    The two take turns, so that drift of the machine hits both alike.
    """
    by_stored: list[Measured] = []
    bare = Measured()
    rounds = extent.rounds * len(extent.stored)
    with ExitStack() as stack:
        home, fillers, crews = stack.enter_context(peopled(database, rounds))
        beside, _, others = stack.enter_context(peopled("sqlite", rounds))
        for stored in extent.stored:
            store = home.store()
            fill(store, fillers, stored)
            store.close()
            measured = Measured()
            for _ in range(extent.rounds):
                under_load(home, crews.pop(), extent, measured, *SERVE)
                under_load(beside, others.pop(), extent, bare, *BARE)
            by_stored.append(measured)
    return by_stored, bare


def figures(database: str, extent: Extent) -> list[Figure]:
    """Measure one database and return its figures."""
    (few, *_, many), bare = measure_database(database, extent)
    usual = naive(extent.naive)
    share = few.single.per_second / bare.single.per_second
    growth = many.single.cpu_each / few.single.cpu_each
    return [
        Figure(
            "one report a request",
            f"{few.single.per_second:,.0f}/s, p50 {few.single.load.percentile(50):.1f} ms, "
            f"p99 {few.single.load.percentile(99):.1f} ms, {few.single.cpu_each:.0f} us of CPU",
            f">= {SINGLE_BUDGET:,}/s",
            kept=few.single.per_second >= SINGLE_BUDGET,
        ),
        Figure(
            "  of the same server without a database",
            f"{share:.0%} of {bare.single.per_second:,.0f}/s "
            f"({bare.single.cpu_each:.0f} us of CPU)",
            f">= {SINGLE_SHARE_BUDGET:.0%}",
            kept=share >= SINGLE_SHARE_BUDGET,
        ),
        Figure(
            "  of the usual ORM route",
            f"{few.single.per_second / usual.per_second:.1f} x {usual.per_second:,.0f}/s, "
            f"its p99 {usual.percentile(99):.0f} ms",
        ),
        Figure(
            f"  with {extent.stored[-1]:,} stored instead of {extent.stored[0]:,}",
            f"{many.single.per_second:,.0f}/s, p99 {many.single.load.percentile(99):.1f} ms, "
            f"{growth:.2f} x the CPU",
            f"< {GROWTH_BUDGET} x",
            kept=growth < GROWTH_BUDGET,
        ),
        Figure(
            "batches of 100",
            f"{few.batch.per_second:,.0f} reports/s, {few.batch.cpu_each:.0f} us of CPU each",
            f">= {BATCH_BUDGET:,}/s",
            kept=few.batch.per_second >= BATCH_BUDGET,
        ),
        Figure(
            f"  with {extent.stored[-1]:,} stored",
            f"{many.batch.per_second:,.0f} reports/s, {many.batch.cpu_each:.0f} us of CPU each",
        ),
    ]


def measure(extent: Extent | None = None) -> None:
    """Measure intake on both databases and print a table of each."""
    for database in HOMES:
        found = figures(database, extent or Extent())
        print_table(f"Durable intake on {database}, {CONNECTIONS} connections", found)


if __name__ == "__main__":
    measure(QUICK if "--quick" in sys.argv else None)
