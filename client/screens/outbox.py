"""The way of everything: draft, sealed and waiting, held, or set apart with the reason."""

from collections.abc import Iterable, Iterator
from typing import ClassVar
from uuid import UUID

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from client.checklist import Draft
from client.drafts import DraftGone
from client.language import later, tr
from client.screens.desk import Desk
from client.screens.desk_page import DeskPage
from client.screens.enrol import EnrolScreen
from client.screens.incident import IncidentScreen
from client.screens.outbox_rows import Line, OutboxLines
from client.screens.stick import StickScreen
from client.screens.sync_words import clock_words, next_try, progress_line
from client.sync import FORKED
from client.widgets.bars import KeyHint, KeyLine, TitleBar
from client.widgets.reason_line import ReasonLine
from client.widgets.rows import Rows

TITLE = later("Outbox")
NOTHING = later("No reports yet. What you seal appears here, with its way to headquarters.")
NOTES, FILES, BUNDLES = (
    later("Visits, check-ins, confirmations"),
    later("Photographs and files"),
    later("Carried for colleagues"),
)
KEYS = (
    KeyHint("y", later("sync"), "screen.sync"),
    KeyHint("x", later("stop"), "screen.stop"),
    KeyHint("Enter", later("open")),
    KeyHint("r", later("correct"), "screen.revise"),
    KeyHint("u", later("stick"), "screen.stick"),
    KeyHint("Esc", later("back"), "screen.back"),
    KeyHint("?", later("help"), "screen.help"),
)
FORKED_KEY = KeyHint("e", later("enrol"), "screen.enrol")
REASON_KEYS = (
    KeyHint("Enter", later("open it for correction")),
    KeyHint("Esc", later("leave it as it is")),
)
HELP = (
    (
        "y",
        later("sync now; after a failure it also tries again by itself, for as long as it takes"),
    ),
    ("x", later("stop; what headquarters confirmed stays held, the rest waits")),
    ("Enter", later("open a draft")),
    (
        "r",
        later(
            "correct a sealed report or incident: give the reason, then change it and finish it. "
            "The correction is a new revision; both are kept"
        ),
    ),
    ("u", later("a bundle on a memory stick, receipts that came back, bundles of colleagues")),
    ("e", later("enrol this laptop anew, where headquarters asks for it")),
    (later("draft"), later("not sealed yet")),
    (later("waits"), later("sealed; only this laptop has it")),
    (later("held"), later("on headquarters' disk, proven by its signature")),
    (
        later("set apart"),
        later("held, but a coordinator must look at it; what headquarters says stands below"),
    ),
)


