"""Choosing from a long list of answers: more of them than there are keys, up to many thousands."""

import asyncio
from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from client.language import grouped, later, tr
from client.screens.over_rows import OverRows
from client.widgets.rows import Rows, columns
from client.widgets.signs import CHOSEN
from shared.folding import fold

PROMPT = later("Type a part of the answer")
KEYS = later("↑↓ choose   Enter takes it, or takes it away   Esc back")
MORE = later("… and %(n)s more. Type a part of it to see them.")
_MOST_SHOWN = 200
_MANY = 2_000
"""From here on letters are folded beside the screen."""


class PickScreen(OverRows[str], ModalScreen[str]):
    """Finds one of many choices; the result is its name, '' if it was left."""

    CSS_PATH = "pick.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", show=False, priority=True),
        Binding("escape", "dismiss('')", "Back", priority=True),
    ]

    def __init__(
        self, choices: Sequence[tuple[str, str]], chosen: Sequence[str], prompt: str = PROMPT
    ) -> None:
        """`choices` are names and labels; `chosen` the names of those that hold already."""
        super().__init__()
        self._prompt = prompt
        self._choices = choices
        self._folded: Sequence[str] = ()
        """For searching: label and name of each choice, without case and diacritics."""
        self._chosen = set(chosen)

    def compose(self) -> ComposeResult:
        """Lay out the search and the list."""
        with Vertical():
            yield Input(placeholder=tr(self._prompt), compact=True)
            yield Rows()
            yield Static(tr(KEYS), markup=False)

    async def on_mount(self) -> None:
        """Show the first ones."""
        self.query_one(Input).cursor_blink = False
        self.query_one(Input).focus()
        if len(self._choices) < _MANY:
            self._folded = _folded(self._choices)
            self._fill("")
        else:
            self._fill("")
            self._folded = await asyncio.to_thread(_folded, self._choices)

    @on(Input.Changed)
    def search(self, event: Input.Changed) -> None:
        """Search at every keystroke."""
        self._fill(event.value)

    def _fill(self, text: str) -> None:
        found = self._found(text)
        options = [self._option(*each) for each in found[:_MOST_SHOWN]]
        if len(found) > _MOST_SHOWN:
            more = tr(MORE) % {"n": grouped(len(found) - _MOST_SHOWN)}
            options.append(Option(columns(("", 2, ""), (more, 0, "$muted")), disabled=True))
        rows = self.query_one(Rows)
        rows.fill(options)
        rows.highlighted = 0 if options else None

    def _found(self, text: str) -> Sequence[tuple[str, str]]:
        words = fold(text).split()
        if not words:
            return self._choices
        return [
            choice
            for choice, folded in zip(self._choices, self._folded, strict=True)
            if all(word in folded for word in words)
        ]

    def _option(self, name: str, label: str) -> Option:
        sign = CHOSEN if name in self._chosen else ""
        return Option(columns((sign, 2, "$accent bold"), (label, 0, "")), name)

    @on(OptionList.OptionSelected)
    def take(self, event: OptionList.OptionSelected) -> None:
        """Return the choice."""
        self.dismiss(event.option_id or "")


def _folded(choices: Sequence[tuple[str, str]]) -> Sequence[str]:
    return [fold(f"{label} {name}") for name, label in choices]
