"""The register: where the team is, its plan, what it used last; then a search among all of it."""

import asyncio
from collections.abc import Iterator, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from client.day_plan import plan_of_the_day
from client.language import grouped, later, tr
from client.letters import clean
from client.reports import ReportState
from client.screens.describe import DescribeScreen
from client.screens.desk import Desk, place_of
from client.screens.over_rows import OverRows
from client.screens.page import Page
from client.screens.station import StationScreen
from client.screens.station_words import Distances, time_there
from client.station_index import StationIndex
from client.widgets.bars import KeyHint, KeyLine, TitleBar
from client.widgets.rows import Rows, columns
from shared.sync.setting import StationOut
from shared.sync.visits import StationDescription

TITLE = later("Stations")
PROMPT = later("Code, name, street or district, in any script")
COUNT = later("%(shown)s of %(all)s stations: here, planned, lately used")
FOUND = later("%(shown)s found in %(all)s stations")
MANY = later("The first %(shown)s of many in %(all)s stations; type more")
REPORTED, PLANNED, HERE = later("✓ reported"), later("planned"), later("here now")
CLOSED = later("closed")
DESCRIBE = later("Not in the register: describe “%(code)s”")
AS_WRITTEN = later("Not in the register: take “%(code)s” as written")
HELP = (
    (
        later("type"),
        later(
            "Any words of code, name, street or district. Case and accents do not matter, nor the "
            "alphabet: mektep finds мектеп."
        ),
    ),
    ("↑ ↓  Enter", later("choose a station")),
    ("^D", later("what is known of the station, and what was reported from it")),
    (
        later("last row"),
        later("A station that is not in the register is described; headquarters finds it later."),
    ),
    ("Esc", later("empty the search, then back")),
)
KEYS = (
    KeyHint(later("type"), later("search")),
    KeyHint("↑↓", later("choose")),
    KeyHint("Enter", later("open")),
    KeyHint("^D", later("details"), "screen.details"),
    KeyHint("Esc", later("back"), "screen.back"),
    KeyHint("F1", later("help"), "screen.help"),
)
_MOST, _MOST_RECENT = 50, 10
_CODE, _WHEN, _FAR = 10, 16, 9


