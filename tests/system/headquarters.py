"""The server as it runs in the field: `python -m server serve`, in a process of its own."""

import os
import re
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Generator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import IO, NamedTuple
from uuid import UUID

ROOT = Path(__file__).parents[2]
_LISTENS = re.compile(r"Uvicorn running on http://127\.0\.0\.1:(\d+)")


class HeldEntry(NamedTuple):
    """An entry as the server's database has it."""

    seq: int
    hash: str


class Headquarters:
    """A server on a home. It keeps its port when it is started again."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.port = 0
        self.said: list[str] = []
        """Its log, of all its lives."""
        self._process: subprocess.Popen[str] | None = None

    @property
    def url(self) -> str:
        """Where laptops reach it."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def process_id(self) -> int:
        """Of the server that runs."""
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Start it, and return when it answers."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "server", "serve", "--port", str(self.port)],
            cwd=ROOT,
            env=os.environ | {"EVENHAND_HOME": str(self.home), "EVENHAND_DATABASE_URL": ""},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        log = self._process.stderr
        assert log is not None
        for line in log:
            self.said.append(line)
            if found := _LISTENS.search(line):
                self.port = int(found[1])
                threading.Thread(target=self._listen, args=(log,)).start()
                return
        raise AssertionError("The server did not start:\n" + "".join(self.said))

    def kill(self) -> None:
        """End it as a power cut would: no signal handler runs."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def stop(self) -> None:
        """End it in order."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait()

    def run(self, *words: str | Path) -> str:
        """Run `python -m server` on the home, which must go well; return what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "server", *words],
            cwd=ROOT,
            env=os.environ | {"EVENHAND_HOME": str(self.home), "EVENHAND_DATABASE_URL": ""},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def held(self, device: UUID) -> Sequence[HeldEntry]:
        """Return what is in its journal of a device, by seq."""
        with closing(sqlite3.connect(self.home / "evenhand.db")) as database:
            rows = database.execute(
                "SELECT seq, hash FROM journal_entry WHERE device_id = ? ORDER BY seq, id",
                (device.hex,),
            )
            return [HeldEntry(*row) for row in rows]

    def count_devices(self) -> int:
        """Return how many laptops are enrolled."""
        with closing(sqlite3.connect(self.home / "evenhand.db")) as database:
            return int(database.execute("SELECT count(*) FROM device").fetchone()[0])

    def _listen(self, log: IO[str]) -> None:
        with log, suppress(ValueError):
            self.said.extend(log)


@contextmanager
def served(home: Path) -> Generator[Headquarters]:
    """Give a running server on `home` for a block, at whose end it is stopped in order."""
    server = Headquarters(home)
    server.start()
    try:
        yield server
    finally:
        server.stop()
