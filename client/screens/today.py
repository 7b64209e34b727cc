"""Today: where to go next, what is unfinished, what waits, what headquarters says."""

import math
from collections.abc import Iterator
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from client.checklist import Draft
from client.reports import ReportLine, ReportState
from client.screens.checklist import ChecklistScreen
from client.screens.choose_form import ChooseFormScreen
from client.screens.desk import Desk
from client.screens.outbox import STATE_WORDS, OutboxScreen
from client.screens.page import Page
from client.screens.stations import StationsScreen
from client.screens.sync_words import moment
from client.sync import FORKED
from client.widgets.bars import KeyHint, KeyLine, TitleBar
from client.widgets.rows import Rows, columns, hanging
from shared.sync.setting import PlannedVisit
from shared.text import in_language

NOT_SYNCED = "No checklists yet. Press y once there is a network: they come with the first sync."
NO_PLAN = "No visits are planned. Press s and search for a station."
NO_DRAFTS = "Nothing is unfinished."
NO_MESSAGES = "Nothing from headquarters."
REPORTED = "✓ reported"
NEXT, DRAFTS, WAITING, MESSAGES = "Next", "Drafts", "Sync", "Messages"
KEYS = (
    KeyHint("Enter", "open"),
    KeyHint("s", "stations", "screen.stations"),
    KeyHint("o", "outbox", "screen.outbox"),
    KeyHint("y", "sync now", "screen.sync"),
    KeyHint("^L", "lock", "app.lock"),
    KeyHint("q", "quit", "app.quit"),
    KeyHint("?", "help", "screen.help"),
)
HELP = (
    ("↑ ↓  Enter", "choose and open: a planned station, a draft, a message"),
    ("s", "search all stations, by code or by name"),
    ("o", "every report on its way to headquarters"),
    ("y", "sync now; it also runs by itself after each report"),
    ("^L", "lock the laptop"),
    ("q", "leave the program. Drafts are saved, reports go out next time"),
)
_MOST_PLANNED, _MOST_DRAFTS = 7, 8
_GROUP, _WHEN = 10, 13