class OutboxScreen(DeskPage[Draft]):
    """Lists everything that was made here; the result is a draft to open, or None."""

    CSS_PATH = "outbox.tcss"
    HELP_ROWS = HELP
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "sync", later("Sync now")),
        Binding("x", "stop", later("Stop the sync")),
        Binding("r", "revise", later("Correct a sealed report or incident")),
        Binding("u", "stick", later("Memory stick: bundles and receipts")),
        Binding("e", "enrol", later("Enrol this laptop anew"), show=False),
        Binding("question_mark,f1", "help", later("Help")),
        Binding("q,escape", "back", later("Back")),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._lines: dict[str, Line] = {}
        self._reason = ReasonLine(self._end_asking)

    # --- Showing -----------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """Lay out what sync does, the list, and what the row under the cursor means."""
        yield TitleBar(TITLE, time=self._desk.now)
        yield Static(id="line", markup=False)
        yield Static(id="progress", markup=False)
        yield Static(id="problem", markup=False)
        yield Rows()
        yield Static(id="meaning", markup=False)
        yield self._reason
        yield KeyLine(KEYS)

    def begin(self) -> None:
        """Place the cursor on the newest."""
        self.query_one(Rows).focus()

    def reword(self) -> bool:
        """Say everything anew; not while a reason is being typed."""
        if not self._reason.is_open:
            self.show_anew()
        return not self._reason.is_open

    def show_anew(self) -> None:
        """Show what sync does, and the way of every report."""
        self.show_bar()
        self.query_one("#line", Static).update(self._desk.sync_sentence())
        self._tell("#progress", progress_line(self._desk.courier.state))
        self._tell("#problem", self._problem())
        self._show_keys()
        self._lines = {}
        rows = self.query_one(Rows)
        rows.fill([*self._rows()])
        if not self._lines:
            self.query_one("#meaning", Static).update(tr(NOTHING))

    def _tell(self, place: str, words: str) -> None:
        told = self.query_one(place, Static)
        told.update(words)
        told.display = bool(words)

    def _problem(self) -> str:
        """Return what stands in the way, and what to do about it."""
        courier = self._desk.courier
        if self._is_forked():
            return tr(FORKED)
        if courier.state.problem is None:
            return clock_words(courier.state)
        return f"{courier.state.problem.detail} {next_try(courier.next_pause)}".strip()

    def _show_keys(self) -> None:
        keys = (FORKED_KEY, *KEYS) if self._is_forked() else KEYS
        self.query_one(KeyLine).show(REASON_KEYS if self._reason.is_open else keys)

    def _is_forked(self) -> bool:
        standing = self._desk.standing()
        return standing is not None and standing.is_forked

    def _rows(self) -> Iterator[Option]:
        lines = OutboxLines(self._desk)
        yield from self._options(lines.reports_and_incidents())
        for heading, group in (
            (NOTES, lines.notes()),
            (FILES, lines.files()),
            (BUNDLES, lines.bundles()),
        ):
            options = [*self._options(group)]
            if options:
                title = Content.styled(tr(heading), "$muted")
                yield Option(Content("\n") + title, heading, disabled=True)
            yield from options

    def _options(self, lines: Iterable[Line]) -> Iterator[Option]:
        for line in lines:
            self._lines[line.key] = line
            yield Option(line.row(), line.key)

    @on(OptionList.OptionHighlighted)
    def explain(self, event: OptionList.OptionHighlighted) -> None:
        """Say what the state of the row means, and what headquarters says."""
        line = self._lines.get(event.option_id or "")
        if line is not None:
            self.query_one("#meaning", Static).update(line.meaning)

    # --- Doing -------------------------------------------------------------------------

    @on(OptionList.OptionSelected)
    def open_draft(self, event: OptionList.OptionSelected) -> None:
        """Open a draft; what is sealed is not opened without a reason."""
        line = self._lines.get(event.option_id or "")
        if line is None:
            return
        if line.report is not None and line.report.draft is not None:
            self._open(line.report.draft)
        elif line.incident is not None:
            self._open_incident(line.incident)

    def _open_incident(self, incident: UUID) -> bool:
        """Open an incident that is being written down; return whether it is."""
        drafts = self._desk.laptop.incidents.list_drafts()
        draft = next((each for each in drafts if each.id == incident), None)
        if draft is not None:
            self.open(IncidentScreen(self._desk, draft))
        return draft is not None

    def _open(self, draft: UUID) -> None:
        try:
            self.dismiss(self._desk.laptop.drafts.get(draft))
        except DraftGone:  # finished by another program on this laptop: the list says so
            self.show_anew()

    def action_stop(self) -> None:
        """Break off, and do not try again until asked."""
        self._desk.courier.stop()

    def action_stick(self) -> None:
        """Make a bundle, read receipts, or take a colleague's bundle along."""
        self.open(StickScreen(self._desk))

    def action_enrol(self) -> None:
        """Enrol anew, where two laptops have written one journal."""
        if self._is_forked():
            screen = EnrolScreen(self._desk.courier.lines, laptop=self._desk.laptop)
            self.open(screen, lambda _: self._desk.courier.send())

    # --- Correcting --------------------------------------------------------------------

    def on_key(self, event: events.Key) -> None:
        """Take r here, and not as a binding: what is typed fast after it belongs to the reason."""
        if event.key == "r" and not self._reason.is_open:
            self.action_revise()
        elif not self._reason.take(event.key, event.character or ""):
            return
        event.stop()
        event.prevent_default()

    def action_revise(self) -> None:
        """Ask why what is under the cursor is corrected; a begun correction goes on."""
        row = self.query_one(Rows).highlighted_option
        line = self._lines.get(row.id or "") if row else None
        if line is None:
            return
        if line.incident is not None:
            self._revise_incident(line.incident)
        elif line.report is not None and line.report.draft is None:
            self._revise_report(line.report.report)

    def _revise_incident(self, incident: UUID) -> None:
        if not self._open_incident(incident):
            self._reason.ask_why(lambda reason: self._begin_correction(incident, reason))
            self._show_keys()

    def _begin_correction(self, incident: UUID, reason: str) -> None:
        draft = self._desk.laptop.incidents.revise(incident, reason)
        self.open(IncidentScreen(self._desk, draft))

    def _revise_report(self, report: UUID) -> None:
        begun = [line.report for line in self._lines.values() if line.report is not None]
        drafts = [each.draft for each in begun if each.report == report]
        draft = next((each for each in drafts if each is not None), None)
        if draft is not None:
            self._open(draft)
        else:
            self._reason.ask_why(lambda reason: self._revise(report, reason))
            self._show_keys()

    def _revise(self, report: UUID, reason: str) -> None:
        self.dismiss(self._desk.laptop.drafts.revise(report, reason))

    def _end_asking(self) -> None:
        self._show_keys()
        self.query_one(Rows).focus()
