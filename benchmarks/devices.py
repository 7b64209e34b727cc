"""The evening of election day: 500 laptops come back into the net and send 20 reports each."""

import sys

from benchmarks.load import Load, fire
from benchmarks.prepared import Laptop, enrolled, requests
from benchmarks.servers import HOMES, SERVE, Running, running
from benchmarks.table import Figure, print_table

DEVICES = 500
REPORTS = 20
LAST_BUDGET_SECONDS = 10
MEMORY_BUDGET_MB = 400


def evening(process: Running, laptops: list[Laptop]) -> Load:
    """Let every laptop push its whole chain at once, as the client does: one push each."""
    load = fire(process.port, requests(laptops, 1, REPORTS))
    if set(load.statuses) != {200}:
        raise SystemExit(f"The server answered {dict(load.statuses)}: laptops had to come again.")
    return load


def figures(database: str, devices: int) -> list[Figure]:
    """Measure one database and return its figures."""
    laptops = [Laptop() for _ in range(devices)]
    with HOMES[database]() as home:
        store = home.store()
        enrolled(store, laptops)
        store.close()
        with running(home, *SERVE) as process:
            idle, before = process.peak_megabytes(), process.cpu_seconds()
            load = evening(process, laptops)
            cpu, peak = process.cpu_seconds() - before, process.peak_megabytes()
    return [
        Figure(
            f"{devices} laptops with {REPORTS} reports each: the last receipt",
            f"after {load.seconds:.2f} s ({devices * REPORTS / load.seconds:,.0f} reports/s)",
            f"< {LAST_BUDGET_SECONDS} s",
            kept=load.seconds < LAST_BUDGET_SECONDS,
        ),
        Figure(
            "  a laptop waits",
            f"p50 {load.percentile(50):,.0f} ms, p99 {load.percentile(99):,.0f} ms",
        ),
        Figure("  processor time", f"{cpu:.2f} s, {cpu / devices * 1000:.1f} ms a laptop"),
        Figure(
            "  the server's memory at its peak",
            f"{peak:,.0f} MB; {idle:,.0f} MB before",
            f"< {MEMORY_BUDGET_MB} MB",
            kept=peak < MEMORY_BUDGET_MB,
        ),
    ]


def measure(devices: int = DEVICES) -> None:
    """Measure the evening on both databases and print a table of each."""
    for database in HOMES:
        print_table(f"All laptops at once, {database}", figures(database, devices))


if __name__ == "__main__":
    measure(20 if "--quick" in sys.argv else DEVICES)
