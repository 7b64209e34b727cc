"""Taking 100,000 reports out: time and peak memory of each format, each in a process of its own.

Rows are written as they are read: ten times the reports must not take ten times the memory.
"""

import subprocess
import sys
import tempfile
from pathlib import Path
from time import process_time

from sqlmodel import Session, select

from benchmarks.findings import filled_store
from benchmarks.table import Figure, print_table
from server.database import Store
from server.exchange.service import Tools, make_export
from server.exchange.wanted import EVERYTHING, Format, Wanted
from server.journal.attachments.store import FolderStore
from server.missions.models import Mission
from shared.clock import system_clock
from shared.sync.seal import Signer

FEW, MANY = 10_000, 100_000
GROWTH_BUDGET_MIB = 40
"""How much more memory ten times the reports may take: what is kept of each is a few numbers."""


def make(folder: Path, kind: Format) -> None:
    """Make one export, and print CPU seconds, MiB at the peak, and MB of the file."""
    store = Store(f"sqlite:///{folder / 'evenhand.db'}")
    tools = Tools(store, Signer(b"k" * 32), FolderStore(folder))
    with store.reading() as db:
        mission = _mission(db)
    began = process_time()
    with (folder / "export").open("w+b") as out:
        made = make_export(tools, mission, Wanted(kind), EVERYTHING, out, now=system_clock())
    seconds = process_time() - began
    print(f"{seconds:.2f} {_peak():.0f} {made.size / 1e6:.1f}")


def _peak() -> float:
    """Return the MiB at this program's peak; what `getrusage` says begins with its parent's."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def _mission(db: Session) -> Mission:
    return db.exec(select(Mission)).one()


def made_apart(folder: Path, kind: Format) -> tuple[float, float, float]:
    """Return what `make` prints, from a fresh process."""
    command = [sys.executable, "-m", "benchmarks.exports", str(folder), kind.value]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    seconds, peak, size = (float(each) for each in printed.split())
    return seconds, peak, size


def measure() -> None:
    """Measure every format at both sizes, and print the table."""
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory() as few, tempfile.TemporaryDirectory() as many:
        for folder, reports in ((few, FEW), (many, MANY)):
            filled_store(Path(folder), reports).close()
        for kind in Format:
            _, before, _ = made_apart(Path(few), kind)
            seconds, peak, size = made_apart(Path(many), kind)
            figures.append(
                Figure(
                    f"{kind.value}: {MANY:,} reports",
                    f"{seconds:.1f} s CPU, {size:.1f} MB, peak {peak:.0f} MiB "
                    f"({FEW:,}: {before:.0f} MiB)",
                    f"at most {GROWTH_BUDGET_MIB} MiB more than {FEW:,}",
                    kept=peak - before < GROWTH_BUDGET_MIB,
                )
            )
    print_table("Reports out", figures)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        make(Path(sys.argv[1]), Format(sys.argv[2]))
    else:
        measure()
