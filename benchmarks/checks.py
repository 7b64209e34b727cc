"""The checks behind the projection: reports checked per second, and what the last ones cost."""

import tempfile
from pathlib import Path
from time import perf_counter

from benchmarks.projection import REPORTS, journal_of
from benchmarks.table import Figure, print_table
from server.reports.checks.following import Checker
from server.reports.projection import catch_up

PARTS = 4


def measure() -> None:
    """Measure how fast reports are checked, first and last ones apart, and print the table."""
    with tempfile.TemporaryDirectory() as folder:
        store = journal_of(Path(folder))
        start = perf_counter()
        catch_up(store)
        projecting = perf_counter() - start
        checker, spent = Checker(store), list[float]()
        for _ in range(PARTS):
            start, done = perf_counter(), 0
            while done < REPORTS // PARTS and (checked := checker.advance()):
                done += checked
            spent.append(perf_counter() - start)
        store.close()
    whole = sum(spent)
    print_table(
        "Checks",
        [
            Figure("reports checked", f"{REPORTS / whole:,.0f}/s", "told"),
            Figure("of the time of projecting them", f"{whole / projecting:.1f} x", "told"),
            Figure(
                "the last quarter, of the first",
                f"{spent[-1] / spent[0]:.2f} x",
                "<= 1.5 x",
                kept=spent[-1] <= 1.5 * spent[0],
            ),
        ],
    )


if __name__ == "__main__":
    measure()
