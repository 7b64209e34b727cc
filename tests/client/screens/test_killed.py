"""The real program in a real terminal, killed without a word while a checklist is being filled."""

import contextlib
import os
import pty
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import pytest

from client.config import Home
from client.laptop import Laptop
from tests.client.conftest import PASSPHRASE

_PATIENCE = 30
_REPOSITORY = Path(__file__).parents[3]


class Terminal:
    """A terminal of 80×24 with the program in it."""

    def __init__(self, home: Home) -> None:
        self._screen, slave = pty.openpty()
        os.set_blocking(self._screen, False)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "client", "--home", str(home.folder)],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            cwd=_REPOSITORY,
            env=os.environ | {"TERM": "xterm-256color", "COLUMNS": "80", "LINES": "24"},
            start_new_session=True,
        )
        os.close(slave)
        self._seen = b""

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

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def close(self) -> None:
        if self.process.poll() is None:
            self.kill()
        os.close(self._screen)


@pytest.fixture
def terminal(home: Home, enrolled: Laptop) -> Iterator[Terminal]:
    del enrolled
    terminal = Terminal(home)
    yield terminal
    terminal.close()


def _open_checklist(terminal: Terminal) -> None:
    terminal.wait_for("Passphrase")
    terminal.type(f"{PASSPHRASE}\r")
    terminal.wait_for("stations")
    terminal.type("\r")
    terminal.wait_for("Which checklist")
    terminal.type("\r")
    terminal.wait_for("Was there a delay")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals like these")
def test_killed_at_any_moment_every_answered_question_is_there_again(
    terminal: Terminal, enrolled: Laptop
) -> None:
    _open_checklist(terminal)
    terminal.type("1")
    terminal.wait_for("How many minutes")
    terminal.type("\r75\r")
    terminal.wait_for("missing".capitalize())
    terminal.type("3cкөмек\r")
    terminal.wait_for("comment ✓")
    terminal.kill()
    (draft,) = enrolled.drafts.list_drafts()
    assert draft.answers == {"V01": "yes", "V02": 75, "V06": "missing"}
    assert draft.comments == {"V06": "көмек"}
    assert draft.current_question == "V06"