class TodayScreen(Page[None]):
    """The first screen of an open store. Reads everything anew whenever it comes to the front."""

    CSS_PATH = "today.tcss"
    HELP_ROWS = HELP
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "stations", "Stations"),
        Binding("o", "outbox", "Outbox"),
        Binding("y", "sync", "Sync now"),
        Binding("question_mark,f1", "help", "Help"),
        Binding("q", "app.quit", "Quit"),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk

    # --- Showing -----------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """Lay out the bars and the list."""
        yield TitleBar(time=self._desk.now)
        yield Static(id="illustrative", markup=False)
        yield Rows(id="day")
        yield KeyLine(KEYS)

    def on_mount(self) -> None:
        """Listen to the courier."""
        self._desk.courier.changed.subscribe(self, lambda _: self._show())
        self._show()
        self._start_at_newest_draft()

    def on_resize(self) -> None:
        """Wrap anew."""
        self._show()

    def on_screen_resume(self) -> None:
        """Show what changed meanwhile."""
        self._show()

    def _show(self) -> None:
        header = self._desk.find_header()
        identity = self._desk.laptop.find_identity()
        team = header.team if header else identity.team if identity else ""
        name = f"Team {team} · {header.mission.title}" if header else f"Team {team}"
        now = self._desk.now()
        self.query_one(TitleBar).show(title=name, right=f"{now:%A}", mark=self._desk.mark())
        note = self.query_one("#illustrative", Static)
        note.update(header.mission.illustrative if header else NOT_SYNCED)
        note.display = header is None or bool(header.mission.illustrative)
        self.query_one(Rows).fill(self._rows())

    def _start_at_newest_draft(self) -> None:
        rows = self.query_one(Rows)
        ids = [rows.get_option_at_index(each).id or "" for each in range(rows.option_count)]
        drafts = [place for place, each in enumerate(ids) if each.startswith("draft ")]
        if drafts:
            rows.highlighted = drafts[0]
        rows.focus()

    def _rows(self) -> Iterator[Option | None]:
        yield from _grouped(NEXT, self._planned(), NO_PLAN)
        yield None
        yield from _grouped(DRAFTS, self._drafts(), NO_DRAFTS)
        yield None
        group = columns((WAITING, _GROUP, "$muted"))
        yield Option(hanging(group, Content(self._desk.sync_sentence()), self._width()), "sync")
        yield None
        yield from _grouped(MESSAGES, self._messages(), NO_MESSAGES)

    def _planned(self) -> list[tuple[str, Content]]:
        lines = self._desk.laptop.reports.list_reports()
        sealed = {line.station for line in lines if line.state is not ReportState.DRAFT}
        plan = sorted(
            self._desk.laptop.pack.plan(), key=lambda each: (each.station in sealed, _time(each))
        )
        return [
            (f"station {number} {each.station}", self._planned_row(each, each.station in sealed))
            for number, each in enumerate(plan[:_MOST_PLANNED])
        ]

    def _planned_row(self, visit: PlannedVisit, is_done: bool) -> Content:  # noqa: FBT001 - private
        now, zone = self._desk.laptop.clock(), self._desk.zone()
        at = moment(visit.at, now, zone) if visit.at else ""
        when = (REPORTED, _WHEN, "$accent") if is_done else (at, _WHEN, "")
        return columns(when, (self._desk.station_title(visit.station), 0, ""))

    def _drafts(self) -> list[tuple[str, Content]]:
        drafts = self._desk.laptop.drafts.list_drafts()
        return [(f"draft {draft.id}", self._draft_row(draft)) for draft in drafts[:_MOST_DRAFTS]]

    def _draft_row(self, draft: Draft) -> Content:
        found = self._desk.laptop.drafts.glance_at(draft)
        title = in_language(draft.form.title, draft.form.default_language)
        progress = f"{len(found.answered)} of {len(found.asked)}"
        return columns(
            (progress, _WHEN, ""),
            (f"{title} · {self._desk.station_title(draft.station)}", 0, ""),
        )

    def _messages(self) -> list[tuple[str, Content]]:
        apart = {ReportState.QUARANTINED, ReportState.CONFLICT, ReportState.REJECTED}
        lines = self._desk.laptop.reports.list_reports()
        messages = [
            (f"report {line.report}", self._message(self._said_of(line)))
            for line in lines
            if line.state in apart
        ]
        standing = self._desk.standing()
        if standing is not None and standing.is_forked:
            messages.insert(0, ("forked", self._message(FORKED)))
        return messages

    def _said_of(self, line: ReportLine) -> str:
        form = self._desk.form_title(line.form_id)
        return f"{form} at {line.station} is {STATE_WORDS[line.state]}: {line.reason}"

    def _message(self, words: str) -> Content:
        sign = columns(("!", 2, "$warning bold"))
        return hanging(sign, Content(words), self._width() - _GROUP)

    def _width(self) -> int:
        return self.size.width - 4

    # --- Doing -------------------------------------------------------------------------

    @on(OptionList.OptionSelected, "#day")
    def open_row(self, event: OptionList.OptionSelected) -> None:
        """Open what the row stands for."""
        kind, _, rest = (event.option_id or "").partition(" ")
        match kind:
            case "station":
                self._choose_form(rest.partition(" ")[2])
            case "draft":
                drafts = self._desk.laptop.drafts.list_drafts()
                self._fill(next((each for each in drafts if str(each.id) == rest), None))
            case "report" | "sync" | "forked":
                self.action_outbox()
            case _:
                self.action_stations()

    def action_stations(self) -> None:
        """Search the register."""
        self.open(StationsScreen(self._desk), self._choose_form)

    def action_outbox(self) -> None:
        """Show the way of every report."""
        self.open(OutboxScreen(self._desk), self._fill)

    def action_sync(self) -> None:
        """Try to sync now."""
        self._desk.courier.send()

    def _choose_form(self, station: str | None) -> None:
        if station:
            self.open(ChooseFormScreen(self._desk, station), self._fill)

    def _fill(self, draft: Draft | None) -> None:
        if draft is not None:
            self.open(ChecklistScreen(self._desk, draft))


def _time(visit: PlannedVisit) -> float:
    return visit.at.timestamp() if visit.at else math.inf


def _grouped(name: str, rows: list[tuple[str, Content]], nothing: str) -> Iterator[Option]:
    """Yield the rows with the group's name before the first one, or what stands for none."""
    if not rows:
        words = columns((name, _GROUP, "$muted"), (nothing, 0, "$muted"))
        yield Option(words, f"none {name}", disabled=True)
    for number, (key, row) in enumerate(rows):
        first, *others = row.split("\n")
        group = columns((name if number == 0 else "", _GROUP, "$muted"))
        indented = [Content(" " * _GROUP) + line for line in others]
        yield Option(Content("\n").join([group + first, *indented]), key)
