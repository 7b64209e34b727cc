"""Choosing from a long list of answers: more of them than there are keys."""

from collections.abc import Iterator, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from client.pack import fold
from client.widgets.rows import Rows, columns
from client.widgets.signs import CHOSEN

PROMPT = "Type a part of the answer"
KEYS = "↑↓ choose   Enter takes it, or takes it away   Esc back"


class PickScreen(ModalScreen[str]):
    """Finds one of many choices; the result is its name, '' if it was left."""

    CSS_PATH = "pick.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move(1)", "Down", show=False, priority=True),
        Binding("up", "move(-1)", "Up", show=False, priority=True),
        Binding("enter", "choose", "Choose", show=False, priority=True),
        Binding("escape", "dismiss('')", "Back", priority=True),
    ]

    def __init__(self, choices: Sequence[tuple[str, str]], chosen: Sequence[str]) -> None:
        super().__init__()
        self._choices = [(name, label, fold(label)) for name, label in choices]
        self._chosen = chosen

    def compose(self) -> ComposeResult:
        """Lay out the search and the list."""
        with Vertical():
            yield Input(placeholder=PROMPT, compact=True)
            yield Rows()
            yield Static(KEYS, markup=False)

    def on_mount(self) -> None:
        """Show all."""
        self.query_one(Input).cursor_blink = False
        self.query_one(Input).focus()
        self.query_one(Rows).fill(self._rows(""))

    @on(Input.Changed)
    def search(self, event: Input.Changed) -> None:
        """Search at every keystroke."""
        rows = self.query_one(Rows)
        rows.fill(self._rows(event.value))
        rows.highlighted = 0 if rows.option_count else None

    def _rows(self, text: str) -> Iterator[Option]:
        words = fold(text).split()
        for name, label, folded in self._choices:
            if all(word in folded for word in words):
                sign = CHOSEN if name in self._chosen else ""
                yield Option(columns((sign, 2, "$accent bold"), (label, 0, "")), name)

    def action_move(self, step: int) -> None:
        """Move the cursor in the list while the search keeps the keyboard."""
        rows = self.query_one(Rows)
        if step > 0:
            rows.action_cursor_down()
        else:
            rows.action_cursor_up()

    def action_choose(self) -> None:
        """Take the answer under the cursor."""
        self.query_one(Rows).action_select()

    @on(OptionList.OptionSelected)
    def take(self, event: OptionList.OptionSelected) -> None:
        """Return the choice."""
        self.dismiss(event.option_id or "")
