"""What a terminal does to the program: another size, a pause, a second start."""

import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from client.config import Home
from client.laptop import Laptop
from tests.client.conftest import PASSPHRASE
from tests.system.emulated import EmulatedTerminal

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")


@pytest.fixture
def terminal(home: Home, enrolled: Laptop) -> Iterator[EmulatedTerminal]:
    """The program, signed in, on the screen of today."""
    enrolled.close()
    terminal = EmulatedTerminal(home)
    terminal.wait_for("Passphrase")
    terminal.press(f"{PASSPHRASE}\r")
    terminal.wait_for("Team 07")
    yield terminal
    terminal.close()


def test_it_goes_on_after_another_size_a_pause_and_a_second_start(
    terminal: EmulatedTerminal, home: Home
):
    terminal.resize(100, 30)
    terminal.wait_until(lambda: "Team 07" in terminal.shown.splitlines()[0], "the wider screen")
    terminal.wait_until(lambda: "stations" in terminal.shown.splitlines()[29], "its last line")

    terminal.process.send_signal(signal.SIGTSTP)
    terminal.wait_until(lambda: terminal.is_stopped, "the pause")
    terminal.process.send_signal(signal.SIGCONT)
    terminal.press("s")
    terminal.wait_for("Stations")

    command = [sys.executable, "-m", "client", "--home", str(home.folder)]
    second = subprocess.run(command, capture_output=True, text=True, check=False)
    assert second.returncode == 1
    assert "Evenhand is open already" in second.stderr
    assert "Traceback" not in second.stderr
    terminal.press("42")
    terminal.wait_for("School No. 12")
