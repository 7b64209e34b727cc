"""The register: planned stations first, then a search by code or name among all of them."""

from collections.abc import Iterator
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from client.reports import ReportState
from client.screens.desk import Desk, place_of
from client.screens.page import Page
from client.screens.sync_words import moment
from client.widgets.bars import KeyHint, KeyLine, TitleBar
from client.widgets.rows import Rows, columns
from shared.sync.setting import StationOut

TITLE = "Stations"
PROMPT = "Code, name, street or district"
COUNT = "{shown} of {all:,} stations, the planned ones first"
FOUND = "{shown} found in {all:,} stations"
MANY = "The first {shown} of many in {all:,} stations; type more to narrow it down"
REPORTED, PLANNED = "✓ reported", "planned"
UNLISTED = "Not in the register: report on “{code}” as written"
HELP = (
    ("type", "any words of code, name, street or district; case and accents do not matter"),
    ("↑ ↓  Enter", "choose a station and a checklist"),
    ("Esc", "empty the search, then back"),
)
KEYS = (
    KeyHint("type", "search"),
    KeyHint("↑↓", "choose"),
    KeyHint("Enter", "open"),
    KeyHint("Esc", "back", "screen.back"),
    KeyHint("F1", "help", "screen.help"),
)
_MOST = 50
_CODE, _WHEN = 10, 13


class StationsScreen(Page[str]):
    """Finds a station; the result is its code, or what was written where it is not listed."""

    CSS_PATH = "stations.tcss"
    HELP_ROWS = HELP
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move(1)", "Down", show=False, priority=True),
        Binding("up", "move(-1)", "Up", show=False, priority=True),
        Binding("enter", "choose", "Choose", show=False, priority=True),
        Binding("f1", "help", "Help"),
        Binding("escape", "back", "Back", priority=True),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        pack = desk.laptop.pack
        self._all = pack.count_stations()
        self._plan = {each.station: each.at for each in pack.plan()}
        lines = desk.laptop.reports.list_reports()
        self._reported = {each.station for each in lines if each.state is not ReportState.DRAFT}

    def compose(self) -> ComposeResult:
        """Lay out the search and what it finds."""
        yield TitleBar(TITLE, time=self._desk.now)
        yield Input(placeholder=PROMPT, compact=True)
        yield Static(id="found", markup=False)
        yield Rows()
        yield KeyLine(KEYS)

    def on_mount(self) -> None:
        """Begin with the plan."""
        self.query_one(TitleBar).show(right=self._desk.badge(), mark=self._desk.mark())
        self.query_one(Input).cursor_blink = False
        self.query_one(Input).focus()
        self._search("")

    @on(Input.Changed)
    def search(self, event: Input.Changed) -> None:
        """Search at every keystroke."""
        self._search(event.value.strip())

    def _search(self, text: str) -> None:
        pack = self._desk.laptop.pack
        found = [*pack.search_stations(text, _MOST)]
        if not text:
            planned = [pack.find_station(code) for code in self._plan]
            first = [each for each in planned if each is not None]
            found = [*first, *(each for each in found if each.code not in self._plan)]
        wording = MANY if len(found) >= _MOST else FOUND
        words = (wording if text else COUNT).format(shown=len(found), all=self._all)
        self.query_one("#found", Static).update(words)
        rows = self.query_one(Rows)
        rows.fill(self._rows(found, text))
        rows.highlighted = 0 if rows.option_count else None

    def _rows(self, found: list[StationOut], text: str) -> Iterator[Option]:
        for station in found:
            yield Option(self._row(station), f"known {station.code}")
        if text and all(station.code != text for station in found):
            yield Option(UNLISTED.format(code=text), f"unlisted {text}")

    def _row(self, station: StationOut) -> Content:
        return columns(
            (station.code, _CODE, "bold"),
            (self._when(station.code), _WHEN, "$accent"),
            (", ".join(part for part in (*place_of(station), station.address) if part), 0, ""),
        )

    def _when(self, code: str) -> str:
        if code in self._reported:
            return REPORTED
        if code not in self._plan:
            return ""
        at = self._plan[code]
        return moment(at, self._desk.laptop.clock(), self._desk.zone()) if at else PLANNED

    def action_move(self, step: int) -> None:
        """Move the cursor in the list while the search keeps the keyboard."""
        rows = self.query_one(Rows)
        if step > 0:
            rows.action_cursor_down()
        else:
            rows.action_cursor_up()

    def action_choose(self) -> None:
        """Take the station under the cursor."""
        self.query_one(Rows).action_select()

    @on(OptionList.OptionSelected)
    def take(self, event: OptionList.OptionSelected) -> None:
        """Return the station's code."""
        self.dismiss((event.option_id or "").partition(" ")[2])

    def action_back(self) -> None:
        """Empty the search first; then go back."""
        search = self.query_one(Input)
        if search.value:
            search.clear()
        else:
            self.dismiss("")
