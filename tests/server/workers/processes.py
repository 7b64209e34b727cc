"""`evenhand-server serve --workers N` as a program of its own, whose workers can be killed."""

import os
import re
import subprocess
import sys
import threading
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

ROOT = Path(__file__).parents[3]
_LISTENS = re.compile(r"Uvicorn running on http://127\.0\.0\.1:(\d+)")


class Workers:
    """A server of several processes."""

    def __init__(self, home: Path, database_url: str, count: int) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "server", "serve", "--port", "0", "--workers", str(count)],
            cwd=ROOT,
            env=os.environ | {"EVENHAND_HOME": str(home), "EVENHAND_DATABASE_URL": database_url},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.said: list[str] = []
        self.url = ""
        log = self._process.stderr
        assert log is not None
        for line in log:
            self.said.append(line)
            if found := _LISTENS.search(line):
                self.url = f"http://127.0.0.1:{found[1]}"
            count -= "Application startup complete" in line
            if not count:
                break
        self._listening = threading.Thread(target=self._listen, args=(log,))
        self._listening.start()
        assert not count, "The server did not start:\n" + "".join(self.said)

    def pids(self) -> list[int]:
        """Return the processes that answer, the oldest first."""
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children")
        pids = [int(each) for each in children.read_text().split()]
        return sorted(each for each in pids if b"spawn_main" in _command(each))

    def stop(self) -> None:
        """End it in order."""
        self._process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(20)
        self._process.kill()
        self._process.wait()
        self._listening.join()

    def _listen(self, log: IO[str]) -> None:
        with log:
            self.said.extend(log)


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:  # it has just ended
        return b""


@contextmanager
def serving(home: Path, database_url: str, count: int = 2) -> Generator[Workers]:
    """Give a server of `count` processes for a block."""
    workers = Workers(home, database_url, count)
    try:
        yield workers
    finally:
        workers.stop()
