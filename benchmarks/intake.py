"""Durable intake, beside the same server without a database and beside the usual ORM route."""

import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

from benchmarks.load import Load, fire
from benchmarks.prepared import Laptop, enrolled, naive_requests, requests
from benchmarks.table import Figure, print_table
from server.database import Store
from server.migrations.upgrade import upgrade

CONNECTIONS = 32
SINGLE_BUDGET = 5_000
SINGLE_SHARE_BUDGET = 0.45
BATCH_BUDGET = 10_000


def free_port() -> int:
    """Return a port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(module: str, *arguments: str, home: Path, port: int) -> Generator[None]:
    """Run a server as its own process until the block ends."""
    program = subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        env=os.environ | {"EVENHAND_HOME": str(home), "EVENHAND_LOG_LEVEL": "warning"},
        stdout=subprocess.DEVNULL,
    )
    try:
        _wait_for(port, program)
        yield
    finally:
        program.terminate()
        program.wait(timeout=60)


def _wait_for(port: int, program: subprocess.Popen[bytes]) -> None:
    deadline = monotonic() + 30
    while monotonic() < deadline and program.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        sleep(0.05)
    raise SystemExit(f"The server to be measured did not start: {program.args!r}")


def prepared_home(folder: Path, laptops: list[Laptop]) -> Path:
    """Return a server's home with an empty journal and `laptops` enrolled."""
    store = Store(f"sqlite:///{folder / 'evenhand.db'}")
    upgrade(store)
    enrolled(store, laptops)
    store.close()
    return folder


def under_load(pushes: int, batch: int, module: str, *arguments: str) -> Load:
    """Start a server of `module`, push to it over 32 connections, and return what came of it."""
    laptops = [Laptop() for _ in range(CONNECTIONS)]
    with tempfile.TemporaryDirectory() as folder:
        home, port = prepared_home(Path(folder), laptops), free_port()
        filled = [each.format(port=port, home=home) for each in arguments]
        queues = requests(laptops, pushes, batch)
        with running(module, *filled, home=home, port=port):
            load = fire(port, queues)
    if set(load.statuses) != {200}:
        raise SystemExit(f"{module} answered {dict(load.statuses)}: there is nothing to compare")
    return load


def naive(pushes: int) -> Load:
    """Return what one transaction a request through the ORM makes of the same reports."""
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        file = str(Path(folder) / "naive.db")
        queues = naive_requests(CONNECTIONS, pushes)
        with running("benchmarks.naive_server", str(port), file, home=Path(folder), port=port):
            return fire(port, queues)


SERVE = ("server", "serve", "--port", "{port}")
BARE = ("benchmarks.bare_server", "{port}", "{home}")


def measure(repeat: int = 3) -> None:
    """Measure intake and print its table. Servers take turns, so that drift hits all alike."""
    singles: list[Load] = []
    bares: list[Load] = []
    batches: list[Load] = []
    bare_batches: list[Load] = []
    naives: list[Load] = []
    for _ in range(repeat):
        singles.append(under_load(400, 1, *SERVE))
        bares.append(under_load(400, 1, *BARE))
        batches.append(under_load(12, 100, *SERVE))
        bare_batches.append(under_load(12, 100, *BARE))
        naives.append(naive(60))
    single, bare, usual = (_median(each) for each in (singles, bares, naives))
    batch, bare_batch = _median(batches), _median(bare_batches)
    share = single.per_second / bare.per_second
    print_table(
        "Durable intake on SQLite, 32 connections",
        [
            Figure(
                "one report a request",
                f"{single.per_second:,.0f}/s, p50 {single.percentile(50):.1f} ms, "
                f"p99 {single.percentile(99):.1f} ms",
                f">= {SINGLE_BUDGET:,}/s",
                kept=single.per_second >= SINGLE_BUDGET,
            ),
            Figure(
                "  of the same server without a database",
                f"{share:.0%} of {bare.per_second:,.0f}/s",
                f">= {SINGLE_SHARE_BUDGET:.0%}",
                kept=share >= SINGLE_SHARE_BUDGET,
            ),
            Figure(
                "  of the usual ORM route",
                f"{single.per_second / usual.per_second:.1f} x {usual.per_second:,.0f}/s, "
                f"its p99 {usual.percentile(99):.0f} ms",
            ),
            Figure(
                "batches of 100",
                f"{batch.per_second * 100:,.0f} reports/s",
                f">= {BATCH_BUDGET:,}/s",
                kept=batch.per_second * 100 >= BATCH_BUDGET,
            ),
            Figure(
                "  of the same server without a database",
                f"{batch.per_second / bare_batch.per_second:.0%} "
                f"of {bare_batch.per_second * 100:,.0f}/s",
            ),
        ],
    )


def _median(loads: list[Load]) -> Load:
    return sorted(loads, key=lambda load: load.per_second)[len(loads) // 2]


if __name__ == "__main__":
    measure()
