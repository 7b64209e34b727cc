"""A real server: its own process, its own home, a real port."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

ANSWERS_WITHIN = 30.0


@dataclass
class ServerProcess:
    """`evenhand-server serve` on `home`."""

    home: Path
    port: int
    process: "subprocess.Popen[bytes]"

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def kill(self) -> None:
        """End it at once, whatever it is doing."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


@contextlib.contextmanager
def served(home: Path) -> Generator[ServerProcess]:
    """Give a server on `home` that answers already; it is stopped when the block ends."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    log = home / "server.log"
    with log.open("ab") as stream:
        process = subprocess.Popen(
            [sys.executable, "-m", "server", "serve", "--port", str(port)],
            env={**os.environ, "EVENHAND_HOME": str(home)},
            stdout=stream,
            stderr=stream,
        )
    server = ServerProcess(home, port, process)
    try:
        _wait(server, log)
        yield server
    finally:
        process.terminate()
        process.wait()


def _wait(server: ServerProcess, log: Path) -> None:
    deadline = time.monotonic() + ANSWERS_WITHIN
    while True:
        try:
            socket.create_connection(("127.0.0.1", server.port)).close()
        except OSError:
            ended = server.process.poll() is not None
            if ended or time.monotonic() > deadline:
                raise AssertionError(f"the server did not start:\n{log.read_text()}") from None
            time.sleep(0.02)
        else:
            return
