"""Today: where we are and go next, what is unfinished, what waits, what headquarters says."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import OptionList, Static

from client.checklist import Draft
from client.language import later, tr
from client.screens.checklist import ChecklistScreen
from client.screens.desk_page import DeskPage
from client.screens.incident import IncidentScreen
from client.screens.messages import MessagesScreen
from client.screens.outbox import OutboxScreen
from client.screens.stations import StationsScreen
from client.screens.today_rows import Day
from client.screens.visit import VisitScreen
from client.widgets.bars import KeyHint, KeyLine, TitleBar
from client.widgets.rows import Rows

NOT_SYNCED = later(
    "No checklists yet. Press y once there is a network: they come with the first sync."
)
KEYS = (
    KeyHint("s", later("stations"), "screen.stations"),
    KeyHint("v", later("visit"), "screen.visit"),
    KeyHint("i", later("incident"), "app.incident"),
    KeyHint("o", later("outbox"), "screen.outbox"),
    KeyHint("m", later("messages"), "screen.messages"),
    KeyHint("^L", later("lock"), "app.lock"),
    KeyHint("?", later("help"), "screen.help"),
)
HELP = (
    ("↑ ↓  Enter", later("choose and open: a visit, a planned station, a draft, a message")),
    ("v", later("the visit that is under way; else the next station of the plan")),
    ("s", later("search all stations, by code or by name")),
    ("o", later("every report on its way to headquarters")),
    ("i  ^N", later("report an incident; ^N does it from everywhere")),
    ("m", later("messages from headquarters")),
    ("c  F9", later("check in, or see the phones on duty; F9 does it from everywhere")),
    ("y", later("sync now; it also runs by itself after each report")),
    ("^L", later("lock the laptop")),
    ("q", later("leave the program. Drafts are saved, reports go out next time")),
)


class TodayScreen(DeskPage[None]):
    """The first screen of an open store. Reads everything anew whenever it comes to the front."""

    CSS_PATH = "today.tcss"
    HELP_ROWS = HELP
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "stations", later("Stations")),
        Binding("v", "visit", later("The visit")),
        Binding("o", "outbox", later("Outbox")),
        Binding("m", "messages", later("Messages from headquarters")),
        Binding("i", "app.incident", later("Report an incident"), show=False),
        Binding("c", "app.safety", later("Check in, or see the phones on duty"), show=False),
        Binding("y", "sync", later("Sync now")),
        Binding("question_mark,f1", "help", later("Help")),
        Binding("q", "app.quit", later("Leave the program"), show=False),
    ]

    # --- Showing -----------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """Lay out the bars and the list."""
        yield TitleBar(time=self._desk.now)
        yield Static(id="phase", markup=False)
        yield Static(id="illustrative", markup=False)
        yield Rows(id="day")
        yield KeyLine(KEYS)

    def show_anew(self) -> None:
        """Show the day, the drafts, the way of the reports and the messages."""
        header = self._desk.find_header()
        identity = self._desk.laptop.find_identity()
        team = header.team if header else identity.team if identity else ""
        name = tr("Team %(team)s") % {"team": team}
        title = f"{name} · {header.mission.title}" if header else name
        self.query_one(TitleBar).show(title=title, mark=self._desk.mark())
        day = self._day()
        self.query_one("#phase", Static).update(day.date_and_phase())
        note = self.query_one("#illustrative", Static)
        note.update(header.mission.illustrative if header else tr(NOT_SYNCED))
        note.display = header is None or bool(header.mission.illustrative)
        self.query_one(Rows).fill(day.rows())

    def _day(self) -> Day:
        return Day(self._desk, self.size.width - 4)

    def begin(self) -> None:
        """Begin at the newest draft, else at the visit that is under way."""
        rows = self.query_one(Rows)
        ids = [rows.get_option_at_index(each).id or "" for each in range(rows.option_count)]
        places = [
            place
            for kind in ("draft ", "visit ")
            for place, each in enumerate(ids)
            if each.startswith(kind)
        ]
        if places:
            rows.highlighted = places[0]
        rows.focus()

    # --- Doing -------------------------------------------------------------------------

    @on(OptionList.OptionSelected, "#day")
    def open_row(self, event: OptionList.OptionSelected) -> None:
        """Open what the row stands for."""
        kind, _, rest = (event.option_id or "").partition(" ")
        match kind:
            case "visit":
                self._visit(rest)
            case "station":
                self._visit(rest.partition(" ")[2])
            case "draft":
                drafts = self._desk.laptop.drafts.list_drafts()
                self._fill(next((each for each in drafts if str(each.id) == rest), None))
            case "incident":
                begun = self._desk.laptop.incidents.list_drafts()
                draft = next((each for each in begun if str(each.id) == rest), None)
                if draft is not None:
                    self.open(IncidentScreen(self._desk, draft))
            case "message":
                self.action_messages()
            case "report" | "sync" | "forked" | "carried":
                self.action_outbox()
            case _:
                self.action_stations()

    def action_visit(self) -> None:
        """Open the visit that is under way; else the next station of the plan; else search."""
        day = self._day()
        if day.open_visits:
            self._visit(day.open_visits[0].station)
        elif day.next_station():
            self._visit(day.next_station())
        else:
            self.action_stations()

    def action_stations(self) -> None:
        """Search the register."""
        self.open(StationsScreen(self._desk, describes=True), self._visit)

    def action_outbox(self) -> None:
        """Show the way of every report."""
        self.open(OutboxScreen(self._desk), self._fill)

    def action_messages(self) -> None:
        """Read what headquarters says, and confirm it."""
        self.open(MessagesScreen(self._desk))

    def _visit(self, station: str | None) -> None:
        if station:
            self.open(VisitScreen(self._desk, station))

    def _fill(self, draft: Draft | None) -> None:
        if draft is not None:
            self.open(ChecklistScreen(self._desk, draft))
