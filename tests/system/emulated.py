"""The real program in a real terminal, with an emulator that knows what stands on its screen."""

import os
import select
import signal
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from time import monotonic

import pyte

from client.config import Home
from tests.client.screens.terminal import Terminal

COLUMNS, ROWS = 80, 24
_PATIENCE, _A_MOMENT = 60, 0.2
"""Seconds."""
DOWN, ESCAPE, FINISH, INCIDENT = "\x1b[B", "\x1b", "\x06", "\x0e"
"""What a terminal sends for the keys ↓, Esc, ^F and ^N."""


class EmulatedTerminal(Terminal):
    """A terminal of 80×24 whose screen can be read as an observer reads it."""

    def __init__(self, home: Home) -> None:
        super().__init__(home)
        self._emulator = pyte.Screen(COLUMNS, ROWS)
        self._stream = pyte.ByteStream(self._emulator)

    @property
    def shown(self) -> str:
        """What stands on the screen, line by line."""
        return "\n".join(self._emulator.display)

    @property
    def is_stopped(self) -> bool:
        """Whether the process is paused, as by ^Z in a shell."""
        state = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()[0]
        return state == "T"

    def resize(self, columns: int, rows: int) -> None:
        """Give the window another size, as by pulling at its corner."""
        self._emulator.resize(rows, columns)
        self._set_size(columns, rows)
        self.process.send_signal(signal.SIGWINCH)

    def press(self, keys: str) -> None:
        """Type keys, as a hand does: without looking first."""
        os.write(self._screen, keys.encode())

    def wait_for(self, text: str) -> None:
        """Read until `text` stands on the screen."""
        self.wait_until(lambda: text in self.shown, text)

    def wait_until(self, is_so: Callable[[], bool], what: str) -> None:
        """Read until something is so."""
        deadline = monotonic() + _PATIENCE
        while not is_so():
            assert monotonic() < deadline, f"{what!r} never came about:\n{self.shown}"
            assert self.process.poll() is None, f"the program ended:\n{self.shown}"
            self._read(_A_MOMENT)

    def settle(self) -> None:
        """Read until nothing more is drawn for a moment."""
        while self._read(_A_MOMENT):
            pass

    def _read(self, seconds: float) -> bool:
        """Take in what is drawn, and wait for it; return whether anything was."""
        select.select([self._screen], [], [], seconds)
        try:
            self._stream.feed(os.read(self._screen, 65536))
        except BlockingIOError:
            return False
        return True

    def choose(self, row: str) -> None:
        """Move to the row of a list that has these words, and open it."""
        self.wait_for(row)
        for _ in range(ROWS):
            self.settle()
            if self._is_under_the_cursor(row):
                self.press("\r")
                return
            before = self._colours()
            self.press(DOWN)
            self.wait_until(lambda before=before: self._colours() != before, "the cursor")
        raise AssertionError(f"the cursor never came to {row!r}:\n{self.shown}")

    def _is_under_the_cursor(self, row: str) -> bool:
        """Tell whether the list's cursor, which is another colour, lies on a row.

        Rows around it have the colour of most others: else half of another screen still stands.
        """
        places = [place for place, line in enumerate(self._emulator.display) if row in line]
        empty = Counter(self._colours()).most_common(1)[0][0]
        return any(
            self._colour(each) != empty
            and empty in {self._colour(each - 1), self._colour(each + 1)}
            for each in places
        )

    def _colours(self) -> list[str]:
        return [self._colour(each) for each in range(ROWS)]

    def _colour(self, row: int) -> str:
        return str(self._emulator.buffer[row][COLUMNS // 2].bg)
