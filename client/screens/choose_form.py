"""Which checklist at this station: an unfinished one goes on, another one begins."""

from collections.abc import Iterator
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from client.checklist import Draft
from client.screens.desk import Desk, title_of
from client.screens.form_pages import Unseen
from client.screens.page import Page
from client.screens.sync_words import plural
from client.widgets.bars import KeyHint, KeyLine, TitleBar
from client.widgets.rows import Rows, columns
from shared.forms.model import Form, Note
from shared.problems import Problem

WHICH = "Which checklist? Arrival: {at:%H:%M}, to be corrected at the end if need be."
NO_FORMS = "This laptop has no checklists yet. Go back and press y: they come with a sync."
CONTINUE, BEGIN = "continue", "begin"
KEYS = (
    KeyHint("↑↓", "choose"),
    KeyHint("Enter", "open"),
    KeyHint("Esc", "back", "screen.back"),
    KeyHint("?", "help", "screen.help"),
)
HELP = (("↑ ↓  Enter", "continue a draft of this station, or begin a checklist"), ("Esc", "back"))
_DEED, _FORM = 11, 30


class ChooseFormScreen(Page[Draft]):
    """Opens a draft on one station; the result is that draft, None if it was left."""

    CSS_PATH = "choose_form.tcss"
    HELP_ROWS = HELP
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("question_mark,f1", "help", "Help"),
        Binding("q,escape", "back", "Back"),
    ]

    def __init__(self, desk: Desk, station: str) -> None:
        super().__init__()
        self._desk = desk
        self._station = station
        drafts = desk.laptop.drafts.list_drafts()
        self._drafts = [draft for draft in drafts if draft.station == station]
        self._forms = list(desk.laptop.pack.list_forms())

    def compose(self) -> ComposeResult:
        """Lay out drafts and forms."""
        yield TitleBar(self._desk.station_title(self._station), time=self._desk.now)
        at = self._desk.laptop.drafts.now_at(self._station)
        yield Static(WHICH.format(at=at) if self._forms else NO_FORMS, id="which", markup=False)
        yield Rows(*self._rows())
        yield KeyLine(KEYS)

    def on_mount(self) -> None:
        """Place the cursor."""
        self.query_one(TitleBar).show(right=self._desk.badge(), mark=self._desk.mark())
        rows = self.query_one(Rows)
        rows.highlighted = 0 if rows.option_count else None
        rows.focus()

    def _rows(self) -> Iterator[Option]:
        for number, draft in enumerate(self._drafts):
            found = self._desk.laptop.drafts.glance_at(draft)
            progress = f"{len(found.answered)} of {len(found.asked)} answered"
            yield _row(CONTINUE, draft.form, progress, f"draft {number}")
        for number, form in enumerate(self._forms):
            asked = sum(not isinstance(each, Note | Unseen) for each in form.questions())
            yield _row(BEGIN, form, plural(asked, "question", "questions"), f"form {number}")

    @on(OptionList.OptionSelected)
    async def take(self, event: OptionList.OptionSelected) -> None:
        """Return the draft, opened now where there was none."""
        kind, _, number = (event.option_id or "").partition(" ")
        if kind == "draft":
            self.dismiss(self._drafts[int(number)])
            return
        form = self._forms[int(number)]
        await self._desk.read_tables(form)
        try:
            self.dismiss(self._desk.laptop.drafts.open(form, self._station))
        except Problem as problem:
            self.notify(problem.detail, title=problem.title, severity="error", markup=False)

    def action_back(self) -> None:
        """Go back without a draft."""
        self.dismiss(None)


def _row(deed: str, form: Form, about: str, key: str) -> Option:
    cells = ((deed, _DEED, "$accent"), (title_of(form), _FORM, ""), (about, 0, "$muted"))
    return Option(columns(*cells), key)
