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

from client.screens.desk import Desk
from client.screens.open_draft import OpenDraft
from client.screens.page import Page
from client.widgets.bars import KeyHint, KeyLine, TitleBar
from client.widgets.line_edit import LineEdit
from client.widgets.rows import Rows, columns, hanging
from client.widgets.typed import Unreadable, read_time
from shared.problems import Problem

SEAL, SEAL_AS_IT_IS = "seal", "seal as it is"
CLEAN = "Nothing is missing and nothing is wrong. ^F seals the report."
UNCLEAN = "^F, then y, seals it as it is; headquarters sees what is missing or wrong."
ASK = "Seal it as it is?  y yes · any other key no.  Nothing you wrote is left out."
SEALED = "Sealed. It is safe on this laptop, and goes to headquarters by itself."
WRONG_TIMES = "The departure is before the arrival. Press a or d and correct one of them."
WRONG, REQUIRED, DOUBTFUL, OPTIONAL = "wrong", "required", "look again", "unanswered"
HELP = (
    ("Enter", "go to the question"),
    ("a  d", "correct the time of arrival, of departure"),
    ("^F", "seal the report; it can't be changed afterwards, only revised"),
    ("^F, y", "seal it although something is missing or wrong"),
    ("Esc", "back to the checklist"),
)
KEYS = (
    KeyHint("Enter", "go to it"),
    KeyHint("a", "arrival", "screen.edit_time('arrival')"),
    KeyHint("d", "departure", "screen.edit_time('departure')"),
    KeyHint("^F", SEAL, "screen.seal"),
    KeyHint("Esc", "back", "screen.back"),
    KeyHint("?", "help", "screen.help"),
)

_KIND = 12


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
        Binding("ctrl+f", "seal", "Seal", priority=True),
        Binding("y", "seal_as_it_is", "Seal as it is", show=False),
        Binding("a", "edit_time('arrival')", "Arrival"),
        Binding("d", "edit_time('departure')", "Departure"),
        Binding("question_mark", "help", "Help"),
        Binding("q,escape", "back", "Back"),
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
        with Vertical(id="times"):
            yield Static(id="arrival")
            yield Static(id="departure")
        yield Rows(id="points")
        yield Static(id="verdict")
        yield KeyLine(KEYS)

    def on_mount(self) -> None:
        """Fill in what the draft holds."""
        self.query_one(TitleBar).show(right=self._desk.badge(), mark=self._desk.mark())
        self.query_one("#counts", Static).update(self._counts())
        points = self.query_one("#points", Rows)
        points.fill(self._points())
        points.display = points.option_count > 0
        if points.option_count:
            points.highlighted = 0
            points.focus()
        self._show_times()
        self._show_verdict()

    def _counts(self) -> Content:
        review = self._open_draft.review
        parts = [
            f"{len(review.answered)} of {len(review.asked)} answered",
            f"{len(review.missing_required)} required missing",
            f"{len(review.wrong)} wrong",
            f"{len(review.flagged)} to look at again",
        ]
        return Content.styled(" · ".join(parts), "bold")

    def _points(self) -> list[Option]:
        """Return wrong first, then what is required, then doubts, then what is merely blank."""
        review = self._open_draft.review
        kinds = [
            (WRONG, [each.question for each in review.wrong]),
            (REQUIRED, review.missing_required),
            (DOUBTFUL, [each.question for each in review.flagged]),
            (OPTIONAL, review.missing),
        ]
        first_kind: dict[str, str] = {}
        for kind, names in kinds:
            for name in names:
                first_kind.setdefault(name, kind)
        return [Option(self._point(name, kind), name) for name, kind in first_kind.items()]

    def _point(self, name: str, kind: str) -> Content:
        is_blank = kind == OPTIONAL
        sign = ("", 2, "") if is_blank else ("!", 2, "$warning bold")
        before = columns(sign, (kind, _KIND, "$muted" if is_blank else "$warning"))
        words = Content(self._open_draft.label_of(name))
        if kind in {WRONG, DOUBTFUL}:
            remarks = " ".join(self._open_draft.remarks_on(name))
            words = Content.assemble(words, "\n", (remarks, "$warning"))
        return hanging(before, words, self.program.size.width - 2)

    # --- Times -------------------------------------------------------------------------

    def _departure(self) -> datetime:
        draft = self._open_draft.draft
        return draft.departed_at or self._desk.laptop.drafts.now_at(draft.station)

    def _show_times(self) -> None:
        draft = self._open_draft.draft
        arrival = Content.assemble(("a ", "$accent bold"), f"Arrived   {draft.arrived_at:%H:%M}")
        now = "" if draft.departed_at else "  (now)"
        departure = Content.assemble(
            ("d ", "$accent bold"), f"Departed  {self._departure():%H:%M}", (now, "$muted")
        )
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
            self._say(WRONG_TIMES, trouble=True)
        else:
            self._say(CLEAN if self._is_clean() else UNCLEAN, trouble=not self._is_clean())

    def _say(self, words: str, *, trouble: bool) -> None:
        sign = ("! ", "$warning bold") if trouble else ("✓ ", "$accent bold")
        self.query_one("#verdict", Static).update(Content.assemble(sign, words))

    def action_seal(self) -> None:
        """Seal; where something is missing or wrong, ask first."""
        if self._departure() < self._open_draft.draft.arrived_at:
            self._say(WRONG_TIMES, trouble=True)
        elif self._is_clean():
            self._seal()
        else:
            self._is_asking = True
            self._say(ASK, trouble=True)

    def on_key(self, event: events.Key) -> None:
        """Take any other key than y for a no, where it was asked."""
        if self._is_asking and event.key != "y":
            self._is_asking = False
            self._show_verdict()
            event.stop()

    def action_seal_as_it_is(self) -> None:
        """Seal, when the second, explicit key was pressed."""
        if self._is_asking:
            self._seal()

    def _seal(self) -> None:
        draft = self._open_draft.draft
        try:
            self._desk.laptop.drafts.finish(draft.id, self._departure(), as_it_is=True)
        except Problem as problem:
            self._say(problem.detail, trouble=True)
        else:
            self.notify(SEALED, markup=False)
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


def _at(day: datetime, hour: int, minute: int) -> datetime:
    return day.replace(hour=hour, minute=minute, second=0, microsecond=0)