class StationsScreen(OverRows[str], Page[str]):
    """Finds a station; the result is its code, or what was written where it is not listed.

    With `describes` a station that is not listed is described first, which begins a visit there.
    """

    CSS_PATH = "stations.tcss"
    HELP_ROWS = HELP
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", show=False, priority=True),
        Binding("ctrl+d", "details", later("About the station"), priority=True),
        Binding("f1", "help", later("Help")),
        Binding("escape", "back", later("Back"), priority=True),
    ]

    def __init__(self, desk: Desk, *, describes: bool = False) -> None:
        super().__init__()
        self._desk = desk
        self._describes = describes
        self._index: StationIndex | None = None
        self._all = desk.laptop.pack.count_stations()
        lines = desk.laptop.reports.list_reports()
        plan = plan_of_the_day(desk.laptop.pack.plan(), lines)
        self._next = {
            each.planned.station: each.planned.at for each in reversed(plan) if not each.is_done
        }
        self._planned = [each.planned.station for each in plan]
        self._reported = {each.station for each in lines if each.state is not ReportState.DRAFT}
        self._here = [each.station for each in desk.laptop.visits.list_open()]
        visited = [each.station for each in desk.laptop.visits.list_latest()]
        self._recent = [*visited, *(each.station for each in lines)]
        self._distances = Distances(desk.laptop)

    def compose(self) -> ComposeResult:
        """Lay out the search and what it finds."""
        yield TitleBar(TITLE, time=self._desk.now)
        yield Input(placeholder=tr(PROMPT), compact=True)
        yield Static(id="found", markup=False)
        yield Rows()
        yield KeyLine(KEYS)

    async def on_mount(self) -> None:
        """Begin with the plan; the register is read beside the screen."""
        self.query_one(TitleBar).show(right=self._desk.badge(), mark=self._desk.mark())
        self.query_one(Input).cursor_blink = False
        self.query_one(Input).focus()
        self._show()
        self._index = await asyncio.to_thread(self._desk.laptop.pack.index)
        self._show()

    def reword(self) -> bool:
        """Say everything anew."""
        self.query_one(Input).placeholder = tr(PROMPT)
        self._show()
        return True

    @on(Input.Changed)
    def search(self) -> None:
        """Search at every keystroke."""
        self._show()

    def _show(self) -> None:
        text = clean(self.query_one(Input).value.strip())
        found = self._found(text)
        words = MANY if len(found) >= _MOST else FOUND
        counted = {"shown": grouped(len(found)), "all": grouped(self._all)}
        told = [tr(words if text else COUNT) % counted]
        if any(self._distances.to(each) for each in found):
            told.append(self._distances.note)
        self.query_one("#found", Static).update(" · ".join(told))
        rows = self.query_one(Rows)
        rows.fill(self._rows(found, text))
        rows.highlighted = 0 if rows.option_count else None

    def _found(self, text: str) -> Sequence[StationOut]:
        pack = self._desk.laptop.pack
        first: list[str] = []
        if not text:
            recent = list(dict.fromkeys(self._recent))[:_MOST_RECENT]
            first = list(dict.fromkeys([*self._here, *self._planned, *recent]))
        rest = self._index.search(text, _MOST) if self._index is not None else ()
        return pack.list_stations(list(dict.fromkeys([*first, *rest])))

    def _rows(self, found: Sequence[StationOut], text: str) -> Iterator[Option]:
        with_distance = any(self._distances.to(each) for each in found)
        states = [self._when(each) for each in found]
        wide = max([_WHEN, *(Content(each).cell_length + 1 for each in states)])
        for station, state in zip(found, states, strict=True):
            row = self._row(station, (state, wide, "$accent"), with_distance=with_distance)
            yield Option(row, f"known {station.code}")
        if text and all(station.code != text for station in found):
            words = tr(DESCRIBE if self._describes else AS_WRITTEN) % {"code": text}
            yield Option(words, f"unlisted {text}")

    def _row(
        self, station: StationOut, state: tuple[str, int, str], *, with_distance: bool
    ) -> Content:
        far = [(self._distances.to(station), _FAR, "$muted")] if with_distance else []
        place = (*place_of(station), station.address)
        return columns(
            (station.code, _CODE, "bold"),
            state,
            *far,
            (", ".join(part for part in place if part), 0, ""),
        )

    def _when(self, station: StationOut) -> str:
        code = station.code
        if code in self._here:
            return tr(HERE)
        if code not in self._next:
            return tr(REPORTED) if code in self._reported else tr(CLOSED) if station.closed else ""
        if station.closed:
            return tr(CLOSED)
        at = self._next[code]
        there = self._desk.laptop.pack.timezone_of(code)
        now = self._desk.laptop.clock()
        return time_there(at, now, there, self._desk.zone()) if at else tr(PLANNED)

    # --- Doing -------------------------------------------------------------------------

    def action_details(self) -> None:
        """Show what is known of the station under the cursor."""
        row = self.query_one(Rows).highlighted_option
        kind, _, code = (row.id or "").partition(" ") if row else ("", "", "")
        if kind == "known":
            self.open(StationScreen(self._desk, code))

    @on(OptionList.OptionSelected)
    def take(self, event: OptionList.OptionSelected) -> None:
        """Return the station's code; where it is not listed, ask first what it is like."""
        kind, _, code = (event.option_id or "").partition(" ")
        known = self._desk.laptop.visits.list_at(code)
        if kind == "unlisted" and self._describes and not known:
            self.open(
                DescribeScreen(self._desk, code), lambda described: self._begin(code, described)
            )
        else:
            self.dismiss(code)

    def _begin(self, code: str, described: StationDescription | None) -> None:
        if described is not None:
            arrived = self._desk.laptop.drafts.now_at(code).replace(second=0, microsecond=0)
            self._desk.laptop.visits.begin(code, arrived, described)
            self.dismiss(code)

    def action_back(self) -> None:
        """Empty the search first; then go back."""
        search = self.query_one(Input)
        if search.value:
            search.clear()
        else:
            self.dismiss("")
