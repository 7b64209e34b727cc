"""The checklist at the keyboard, in a real terminal: opening 90 questions, a key until it is seen.

The form is the worst that there is: 90 questions on one page. Beside each figure stands what the
same terminal takes to echo a key through a bare Textual input: the floor of any program like ours.
"""

import os
import pty
import select
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from benchmarks.laptop import PASSPHRASE, enrolled_laptop, milliseconds
from benchmarks.table import Figure, print_table
from client.screens.open_draft import OpenDraft
from shared.forms.model import Choice, Form, Integer, Question, Section, SelectOne

QUESTIONS = 90
KEYSTROKE_BUDGET_MS = 30
_ANSWERED = 20
_PATIENCE = 20
_YES_NO = tuple(Choice(name=each, label={"en": each.capitalize()}) for each in ("yes", "no"))
BARE = """
from textual.app import App
from textual.widgets import Input

class Bare(App):
    def compose(self):
        yield Input()

Bare().run()
"""


def ninety_questions() -> Form:
    """Return a form of one page: choices, numbers, a condition and a check on every tenth."""
    return Form(
        id="ninety",
        version="1",
        title={"en": "Ninety"},
        sections=(
            Section(name="all", label={"en": "All"}, children=tuple(map(_question, range(90)))),
        ),
    )


def _question(number: int) -> Question:
    label = {"en": f"What is to be said about point {number} of the list?"}
    if number % 10 == 9:
        before = f"${{q{number - 1}}}"
        return Integer(
            name=f"q{number}", label=label, relevant=f"{before} = 'yes'", warning=". < 100"
        )
    return SelectOne(name=f"q{number}", label=label, choices=_YES_NO)


class Terminal:
    """A terminal of 80 × 24 with a program in it."""

    def __init__(self, *command: str) -> None:
        self._ours, theirs = pty.openpty()
        environment = os.environ | {"TERM": "xterm-256color", "COLUMNS": "80", "LINES": "24"}
        self._program = subprocess.Popen(
            [sys.executable, *command], stdin=theirs, stdout=theirs, stderr=theirs, env=environment
        )
        os.close(theirs)

    @property
    def resident(self) -> float:
        """The MiB of memory that the program holds now (Linux)."""
        status = Path(f"/proc/{self._program.pid}/status").read_text()
        (held,) = (each.split()[1] for each in status.splitlines() if each.startswith("VmRSS"))
        return int(held) / 1024

    def wait_for(self, text: str) -> None:
        """Return as soon as `text` has been drawn."""
        seen = b""
        while text.encode() not in seen:
            ready, _, _ = select.select([self._ours], [], [], _PATIENCE)
            assert ready, f"{text!r} was not drawn within {_PATIENCE} s: {seen[-300:]!r}"
            seen += os.read(self._ours, 65536)

    def type(self, keys: str, then: str) -> None:
        """Press keys and wait until `then` is drawn."""
        os.write(self._ours, keys.encode())
        self.wait_for(then)

    def quiet(self) -> None:
        """Read until nothing more is drawn."""
        while select.select([self._ours], [], [], 0.2)[0]:
            os.read(self._ours, 65536)

    def processor_ms(self) -> float:
        """Return the milliseconds of processor that the program has used (Linux)."""
        stat = Path(f"/proc/{self._program.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(stat[11]) + int(stat[12])) * 1000 / os.sysconf("SC_CLK_TCK")

    def press(self, keys: str) -> None:
        """Press keys without waiting for anything."""
        os.write(self._ours, keys.encode())

    def close(self) -> None:
        """End the program."""
        self._program.kill()
        self._program.wait()
        os.close(self._ours)


def measured(deeds: list[Callable[[], None]], terminal: Terminal) -> float:
    """Return the median milliseconds of `deeds`, each from a terminal at rest."""
    taken: list[float] = []
    for deed in deeds:
        terminal.quiet()
        taken.append(milliseconds(deed))
    return statistics.median(taken)


def bare_echo(times: int = 20) -> float:
    """Return the median milliseconds until a bare input shows a key."""
    terminal = Terminal("-c", BARE)
    try:
        terminal.quiet()
        letters = "abcdefghijklmnopqrst"[:times]
        return measured([lambda k=k: terminal.type(k, k) for k in letters], terminal)
    finally:
        terminal.close()


@dataclass(frozen=True)
class Times:
    """Milliseconds."""

    opened: float
    answered: float
    processor: float
    """Used by the program for an answer and going on to the next question."""
    undone: float


def at_the_keyboard(home: Path) -> Times:
    """Open the page, answer, go on and undo; each until it is on the screen."""
    terminal = Terminal("-m", "client", "--home", str(home))
    try:
        terminal.wait_for("assphrase")
        terminal.type(f"{PASSPHRASE}\r", "Drafts")
        terminal.quiet()
        began = perf_counter()
        terminal.type("\r", "0/81")
        opened = (perf_counter() - began) * 1000

        def answer(number: int) -> None:
            terminal.type("2", f"{number}/81")

        def undo(number: int) -> None:
            terminal.type("\x1a", f"{number}/81")

        answering: list[float] = []
        before = terminal.processor_ms()
        for number in range(1, _ANSWERED + 1):
            answering.append(measured([lambda n=number: answer(n)], terminal))
            terminal.quiet()
            terminal.press("\x1b[B")
        used = (terminal.processor_ms() - before) / _ANSWERED
        undoing = measured([lambda n=n: undo(n) for n in range(_ANSWERED - 1, 9, -1)], terminal)
        return Times(opened, statistics.median(answering), used, undoing)
    finally:
        terminal.close()


def review_alone(times: int = 50) -> float:
    """Return the median milliseconds of an answer without a screen: reviewed, flushed, reviewed."""
    with enrolled_laptop(ninety_questions()) as (laptop, _, _):
        opened = OpenDraft(laptop, laptop.drafts.open(laptop.pack.form_called("ninety"), "00001"))
        return statistics.median(
            milliseconds(lambda n=n: opened.answer("q1", ("yes", "no")[n % 2]))
            for n in range(times)
        )


def measure() -> None:
    """Measure the checklist at the keyboard and print its table."""
    bare, alone = bare_echo(), review_alone()
    with tempfile.TemporaryDirectory() as folder:
        with enrolled_laptop(ninety_questions(), Path(folder)) as (laptop, _, _):
            laptop.drafts.open(laptop.pack.form_called("ninety"), "00001")
        times = at_the_keyboard(Path(folder))
    print_table(
        "Checklist of 90 questions on one page",
        [
            Figure("open it, until it is seen", f"{times.opened:.0f} ms"),
            Figure(
                "a key that answers, until it is saved and seen",
                f"{times.answered:.1f} ms = {times.answered / bare:.1f} x a bare input's echo",
                f"< {KEYSTROKE_BUDGET_MS} ms",
                kept=times.answered < KEYSTROKE_BUDGET_MS,
            ),
            Figure("processor for an answer and the way on", f"{times.processor:.1f} ms"),
            Figure("undo, until it is seen", f"{times.undone:.1f} ms"),
            Figure("an answer reviewed and flushed, no screen", f"{alone:.1f} ms"),
        ],
    )


if __name__ == "__main__":
    measure()
