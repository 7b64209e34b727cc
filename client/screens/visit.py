"""A visit: when the team came and went, who is there, its checklists; or that it was refused."""

from collections.abc import Callable
from datetime import datetime
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList, Static

from client.checklist import Draft
from client.language import later, tr
from client.screens.checklist import ChecklistScreen
from client.screens.describe import DescribeScreen
from client.screens.desk import Desk
from client.screens.desk_page import DeskPage
from client.screens.outbox import OutboxScreen
from client.screens.refusal import RefusalScreen
from client.screens.station import StationScreen
from client.screens.station_words import zone_words
from client.screens.sync_words import moment
from client.screens.visit_rows import VisitForms
from client.visits import Visit, VisitTimesWrong, nearest
from client.widgets.ask_line import AskLine
from client.widgets.bars import KeyHint, KeyLine, TitleBar
from client.widgets.rows import Rows, columns, hanging
from client.widgets.typed import Unreadable, read_time
from shared.problems import Problem
from shared.sync.visits import StationDescription

NOT_BEGUN = later("Not begun. Opening a checklist, a, p or r begins the visit; it is %(time)s.")
NOBODY = later("nobody noted yet")
NO_FORMS = later("This laptop has no checklists yet. Go back and press y: they come with a sync.")
ELSEWHERE = later("You have not left %(station)s yet; you arrived there at %(time)s.")
UNFINISHED = later("A checklist here is not sealed yet; it can be finished anywhere.")
REFUSED = later("Access was refused: %(reason)s")
OTHERS = later("Other teams have reported from here; d shows what, and when.")
OVER = later("This visit has ended. What you change is sent as a correction.")
DONE = later("It is sealed. In the outbox, which o opens, r corrects it.")
LEFT_NOW = later("You left at %(time)s. Headquarters is told with the next sync.")
ASK_ARRIVAL = later("When did you arrive? By the station's clock")
ASK_DEPARTURE = later("When did you leave? By the station's clock. Enter ends the visit")
ASK_PRESENT = later("Who is here? The observers' codes, never their names; a space between two")
PRESENT_EXAMPLE = later("as: 07-A 07-B")
KEYS = (
    KeyHint("a", later("arrival"), "screen.ask_arrival"),
    KeyHint("p", later("present"), "screen.ask_present"),
    KeyHint("l", later("leave"), "screen.leave"),
    KeyHint("r", later("refused"), "screen.refuse"),
    KeyHint("d", later("station"), "screen.details"),
    KeyHint("Esc", later("back"), "screen.back"),
    KeyHint("?", later("help"), "screen.help"),
)
HELP = (
    ("↑ ↓  Enter", later("open a checklist: go on with it, or begin it")),
    ("a", later("correct the time of arrival")),
    ("p", later("who is present, by the observers' codes")),
    ("l", later("leave the station, with the time; afterwards l corrects it")),
    ("r", later("access refused, or made to leave: ends the visit, and a report says so")),
    ("d", later("what is known of the station, and what was reported from it")),
    ("o  y", later("the outbox; sync now")),
    ("Esc", later("back; the visit goes on until you leave with l")),
)
_MOST_REMINDED = 2
"""Visits that were not left, of which one is reminded: more would fill the page."""
_TYPED = {"a", "p", "l"}
"""Keys that open a line: taken as keys, so that what is typed fast after them belongs to it."""


