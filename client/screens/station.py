"""What is known of a station, and what our mission has already reported from it."""

from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from client.language import grouped, later, tr
from client.reports import ReportState
from client.screens.desk import Desk
from client.screens.desk_page import DeskPage
from client.screens.outbox_rows import STATE_WORDS
from client.screens.station_words import SETTINGS, Distances, position_of, zone_words
from client.screens.sync_words import moment
from client.widgets.bars import KeyHint, KeyLine, TitleBar
from client.widgets.rows import columns, hanging
from shared.sync.setting import StationOut

FROM_US, FROM_OTHERS, VISITS = later("From us"), later("From others"), later("Our visits")
CLOSED = later("Closed")
CLOSED_WORDS = later("by headquarters: not in use any more; you can still report from it")
NOTHING_YET = later("nothing yet")
NOT_TOLD = later("only told of stations that are on your own plan")
KEYS = (
    KeyHint("Esc", later("back"), "screen.back"),
    KeyHint("↑↓", later("more")),
    KeyHint("?", later("help"), "screen.help"),
)
HELP = (
    ("↑ ↓", later("more, where it does not fit on the screen")),
    (
        later("others"),
        later(
            "Of other teams you see which checklist and when, and never an answer: a laptop may "
            "be taken from you. It is as of the last sync."
        ),
    ),
    ("Esc", later("back")),
)
_LABEL = 14


class StationScreen(DeskPage[None]):
    """The register's line of a station, our visits and reports, and that others were there."""

    CSS_PATH = "station.tcss"
    HELP_ROWS = HELP
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("question_mark,f1", "help", later("Help")),
        Binding("q,escape,enter", "back", later("Back")),
    ]

    def __init__(self, desk: Desk, station: str) -> None:
        super().__init__(desk)
        self._station = station

    @property
    def station(self) -> str:
        """The code of the station that the screen is about."""
        return self._station

    def compose(self) -> ComposeResult:
        """Lay out a table that scrolls."""
        yield TitleBar(time=lambda: self._desk.laptop.drafts.now_at(self._station))
        with VerticalScroll():
            yield Static(id="known")
        yield KeyLine(KEYS)

    def begin(self) -> None:
        """Let the keys scroll."""
        self.query_one(VerticalScroll).focus()

    def show_anew(self) -> None:
        """Show all that is known, group by group."""
        title = self._desk.station_title(self._station)
        self.show_bar(title)
        lines: list[Content] = []
        for group in (self._register(), self._visits(), self._ours(), self._others()):
            before = ""
            for label, words in group:
                cell = columns(("" if label == before else tr(label), _LABEL, "$muted"))
                lines.append(hanging(cell, Content(words), self.size.width - 4))
                before = label
            lines.append(Content(""))
        self.query_one("#known", Static).update(Content("\n").join(lines))

    def _register(self) -> Iterator[tuple[str, str]]:
        station = self._desk.laptop.pack.find_station(self._station)
        if station is None:
            return
        yield later("Code"), station.code
        for label, words in (
            (later("Name"), station.name),
            (later("Region"), station.region),
            (later("Address"), station.address),
            (later("Setting"), tr(SETTINGS.get(station.setting, station.setting))),
        ):
            if words:
                yield label, words
        if station.closed:
            yield CLOSED, tr(CLOSED_WORDS)
        if station.voters is not None:
            yield later("Voters"), tr("%(count)s registered") % {"count": grouped(station.voters)}
        yield from self._place(station)

    def _place(self, station: StationOut) -> Iterator[tuple[str, str]]:
        now = self._desk.laptop.drafts.now_at(station.code)
        yield later("Clock"), f"{now:%H:%M} · {zone_words(now)} · {station.timezone}"
        position = position_of(station)
        if position is None:
            return
        yield later("Position"), f"{position.latitude:.5f} {position.longitude:.5f}"
        distances = Distances(self._desk.laptop)
        if distances.origin is not None and distances.origin.code != station.code:
            words = tr("%(far)s from station %(code)s, as the crow flies")
            far = distances.to(station)
            yield later("Distance"), words % {"far": far, "code": distances.origin.code}

    def _visits(self) -> Iterator[tuple[str, str]]:
        visits = self._desk.laptop.visits.list_at(self._station)
        if not visits:
            yield VISITS, tr(NOTHING_YET)
        for visit in visits:
            left = f"{visit.departed_at:%H:%M}" if visit.departed_at else tr("still there")
            words = f"{self._moment(visit.arrived_at)} – {left}"
            parts = [words, " ".join(visit.present)]
            if visit.refusal is not None:
                parts.append(tr("access refused: %(why)s") % {"why": visit.refusal.reason})
            yield VISITS, " · ".join(part for part in parts if part)

    def _ours(self) -> Iterator[tuple[str, str]]:
        lines = self._desk.laptop.reports.list_reports()
        ours = [line for line in lines if line.station == self._station]
        if not ours:
            yield FROM_US, tr(NOTHING_YET)
        for line in ours:
            at = line.at if line.state is ReportState.DRAFT else line.arrived_at
            form = self._desk.form_title(line.form_id)
            yield FROM_US, f"{self._moment(at)} · {form} · {tr(STATE_WORDS[line.state])}"

    def _others(self) -> Iterator[tuple[str, str]]:
        planned = [each for each in self._desk.laptop.pack.plan() if each.station == self._station]
        if not planned:
            yield FROM_OTHERS, tr(NOT_TOLD)
            return
        if not planned[0].others:
            yield FROM_OTHERS, tr(NOTHING_YET)
        for other in planned[0].others:
            form = self._desk.form_title(other.form)
            yield FROM_OTHERS, f"{self._moment(other.at)} · {form}"

    def _moment(self, at: datetime) -> str:
        zone = self._desk.laptop.pack.timezone_of(self._station)
        return moment(at, self._desk.laptop.clock(), zone)
