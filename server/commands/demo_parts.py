"""What the demo starts: a server, and laptops with the observers' own program.

The server knows nothing of the client but its command line: it is run as a program of its own.
"""

import importlib.util
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path
from time import monotonic, sleep
from types import TracebackType
from typing import Any, Self
from urllib.request import urlopen

from shared.problems import Problem

START_SECONDS = 60


class ClientMissing(Problem):
    """The demo needs the observers' program, and only the server is installed."""

    status = 501
    code = "client-missing"
    title = "The client is not installed"


class SampleMissing(Problem):
    """The sample missions were not installed with the program."""

    status = 501
    code = "sample-missing"
    title = "The sample mission is not installed"


class ProgramFailed(Problem):
    """A program that the demo started did not do its part."""

    status = 500
    code = "program-failed"
    title = "A program of the demo failed"


def require_client() -> None:
    """Raise ClientMissing where `evenhand` is not installed beside the server."""
    if any(importlib.util.find_spec(name) is None for name in ("client", "textual", "sqlcipher3")):
        raise ClientMissing(
            "The demo lets the observers' program fill the checklists, and it is not installed. "
            "Install both sides: pip install 'evenhand[server,client]'."
        )


def program(name: str) -> str:
    """Return how to type a program of ours: with its path where it is not on the PATH."""
    beside = Path(sys.executable).with_name(name)
    return str(beside) if beside.exists() and shutil.which(name) is None else name


def sample_folder(name: str) -> Path:
    """Return the folder of a sample mission, in a checkout or beside the installed server."""
    here = Path(__file__).resolve()
    for samples in (here.parents[2] / "samples", here.parents[1] / "samples"):
        if (samples / name / "mission.yaml").exists():
            return samples / name
    raise SampleMissing(f"The sample mission {name} was not installed with the program.")


class ServerProcess:
    """`evenhand-server serve` on a home, in a process of its own, for the length of a block."""

    def __init__(self, home: Path, port: int) -> None:
        self._port = port or _free_port()
        self._log = home / "server.log"
        self._home = home
        self.url = f"http://127.0.0.1:{self._port}"

    def __enter__(self) -> Self:
        """Start the server and wait until it answers."""
        signal.signal(signal.SIGTERM, _end)  # else the server would outlive us
        if _answers(self._port):
            raise ProgramFailed(
                f"Another program already listens on port {self._port}. Choose one: --port 0."
            )
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own program
                [sys.executable, "-m", "server", "serve", "--port", str(self._port)],
                env=os.environ | {"EVENHAND_HOME": str(self._home)},
                stdout=log,
                stderr=log,
            )
        deadline = monotonic() + START_SECONDS
        while not _answers(self._port):
            if self._process.poll() is not None or monotonic() > deadline:
                self._stop()
                raise ProgramFailed(f"The server did not start. Its log is {self._log}.")
            sleep(0.05)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop the server."""
        self._stop()

    def wait_until_read(self) -> None:
        """Return when all that the server holds has become reports. Raises ProgramFailed."""
        deadline = monotonic() + START_SECONDS
        while monotonic() < deadline:
            with urlopen(f"{self.url}/healthz") as answer:  # noqa: S310 - our own address
                if json.load(answer)["projection_lag"] == 0:
                    return
            sleep(0.05)
        raise ProgramFailed(f"The server did not read its journal. Its log is {self._log}.")

    def wait(self) -> None:
        """Return when the server ends or somebody presses Ctrl+C."""
        try:
            self._process.wait()
        except KeyboardInterrupt:
            return

    def _stop(self) -> None:
        self._process.terminate()
        self._process.wait(timeout=START_SECONDS)


class Laptop:
    """A laptop of the demo: a folder with an encrypted store, and the observers' program."""

    PASSPHRASE = "three plain words"  # noqa: S105 - of a sample, and printed

    def __init__(self, home: Path) -> None:
        self.home = home

    def run(self, *arguments: str) -> str:
        """Run `evenhand` with `arguments` and return what it printed. Raises ProgramFailed."""
        done = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-m", "client", "--home", str(self.home), *arguments],
            env=os.environ | {"EVENHAND_PASSPHRASE": self.PASSPHRASE},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise ProgramFailed(f"evenhand {arguments[0]} said: {done.stderr.strip()}")
        return done.stdout

    def status(self) -> dict[str, Any]:
        """Return what the laptop says of itself."""
        return json.loads(self.run("status", "--json"))


def _end(*_: object) -> None:
    sys.exit(0)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