class VisitScreen(DeskPage[None]):
    """One visit at a station. It begins with the first thing that is done in it."""

    CSS_PATH = "visit.tcss"
    HELP_ROWS = HELP
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "ask_arrival", later("Correct the arrival")),
        Binding("p", "ask_present", later("Who is present")),
        Binding("l", "leave", later("Leave the station")),
        Binding("r", "refuse", later("Access was refused")),
        Binding("d", "details", later("About the station")),
        Binding("o", "outbox", later("Outbox")),
        Binding("y", "sync", later("Sync now")),
        Binding("question_mark,f1", "help", later("Help")),
        Binding("q,escape", "back", later("Back")),
    ]

    def __init__(self, desk: Desk, station: str) -> None:
        super().__init__(desk)
        self._station = station
        self._visit: Visit | None = desk.laptop.visits.find_open(station)
        self._forms = VisitForms(desk, station, self._visit)
        self._ask = AskLine(self._end_asking)

    @property
    def station(self) -> str:
        """The code of the station that the screen is about."""
        return self._station

    # --- Showing -----------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """Lay out what is known, and the checklists."""
        yield TitleBar(time=self._now)
        yield Static(id="where", markup=False)
        yield Static(id="facts")
        yield self._ask
        yield Rows()
        yield Static(id="notes")
        yield KeyLine(KEYS)

    def begin(self) -> None:
        """Place the cursor on the first checklist."""
        self.query_one(Rows).focus()

    def show_anew(self) -> None:
        """Show what is known of the visit, and its checklists."""
        if self._visit is not None:
            self._visit = self._desk.laptop.visits.get(self._visit.id)
        self._forms = VisitForms(self._desk, self._station, self._visit)
        self.hear()
        self.query_one("#where", Static).update(self._where())
        self.query_one("#facts", Static).update(self._facts())
        trouble = columns(("!", 2, "$warning bold"))
        notes = [hanging(trouble, Content(each), self.size.width - 2) for each in self._troubles()]
        notes += [Content.styled(each, "$muted") for each in self._remarks()]
        self.query_one("#notes", Static).update(Content("\n").join(notes))
        self.query_one("#notes", Static).display = bool(notes)
        self.query_one(Rows).fill(self._forms.rows())

    def hear(self) -> None:
        """Show how it stands with sync."""
        title = self._desk.station_title(self._station)
        self.show_bar(title)

    def _where(self) -> str:
        station = self._desk.laptop.pack.find_station(self._station)
        described = self._visit.described if self._visit else None
        if station is not None:
            parts = [station.region, station.address]
        else:
            parts = [described.address, described.notes] if described else []
        now = self._now()
        if now.utcoffset() != self._desk.now().utcoffset():
            parts.append(tr("its own clock, %(zone)s") % {"zone": zone_words(now)})
        return " · ".join(part for part in parts if part)

    def _facts(self) -> Content:
        visit = self._visit
        if visit is None:
            return Content(tr(NOT_BEGUN) % {"time": f"{self._now():%H:%M}"})
        facts = [
            ("a", tr("Arrived %(time)s") % {"time": self._clock(visit.arrived_at)}),
            ("p", tr("Present: %(codes)s") % {"codes": " ".join(visit.present) or tr(NOBODY)}),
        ]
        if visit.departed_at is not None:
            facts.append(("l", tr("Left %(time)s") % {"time": self._clock(visit.departed_at)}))
        return Content("     ").join(
            Content.assemble((f"{key} ", "$accent bold"), words) for key, words in facts
        )

    def _troubles(self) -> list[str]:
        """Return what should not be overlooked."""
        troubles: list[str] = []
        if not (self._forms.forms or self._forms.drafts or self._forms.sealed):
            troubles.append(tr(NO_FORMS))
        still_open = self._desk.laptop.visits.list_open()
        elsewhere = [each for each in still_open if each.station != self._station]
        for other in elsewhere[:_MOST_REMINDED]:
            place = self._desk.station_title(other.station)
            at = self._clock(other.arrived_at)
            troubles.append(tr(ELSEWHERE) % {"station": place, "time": at})
        if self._visit is not None and self._visit.refusal is not None:
            troubles.append(tr(REFUSED) % {"reason": self._visit.refusal.reason})
        if self._visit is not None and not self._visit.is_open and self._forms.drafts:
            troubles.append(tr(UNFINISHED))
        return troubles

    def _remarks(self) -> list[str]:
        """Return what is good to know."""
        plan = self._desk.laptop.pack.plan()
        others = any(each.others for each in plan if each.station == self._station)
        is_over = self._visit is not None and not self._visit.is_open
        return [*([tr(OTHERS)] if others else []), *([tr(OVER)] if is_over else [])]

    def _now(self) -> datetime:
        return self._desk.laptop.drafts.now_at(self._station)

    def _clock(self, at: datetime) -> str:
        now = self._now()
        return moment(at, now, now.tzinfo or self._desk.zone())

    # --- The visit ---------------------------------------------------------------------

    def _begun(self) -> Visit:
        """Return the visit; it begins now if it has not yet."""
        if self._visit is None:
            arrived = _minute(self._now())
            self._visit = self._desk.laptop.visits.begin(self._station, arrived)
        return self._visit

    def on_key(self, event: events.Key) -> None:
        """Take the keys that open a line here: what is typed fast after them belongs to it."""
        if event.key in _TYPED and not self._ask.is_open:
            self._asked(event.key)
        elif not self._ask.take(event.key, event.character or ""):
            return
        event.stop()
        event.prevent_default()

    def _asked(self, key: str) -> None:
        {"a": self.action_ask_arrival, "p": self.action_ask_present, "l": self.action_leave}[key]()

    def action_ask_arrival(self) -> None:
        """Ask for the time of arrival."""
        at = self._visit.arrived_at if self._visit else self._now()
        self._ask_time(ASK_ARRIVAL, at, self._arrive)

    def _arrive(self, text: str) -> None:
        visit = self._begun()
        self._desk.laptop.visits.arrive(visit.id, _read(text, visit.arrived_at))
        self._changed()

    def action_ask_present(self) -> None:
        """Ask who is present."""
        visit = self._visit
        self._ask.ask(
            ASK_PRESENT,
            self._note_present,
            value=" ".join(visit.present if visit else self._desk.laptop.pack.members()),
            example=PRESENT_EXAMPLE,
        )

    def _note_present(self, text: str) -> None:
        self._desk.laptop.visits.note_present(self._begun().id, text.replace(",", " ").split())
        self._changed()

    def action_leave(self) -> None:
        """Ask for the time of departure; where the team has left, correct it."""
        visit = self._visit
        if visit is not None:
            at = visit.departed_at or max(self._now(), visit.arrived_at)
            self._ask_time(ASK_DEPARTURE, at, self._leave)

    def _leave(self, text: str) -> None:
        visit = self._begun()
        at = _read(text, visit.departed_at or max(self._now(), visit.arrived_at))
        self._desk.laptop.visits.leave(visit.id, at)
        self.notify(tr(LEFT_NOW) % {"time": self._clock(at)}, markup=False)
        self._changed()

    def _changed(self) -> None:
        """Show a change; where the visit has ended, headquarters is told."""
        self.show_anew()
        if self._visit is not None and not self._visit.is_open:
            self._desk.courier.send()

    def _ask_time(self, question: str, at: datetime, answered: Callable[[str], None]) -> None:
        self._ask.ask(question, answered, value=f"{at:%H:%M}", restrict=r"[\d:.]*")

    def _end_asking(self) -> None:
        self.query_one(Rows).focus()

    # --- Going elsewhere ---------------------------------------------------------------

    @on(OptionList.OptionSelected)
    async def open_form(self, event: OptionList.OptionSelected) -> None:
        """Open a checklist: go on with it, or begin it."""
        kind, _, number = (event.option_id or "").partition(" ")
        if kind == "sealed":
            self.notify(tr(DONE), markup=False)
            return
        if kind == "draft":
            self._fill(self._forms.drafts[int(number)])
            return
        form = self._forms.forms[int(number)]
        await self._desk.read_tables(form)
        try:
            visit = self._begun()
            drafts = self._desk.laptop.drafts
            draft = drafts.open(form, self._station, visit.arrived_at, visit=visit.id)
            if visit.departed_at is not None:
                drafts.set_departed_at(draft.id, visit.departed_at)
                draft = drafts.get(draft.id)
        except Problem as problem:
            self.notify(problem.detail, title=tr(problem.title), severity="error", markup=False)
        else:
            self._fill(draft)

    def action_refuse(self) -> None:
        """Write down that access was refused; a visit that was not begun begins with that."""
        self.open(RefusalScreen(self._desk, self._station, self._visit), self._refused)

    def _refused(self, visit: Visit | None) -> None:
        if visit is not None:
            self._visit = visit
            self.show_anew()

    def action_outbox(self) -> None:
        """Show the way of every report."""
        self.open(OutboxScreen(self._desk), self._fill)

    def _fill(self, draft: Draft | None) -> None:
        if draft is not None:
            self.open(ChecklistScreen(self._desk, draft))

    def action_details(self) -> None:
        """Show what is known of the station; describe one that is not in the register."""
        if self._desk.laptop.pack.find_station(self._station) is not None:
            self.open(StationScreen(self._desk, self._station))
        else:
            before = self._visit.described if self._visit else None
            self.open(DescribeScreen(self._desk, self._station, before), self._describe)

    def _describe(self, described: StationDescription | None) -> None:
        if described is not None:
            self._desk.laptop.visits.describe(self._begun().id, described)
            self._changed()

    def action_back(self) -> None:
        """Go back; the visit goes on."""
        self.dismiss(None)


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


def _read(text: str, near: datetime) -> datetime:
    """Return the moment that was typed, on the day that brings it nearest `near`."""
    try:
        return nearest(read_time(text), near)
    except Unreadable as error:
        raise VisitTimesWrong(str(error)) from None
