"""The look back before a checklist is sealed: what is missing, wrong or doubtful, and the times."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from client.language import later, tr, trn
from client.screens.desk import Desk
from client.screens.open_draft import OpenDraft
from client.screens.page import Page
from client.screens.points import BLANK, DOUBTFUL, WRONG, Point, points_of
from client.widgets.bars import KeyHint, KeyLine, TitleBar
from client.widgets.layouts import by_place
from client.widgets.line_edit import LineEdit
from client.widgets.rows import Rows, columns, hanging
from client.widgets.typed import Unreadable, read_time
from shared.problems import Problem

SEAL = later("seal")
CLEAN = later("Nothing is missing and nothing is wrong. ^F seals the report.")
UNCLEAN = later("^F, then y, seals it as it is; headquarters sees what is missing or wrong.")
ASK = later("Seal it as it is?  y yes · any other key no")
SEALED = later("Sealed. It is safe on this laptop, and goes to headquarters by itself.")
WRONG_TIMES = later("The departure is before the arrival. Press a or d and correct one of them.")
COUNTS = later("%(answered)s of %(asked)s answered")
ARRIVED, DEPARTED, NOW = later("Arrived"), later("Departed"), later("(now)")
CORRECTION = later("Correction, revision %(n)s: %(reason)s")
HELP = (
    (later("Enter"), later("go to the question")),
    ("a  d", later("correct the time of arrival, of departure")),
    ("^F", later("seal the report; it can't be changed afterwards, only revised")),
    ("^F, y", later("seal it although something is missing or wrong")),
    (later("Esc"), later("back to the checklist")),
)
KEYS = (
    KeyHint(later("Enter"), later("go to it")),
    KeyHint("a", later("arrival"), "screen.edit_time('arrival')"),
    KeyHint("d", later("departure"), "screen.edit_time('departure')"),
    KeyHint("^F", SEAL, "screen.seal"),
    KeyHint(later("Esc"), later("back"), "screen.back"),
    KeyHint("?", later("help"), "screen.help"),
)


_MARGINS = 3
"""Columns beside a row of the list, its scrollbar included."""


@dataclass(frozen=True)
class Outlook:
    """What the observer decided: sealed, or to look at a question again."""

    is_sealed: bool
    question: str = ""


class FinishScreen(Page[Outlook]):
    """Lists what a careful observer would look at once more, and seals."""

    CSS_PATH = "finish.tcss"
    HELP_ROWS = HELP
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+f", "seal", later("Seal the report"), priority=True),
        Binding("a", "edit_time('arrival')", later("Correct the time of arrival")),
        Binding("d", "edit_time('departure')", later("Correct the time of departure")),
        Binding("question_mark", "help", later("Help")),
        Binding("q,escape", "back", later("Back")),
    ]

    def __init__(self, desk: Desk, open_draft: OpenDraft, title: str) -> None:
        super().__init__()
        self._desk = desk
        self._open_draft = open_draft
        self._title = title
        self._is_asking = False

    # --- Building ----------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """Lay out counts, times and the list."""
        yield TitleBar(self._title, time=self._desk.now)
        yield Static(id="counts")
        yield Static(id="reason", markup=False)
        with Vertical(id="times"):
            yield Static(id="arrival")
            yield Static(id="departure")
        yield Rows(id="points")
        yield Static(id="verdict")
        yield KeyLine(KEYS)

    def on_mount(self) -> None:
        """Show what the draft holds."""
        self.query_one(TitleBar).show(right=self._desk.badge(), mark=self._desk.mark())
        self._show()

    def reword(self) -> bool:
        """Say everything anew."""
        self._show()
        return True

    def on_resize(self) -> None:
        """Wrap anew."""
        self._show()

    def _show(self) -> None:
        self.query_one("#counts", Static).update(self._counts())
        draft, reason = self._open_draft.draft, self.query_one("#reason", Static)
        reason.update(tr(CORRECTION) % {"n": draft.revision, "reason": draft.reason})
        reason.display = bool(draft.reason)
        points = self.query_one("#points", Rows)
        points.fill(self._points())
        points.display = points.option_count > 0
        if points.option_count and not self.query(LineEdit):
            points.focus()
        self._show_times()
        self._show_verdict()

    def _counts(self) -> Content:
        review = self._open_draft.review
        files = self._desk.laptop.drafts.list_files(self._open_draft.draft.id)
        missing, wrong, odd = map(len, (review.missing_required, review.wrong, review.flagged))
        hidden = len(review.hidden)
        counted = (
            (missing, trn("%(n)s required missing", "%(n)s required missing", missing)),
            (wrong, trn("%(n)s wrong", "%(n)s wrong", wrong)),
            (odd, trn("%(n)s to look at again", "%(n)s to look at again", odd)),
            (len(files), trn("%(n)s file goes with it", "%(n)s files go with it", len(files))),
            (hidden, trn("%(n)s no longer asked", "%(n)s no longer asked", hidden)),
        )
        answered = tr(COUNTS) % {"answered": len(review.answered), "asked": len(review.asked)}
        told = [answered, *(words % {"n": number} for number, words in counted if number)]
        return Content.styled(" · ".join(told), "bold")

    def _points(self) -> list[Option]:
        points = points_of(self._open_draft.review)
        width = max((len(tr(point.kind)) for point in points), default=0) + 2
        return [Option(self._point(point, width), point.path) for point in points]

    def _point(self, point: Point, width: int) -> Content:
        is_blank = point.kind == BLANK
        sign = ("", 2, "") if is_blank else ("!", 2, "$warning bold")
        before = columns(sign, (tr(point.kind), width, "$muted" if is_blank else "$warning"))
        words = Content(self._open_draft.label_of(point.path))
        if point.kind in {WRONG, DOUBTFUL}:
            remarks = " ".join(self._open_draft.remarks_on(point.path))
            words = Content.assemble(words, "\n", (remarks, "$warning"))
        return hanging(before, words, self.program.size.width - _MARGINS)

    # --- Times -------------------------------------------------------------------------

    def _departure(self) -> datetime:
        draft = self._open_draft.draft
        return draft.departed_at or self._desk.laptop.drafts.now_at(draft.station)

    def _show_times(self) -> None:
        draft = self._open_draft.draft
        width = max(len(tr(ARRIVED)), len(tr(DEPARTED)))
        arrival = _time_row("a", tr(ARRIVED).ljust(width), draft.arrived_at, "")
        now = "" if draft.departed_at else tr(NOW)
        departure = _time_row("d", tr(DEPARTED).ljust(width), self._departure(), now)
        self.query_one("#arrival", Static).update(arrival)
        self.query_one("#departure", Static).update(departure)

    async def action_edit_time(self, which: str) -> None:
        """Open an input for the time of arrival or of departure."""
        draft = self._open_draft.draft
        at = draft.arrived_at if which == "arrival" else self._departure()
        edit = LineEdit(
            f"{at:%H:%M}",
            close=lambda text, _: self._take_time(which, text),
            give_up=self._close_edit,
            restrict=r"[\d:.]*",
        )
        await self.query_one("#times").mount(edit)
        edit.focus()

    def _take_time(self, which: str, text: str) -> bool:
        drafts, draft = self._desk.laptop.drafts, self._open_draft.draft
        try:
            time = read_time(text)
            if which == "arrival":
                drafts.set_arrived_at(draft.id, _at(draft.arrived_at, time.hour, time.minute))
            else:
                moment = _at(self._departure(), time.hour, time.minute)
                drafts.set_departed_at(draft.id, moment)
        except Unreadable as error:
            self._say(str(error), trouble=True)
            return False
        except Problem as problem:
            self._say(problem.detail, trouble=True)
            return False
        self._open_draft.read_again()
        self._show_times()
        self._show_verdict()
        self._close_edit()
        return True

    def _close_edit(self) -> None:
        for edit in self.query(LineEdit):
            edit.remove()
        self.query_one("#points", Rows).focus()

    # --- Sealing -----------------------------------------------------------------------

    def _is_clean(self) -> bool:
        return self._open_draft.review.can_finish

    def _show_verdict(self) -> None:
        if self._departure() < self._open_draft.draft.arrived_at:
            self._say(tr(WRONG_TIMES), trouble=True)
        else:
            self._say(tr(CLEAN if self._is_clean() else UNCLEAN), trouble=not self._is_clean())

    def _say(self, words: str, *, trouble: bool) -> None:
        sign = ("! ", "$warning bold") if trouble else ("✓ ", "$accent bold")
        self.query_one("#verdict", Static).update(Content.assemble(sign, words))

    def action_seal(self) -> None:
        """Seal; where something is missing or wrong, ask first."""
        if self._departure() < self._open_draft.draft.arrived_at:
            self._say(tr(WRONG_TIMES), trouble=True)
        elif self._is_clean():
            self._seal()
        else:
            self._is_asking = True
            self._say(tr(ASK), trouble=True)

    def on_key(self, event: events.Key) -> None:
        """Where it was asked, take y for a yes and any other key for a no."""
        if not self._is_asking:
            return
        self._is_asking = False
        if by_place(event.character or "") == "y":
            self._seal()
        else:
            self._show_verdict()
        event.stop()

    def _seal(self) -> None:
        draft = self._open_draft.draft
        try:
            self._desk.laptop.drafts.finish(draft.id, self._departure(), as_it_is=True)
        except Problem as problem:
            self._say(problem.detail, trouble=True)
        else:
            self.notify(tr(SEALED), markup=False)
            self._desk.courier.send()
            self.dismiss(Outlook(is_sealed=True))

    # --- Leaving -----------------------------------------------------------------------

    @on(OptionList.OptionSelected, "#points")
    def go_to(self, event: OptionList.OptionSelected) -> None:
        """Go back to the question."""
        self.dismiss(Outlook(is_sealed=False, question=event.option_id or ""))

    def action_back(self) -> None:
        """Go back to where one was."""
        self.dismiss(Outlook(is_sealed=False))


def _time_row(key: str, words: str, at: datetime, note: str) -> Content:
    told = (f"{words}  {at:%H:%M}", (f"  {note}", "$muted"))
    return Content.assemble((f"{key} ", "$accent bold"), *told)


def _at(day: datetime, hour: int, minute: int) -> datetime:
    return day.replace(hour=hour, minute=minute, second=0, microsecond=0)
