"""What the observer's program holds in memory after a full day, beside a bare Textual input.

The day: the voting checklist is opened, gone through page by page, and left, time and again, over
a country's register of stations and fifty begun checklists. What leaks, shows in the second half.
"""

import random
import tempfile
from datetime import timedelta
from pathlib import Path

from benchmarks.keystrokes import BARE, Terminal
from benchmarks.laptop import ANSWERS, PASSPHRASE, enrolled_laptop, some_answers, voting_form
from benchmarks.stand_in import STATIONS
from benchmarks.table import Figure, print_table
from shared.sync.protocol import ChangesPage, StationChange
from shared.sync.setting import StationOut

BUDGET_MIB = 120
GROWTH_BUDGET = 1.1
REGISTER, AT_ONCE = 31_000, 2000
OPENED, PAGES = 12, 6
_PAGE_DOWN, _ESCAPE = "\x1b[6~", "\x1b"


def prepare(folder: Path) -> None:
    """Lay out a laptop with a register of 31,000 stations and 50 begun checklists."""
    with enrolled_laptop(folder=folder) as (laptop, _, _):
        for start in range(0, REGISTER, AT_ONCE):
            stations = [_station(number) for number in range(start, start + AT_ONCE)]
            page = ChangesPage(
                cursor="all", begins=False, is_whole=False, more=False, left=0, changes=[*stations]
            )
            laptop.changes.apply(page, laptop.clock())
        form, source = voting_form(), random.Random(7)  # noqa: S311 - repeatable, not secret
        for number in range(STATIONS):
            station = f"{number:05}"
            arrived = laptop.drafts.now_at(station) - timedelta(minutes=STATIONS - number)
            draft = laptop.drafts.open(form, station, arrived)
            laptop.drafts.set_answers(draft.id, some_answers(form, source, ANSWERS), {}, {})


def _station(number: int) -> StationChange:
    station = StationOut(
        code=f"{number:05}",
        name=f"School No. {number} named after somebody",
        region=f"Region {number % 20} / District {number % 200}",
        timezone="UTC",
    )
    return StationChange(key=station.code, value=station)


def a_day(folder: Path) -> tuple[float, float, float]:
    """Return the MiB held at the first screen, half-way through the day, and at its end."""
    terminal = Terminal("-m", "client", "--home", str(folder))
    try:
        terminal.wait_for("assphrase")
        first = terminal.resident
        terminal.type(f"{PASSPHRASE}\r", "Drafts")
        held: list[float] = []
        for _ in range(OPENED):
            for key in ("\r", *[_PAGE_DOWN] * PAGES, _ESCAPE):
                terminal.type(key, "")
                terminal.quiet()
            held.append(terminal.resident)
        return first, held[OPENED // 2], held[-1]
    finally:
        terminal.close()


def bare_memory() -> float:
    """Return the MiB that a bare Textual input holds."""
    terminal = Terminal("-c", BARE)
    try:
        terminal.wait_for("\x1b[?1049h")  # the screen that programs draw on
        terminal.quiet()
        return terminal.resident
    finally:
        terminal.close()


def measure() -> None:
    """Measure the memory and print its table."""
    bare = bare_memory()
    with tempfile.TemporaryDirectory() as folder:
        prepare(Path(folder))
        first, half, end = a_day(Path(folder))
    print_table(
        "Memory of the observer's program",
        [
            Figure("a bare Textual input", f"{bare:.0f} MiB"),
            Figure("on the first screen", f"{first:.0f} MiB = {first / bare:.1f} x bare"),
            Figure(
                f"after a day (90 questions {OPENED} times, {REGISTER:,} stations)",
                f"{end:.0f} MiB = {end / bare:.1f} x bare",
                f"< {BUDGET_MIB} MiB",
                kept=end < BUDGET_MIB,
            ),
            Figure(
                "growth in the second half of the day",
                f"{end / half:.2f} x",
                f"< {GROWTH_BUDGET} x",
                kept=end / half < GROWTH_BUDGET,
            ),
        ],
    )


if __name__ == "__main__":
    measure()
