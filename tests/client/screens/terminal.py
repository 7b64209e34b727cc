"""The real program in a real terminal, seen from outside."""

import contextlib
import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
from pathlib import Path
from time import monotonic

from client.config import Home

_PATIENCE = 30
_REPOSITORY = Path(__file__).parents[3]


class Terminal:
    """A terminal of 80×24 with the program in it."""

    def __init__(self, home: Home) -> None:
        self._screen, slave = pty.openpty()
        os.set_blocking(self._screen, False)
        self._set_size(80, 24)
        environment = {k: v for k, v in os.environ.items() if k not in {"COLUMNS", "LINES"}}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "client", "--home", str(home.folder)],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            cwd=_REPOSITORY,
            env=environment | {"TERM": "xterm-256color"},
            start_new_session=True,
        )
        os.close(slave)
        self._seen = b""

    def _set_size(self, columns: int, rows: int) -> None:
        fcntl.ioctl(self._screen, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def wait_for(self, text: str) -> None:
        """Read until `text` has been drawn since the last keys."""
        deadline = monotonic() + _PATIENCE
        while text.encode() not in self._seen:
            assert monotonic() < deadline, f"{text!r} never appeared in {self._seen[-2000:]!r}"
            assert self.process.poll() is None, self._seen[-2000:]
            select.select([self._screen], [], [], 1)
            with contextlib.suppress(BlockingIOError):
                self._seen += os.read(self._screen, 65536)

    def type(self, keys: str) -> None:
        self._seen = b""
        os.write(self._screen, keys.encode())

    def suspend(self) -> None:
        """Stop the program, as a lid that is closed does."""
        self.process.send_signal(signal.SIGSTOP)

    def wake(self) -> None:
        """Let it go on."""
        self.process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def close(self) -> None:
        if self.process.poll() is None:
            self.kill()
        os.close(self._screen)

    def vanish(self) -> int:
        """Close the terminal without a word; return how the program ended."""
        os.close(self._screen)
        self._screen = os.open(os.devnull, os.O_RDONLY)  # so that `close` has something to close
        return self.process.wait(_PATIENCE)

    def open_checklist(self, passphrase: str) -> None:
        """Sign in and open the first planned station's checklist."""
        self.wait_for("Passphrase")
        self.type(f"{passphrase}\r")
        self.wait_for("stations")
        self.type("\r")
        self.wait_for("Not begun")
        self.type("\r")
        self.wait_for("Was there a delay")

    def forget_what_was_seen(self) -> None:
        self._seen = b""

    def rest(self) -> bytes:
        """Return all that is drawn until the program has ended, and close the terminal."""
        deadline = monotonic() + _PATIENCE
        while self.process.poll() is None:
            assert monotonic() < deadline, "the program does not end"
            select.select([self._screen], [], [], 0.1)
            with contextlib.suppress(OSError):
                self._seen += os.read(self._screen, 65536)
        with contextlib.suppress(OSError):
            while piece := os.read(self._screen, 65536):
                self._seen += piece
        self.close()
        return self._seen
