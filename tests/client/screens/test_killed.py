"""The real program in a real terminal, suspended and killed while a checklist is being filled."""

import sys
from collections.abc import Iterator

import pytest

from client.config import Home
from client.laptop import Laptop
from tests.client.conftest import PASSPHRASE
from tests.client.screens.terminal import Terminal


@pytest.fixture
def terminal(home: Home, enrolled: Laptop) -> Iterator[Terminal]:
    del enrolled
    terminal = Terminal(home)
    yield terminal
    terminal.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals like these")
def test_killed_at_any_moment_every_answered_question_is_there_again(
    terminal: Terminal, enrolled: Laptop
) -> None:
    terminal.open_checklist(PASSPHRASE)
    terminal.type("1")
    terminal.wait_for("How many minutes")
    terminal.type("\r75\r")
    terminal.wait_for("missing".capitalize())
    terminal.type("3cкөмек\r")
    terminal.wait_for("comment ✓")
    terminal.suspend()
    terminal.type("\x1a\x1a")  # undo the comment, then the answer: taken up after waking
    terminal.wake()
    terminal.wait_for("Undone: How is the entrance?")
    terminal.type("\x19\x19")
    terminal.wait_for("comment ✓")
    terminal.kill()
    (draft,) = enrolled.drafts.list_drafts()
    assert draft.answers == {"V01": "yes", "V02": 75, "V06": "missing"}
    assert draft.comments == {"V06": "көмек"}
    assert draft.current_question == "V06"
