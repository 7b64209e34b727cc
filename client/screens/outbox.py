"""The way of every report: draft, sealed and waiting, held, or set apart with the reason."""

from collections.abc import Iterator
from typing import ClassVar
from uuid import UUID

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from client.checklist import Draft
from client.draft_answers import DraftGone
from client.reports import ReportLine, ReportState
from client.screens.desk import Desk
from client.screens.enrol import EnrolScreen
from client.screens.page import Page
from client.screens.sync_words import moment
from client.sync import FORKED
from client.widgets.bars import KeyHint, KeyLine, TitleBar
from client.widgets.reason_line import ReasonLine
from client.widgets.rows import Rows, columns

TITLE = "Outbox"
NOTHING = "No reports yet. What you seal appears here, with its way to headquarters."
STATE_WORDS = {
    ReportState.DRAFT: "draft",
    ReportState.WAITING: "waits",
    ReportState.HELD: "held",
    ReportState.QUARANTINED: "set apart",
    ReportState.CONFLICT: "two versions",
    ReportState.REJECTED: "not counted",
}
_SIGNS = {
    ReportState.DRAFT: ("○", "$muted"),
    ReportState.WAITING: ("●", "bold"),
    ReportState.HELD: ("✓", "$accent"),
}
EXPLAINED = {
    ReportState.DRAFT: "Not sealed yet; last changed at {at}. Enter opens it.",
    ReportState.WAITING: "Sealed at {at}; only this laptop has it. It goes out with the next sync.",
    ReportState.HELD: "On headquarters' disk since {at}; the receipt was checked.",
    ReportState.QUARANTINED: "Held since {at}, but a coordinator must look at it first.",
    ReportState.CONFLICT: "Held since {at}, beside another version; a coordinator decides.",
    ReportState.REJECTED: "Held since {at}, but a coordinator decided that it does not count.",
}
KEYS = (
    KeyHint("y", "sync now", "screen.sync"),
    KeyHint("x", "stop", "screen.stop"),
    KeyHint("Enter", "open draft"),
    KeyHint("r", "correct", "screen.revise"),
    KeyHint("Esc", "back", "screen.back"),
    KeyHint("?", "help", "screen.help"),
)
FORKED_KEY = KeyHint("e", "enrol", "screen.enrol")
REASON_KEYS = (KeyHint("Enter", "open it for correction"), KeyHint("Esc", "leave it as it is"))
HELP = (
    ("y", "sync now; after a failure it also tries again by itself"),
    ("x", "stop; what headquarters confirmed stays held, the rest waits"),
    ("Enter", "open a draft"),
    ("r", "correct a sealed report: give the reason, then change the checklist"),
    ("", "and finish it. The correction is a new revision; both are kept"),
    ("e", "enrol this laptop anew, where headquarters asks for it"),
    ("draft", "not sealed yet"),
    ("waits", "sealed; only this laptop has it"),
    ("held", "on headquarters' disk, proven by its signature"),
    ("set apart", "held, but a coordinator must look at it; the reason stands below"),
)
_STATE, _AT = 14, 14


