"""What the terminal, the home and the temporary folder hold after the program has gone."""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from client.config import Home
from client.laptop import Laptop
from tests.client.conftest import PASSPHRASE
from tests.client.screens.terminal import Terminal

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")
PLANTED = "planted-answer"
BLANK = b"\x1b[2J"
QUESTION = b"Was there a delay"


@pytest.fixture
def used(enrolled: Laptop, home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """The real program in a terminal, with an answer typed into an open checklist."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    enrolled.close()
    terminal = Terminal(home)
    terminal.open_checklist(PASSPHRASE)
    terminal.type(f"1c{PLANTED}\r")
    terminal.wait_for("comment ✓")
    return terminal


def quit_by_key(terminal: Terminal) -> None:
    terminal.type("\x11")


def asked_to_end(terminal: Terminal) -> None:
    terminal.process.send_signal(signal.SIGTERM)


def hung_up(terminal: Terminal) -> None:
    terminal.process.send_signal(signal.SIGHUP)


ENDS: dict[str, tuple[Callable[[Terminal], None], int]] = {
    "quit": (quit_by_key, 0),
    "terminated": (asked_to_end, 128 + signal.SIGTERM),
    "hung up": (hung_up, 128 + signal.SIGHUP),
}


@pytest.mark.parametrize("end", ENDS)
def test_the_screen_is_empty_and_no_file_tells_anything(
    used: Terminal, home: Home, tmp_path: Path, end: str
) -> None:
    deed, code = ENDS[end]
    used.forget_what_was_seen()
    deed(used)
    seen = used.rest()

    assert used.process.returncode == code
    last = seen[seen.rindex(BLANK) :]
    assert b"\x1b[?1049l" in last
    for secret in (QUESTION, PLANTED.encode(), PASSPHRASE.encode()):
        assert secret not in last
    for file in (each for each in tmp_path.rglob("*") if each.is_file()):
        content = file.read_bytes()
        for secret in (PLANTED, PASSPHRASE, "School No. 12", "Was there a delay"):
            assert secret.encode() not in content, file
            assert secret.encode("utf-16-le") not in content, file
    assert not [each.name for each in home.folder.iterdir() if each.name.endswith(("-wal", "-shm"))]


def test_a_terminal_that_goes_without_a_word_leaves_no_open_store(
    used: Terminal, home: Home
) -> None:
    assert used.vanish() == 128 + signal.SIGHUP
    assert not [each.name for each in home.folder.iterdir() if each.name.endswith(("-wal", "-shm"))]


@pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux")
def test_no_core_dump_can_hold_the_memory(used: Terminal) -> None:
    limits = Path(f"/proc/{used.process.pid}/limits").read_text()
    line = next(each for each in limits.splitlines() if each.startswith("Max core file size"))
    used.close()

    assert line.split()[4:6] == ["0", "0"]
    assert os.name == "posix"
