"""The list of all sections and questions: type a part of one, Enter goes there."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from client.language import later, tr
from client.screens.outline import OutlineRow
from client.screens.over_rows import OverRows
from client.widgets.rows import Rows, columns
from client.widgets.signs import ATTENTION
from shared.folding import fold

PROMPT = later("Type a part of a question")
EVERYTHING, TO_LOOK_AT, BLANK = (
    later("all questions"),
    later("to look at again"),
    later("not answered"),
)
KEYS = later("↑↓ choose   Enter goes there   Tab shows: %(next)s   Esc back")
NOTHING = later("Nothing here.")
_FILTERS = (EVERYTHING, TO_LOOK_AT, BLANK)
_SIGN, _STATE, _PADDING = 2, 22, 3  # the last for the scrollbar


class JumpScreen(OverRows[str], ModalScreen[str]):
    """Finds a question; the result is its path, '' if the list was left."""

    CSS_PATH = "jump.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", show=False, priority=True),
        Binding("tab", "next_filter", "Filter", show=False, priority=True),
        Binding("escape,ctrl+g", "dismiss('')", "Back", priority=True),
    ]

    def __init__(self, rows: Sequence[OutlineRow], here: str) -> None:
        """Begin at `here`, the path of the question that the cursor is on."""
        super().__init__()
        self._rows = rows
        self._folded = [fold(row.label) for row in rows]
        self._here = here
        self._filter = EVERYTHING

    def compose(self) -> ComposeResult:
        """Lay out the search and the list."""
        with Vertical():
            yield Input(placeholder=tr(PROMPT), compact=True)
            yield Rows()
            yield Static(id="keys", markup=False)

    def on_mount(self) -> None:
        """Show everything, with the cursor where one is."""
        self.query_one(Input).cursor_blink = False
        self.query_one(Input).focus()
        self.call_after_refresh(self._fill, self._here)

    @on(Input.Changed)
    def search(self) -> None:
        """Search at every keystroke."""
        self._fill()

    def _fill(self, at: str = "") -> None:
        options = [self._option(place) for place in self._found()]
        rows = self.query_one(Rows)
        rows.fill(options or [Option(columns((tr(NOTHING), 0, "$muted")), disabled=True)])
        paths = [self._rows[int(option.id or 0)].path for option in options]
        here = len(paths) - 1 - paths[::-1].index(at) if at in paths else 0
        # A section leads to its first question: of the two rows, the cursor is on the latter.
        rows.highlighted = here if options else None
        following = _FILTERS[(_FILTERS.index(self._filter) + 1) % len(_FILTERS)]
        self.query_one("#keys", Static).update(tr(KEYS) % {"next": tr(following)})

    def _found(self) -> list[int]:
        """Return the places of the rows that are wanted."""
        words = fold(self.query_one(Input).value).split()
        return [
            place
            for place, folded in enumerate(self._folded)
            if self._is_wanted(self._rows[place]) and all(word in folded for word in words)
        ]

    def _is_wanted(self, row: OutlineRow) -> bool:
        if self._filter == TO_LOOK_AT:
            return row.sign == ATTENTION and not row.is_heading
        return self._filter == EVERYTHING or not (row.is_answered or row.is_heading)

    def _option(self, place: int) -> Option:
        row = self._rows[place]
        sign = (row.sign, _SIGN, "$warning bold" if row.sign == ATTENTION else "$accent bold")
        room = self.query_one(Rows).content_size.width - _STATE - _SIGN - _PADDING
        label = ((row.label if row.is_heading else f"  {row.label}").replace("\n", " "), room)
        style = "$accent bold" if row.is_heading else ""
        cells = columns(sign, (*label, style), (row.state, _STATE, "$muted"))
        return Option(cells, str(place))

    def action_next_filter(self) -> None:
        """Show all, what is to be looked at again, or what is not answered."""
        self._filter = _FILTERS[(_FILTERS.index(self._filter) + 1) % len(_FILTERS)]
        self._fill(self._here)

    @on(OptionList.OptionSelected)
    def take(self, event: OptionList.OptionSelected) -> None:
        """Return the question's path."""
        self.dismiss(self._rows[int(event.option_id or 0)].path)