class OutboxScreen(Page[Draft]):
    """Lists all reports and drafts; the result is a draft to open, or None."""

    CSS_PATH = "outbox.tcss"
    HELP_ROWS = HELP
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "sync", "Sync now"),
        Binding("x", "stop", "Stop"),
        Binding("r", "revise", "Correct"),
        Binding("e", "enrol", "Enrol anew"),
        Binding("question_mark,f1", "help", "Help"),
        Binding("q,escape", "back", "Back"),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._lines: dict[str, ReportLine] = {}
        self._reason = ReasonLine(self._end_asking)

    # --- Showing -----------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """Lay out what sync does, the list, and what the row under the cursor means."""
        yield TitleBar(TITLE, time=self._desk.now)
        yield Static(id="line", markup=False)
        yield Static(id="problem", markup=False)
        yield Rows()
        yield Static(id="meaning", markup=False)
        yield self._reason
        yield KeyLine(KEYS)

    def on_mount(self) -> None:
        """Listen to the courier."""
        self._desk.courier.changed.subscribe(self, lambda _: self._show())
        self._show()
        self.query_one(Rows).focus()

    def on_screen_resume(self) -> None:
        """Show what changed meanwhile."""
        self._show()

    def _show(self) -> None:
        self.query_one(TitleBar).show(right=self._desk.badge(), mark=self._desk.mark())
        self.query_one("#line", Static).update(self._desk.sync_sentence())
        self._show_problem()
        self._show_keys()
        reports = self._desk.laptop.reports.list_reports()
        self._lines = {f"{line.report} {line.revision}": line for line in reports}
        self.query_one(Rows).fill(self._rows())
        if not self._lines:
            self.query_one("#meaning", Static).update(NOTHING)

    def _show_problem(self) -> None:
        problem = self._desk.courier.state.problem
        words = FORKED if self._is_forked() else problem.detail if problem else ""
        told = self.query_one("#problem", Static)
        told.update(words)
        told.display = bool(words)

    def _show_keys(self) -> None:
        keys = (FORKED_KEY, *KEYS) if self._is_forked() else KEYS
        self.query_one(KeyLine).show(REASON_KEYS if self._reason.is_open else keys)

    def _is_forked(self) -> bool:
        standing = self._desk.standing()
        return standing is not None and standing.is_forked

    def _rows(self) -> Iterator[Option]:
        for key, line in self._lines.items():
            yield Option(self._row(line), key)

    def _row(self, line: ReportLine) -> Content:
        sign, style = _SIGNS.get(line.state, ("!", "$warning bold"))
        form = self._desk.form_title(line.form_id)
        revision = f" (revision {line.revision})" if line.revision > 1 else ""
        title = f"{form}{revision} · {self._desk.station_title(line.station)}"
        return columns(
            (sign, 2, style),
            (STATE_WORDS[line.state], _STATE, style),
            (self._when(line), _AT, "$muted"),
            (title, 0, ""),
        )

    def _when(self, line: ReportLine) -> str:
        return moment(line.held_at or line.at, self._desk.laptop.clock(), self._desk.zone())

    @on(OptionList.OptionHighlighted)
    def explain(self, event: OptionList.OptionHighlighted) -> None:
        """Say what the state of the row means, and what headquarters says."""
        line = self._lines.get(event.option_id or "")
        if line is not None:
            explained = EXPLAINED[line.state].format(at=self._when(line))
            self.query_one("#meaning", Static).update(f"{explained} {line.reason}".strip())

    # --- Doing -------------------------------------------------------------------------

    @on(OptionList.OptionSelected)
    def open_draft(self, event: OptionList.OptionSelected) -> None:
        """Open a draft; a sealed report is not opened without a reason."""
        line = self._lines.get(event.option_id or "")
        if line is not None and line.draft is not None:
            self._open(line.draft)

    def _open(self, draft: UUID) -> None:
        try:
            self.dismiss(self._desk.laptop.drafts.get(draft))
        except DraftGone:  # finished by another program on this laptop: the list says so
            self._show()

    def action_sync(self) -> None:
        """Try now."""
        self._desk.courier.send()

    def action_stop(self) -> None:
        """Break off, and do not try again until asked."""
        self._desk.courier.stop()

    def action_enrol(self) -> None:
        """Enrol anew, where two laptops have written one journal."""
        if self._is_forked():
            screen = EnrolScreen(self._desk.courier.lines, laptop=self._desk.laptop)
            self.open(screen, lambda _: self._desk.courier.send())

    def action_back(self) -> None:
        """Go back."""
        self.dismiss(None)

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
        """Ask why the sealed report under the cursor is corrected; a begun correction goes on."""
        row = self.query_one(Rows).highlighted_option
        line = self._lines.get(row.id or "") if row else None
        if line is None or line.draft is not None:
            return
        begun = [each.draft for each in self._lines.values() if each.report == line.report]
        draft = next((each for each in begun if each is not None), None)
        if draft is not None:
            self._open(draft)
        else:
            self._reason.ask_why(lambda reason: self._revise(line.report, reason))
            self._show_keys()

    def _revise(self, report: UUID, reason: str) -> None:
        self.dismiss(self._desk.laptop.drafts.revise(report, reason))

    def _end_asking(self) -> None:
        self._show_keys()
        self.query_one(Rows).focus()
