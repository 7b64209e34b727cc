"""Servers to be measured: each a process of its own, on a home and a database of its own."""

import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

from server.database import Store
from server.migrations.upgrade import upgrade
from tests.server import postgres

START_SECONDS = 60
STOP_SECONDS = 60
_TICKS = os.sysconf("SC_CLK_TCK")
SERVE = ("server", "serve", "--port", "{port}")


@dataclass(frozen=True)
class Home:
    """Where a server keeps its things."""

    folder: Path
    database_url: str

    @property
    def name(self) -> str:
        """What its database is called in a table."""
        return "SQLite" if self.database_url.startswith("sqlite") else "PostgreSQL"

    def store(self) -> Store:
        """Open its database."""
        return Store(self.database_url)


@contextmanager
def sqlite_home() -> Generator[Home]:
    """Give a home with a migrated SQLite database."""
    with tempfile.TemporaryDirectory() as folder:
        yield _migrated(Home(Path(folder), f"sqlite:///{folder}/evenhand.db"))


@contextmanager
def postgres_home() -> Generator[Home]:
    """Give a home with a migrated database on a PostgreSQL that flushes what it commits."""
    with (
        postgres.running("-c shared_buffers=256MB") as cluster,
        tempfile.TemporaryDirectory() as home,
    ):
        yield _migrated(Home(Path(home), cluster.url(cluster.create())))


HOMES = {"sqlite": sqlite_home, "postgresql": postgres_home}


def _migrated(home: Home) -> Home:
    store = home.store()
    upgrade(store)
    store.close()
    return home


def free_port() -> int:
    """Return a port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class Running:
    """A server that answers."""

    port: int
    pid: int

    def cpu_seconds(self) -> float:
        """Return the processor time that it and its own processes have taken so far."""
        return sum(_cpu_seconds(pid) for pid in _family(self.pid))

    def peak_megabytes(self) -> float:
        """Return the most memory that it and its own processes had, each at its own peak."""
        return sum(_peak_megabytes(pid) for pid in _family(self.pid))


@contextmanager
def running(home: Home, module: str, *arguments: str) -> Generator[Running]:
    """Run a server as its own process until the block ends.

    `{port}` and `{home}` in `arguments` are filled in.
    """
    port = free_port()
    filled = [each.format(port=port, home=home.folder) for each in arguments]
    settings = {
        "EVENHAND_HOME": str(home.folder),
        "EVENHAND_DATABASE_URL": home.database_url,
        "EVENHAND_LOG_LEVEL": "warning",
    }
    program = subprocess.Popen(
        [sys.executable, "-m", module, *filled],
        env=os.environ | settings,
        stdout=subprocess.DEVNULL,
    )
    try:
        _wait_for(port, program)
        yield Running(port, program.pid)
    finally:
        program.terminate()
        try:
            program.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            program.kill()
            program.wait()


def _wait_for(port: int, program: subprocess.Popen[bytes]) -> None:
    deadline = monotonic() + START_SECONDS
    while monotonic() < deadline and program.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        sleep(0.05)
    raise SystemExit(f"The server to be measured did not start: {program.args!r}")


def _family(pid: int) -> Iterator[int]:
    yield pid
    for thread in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in thread.read_text().split():
            yield from _family(int(child))


def _cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def _peak_megabytes(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024
