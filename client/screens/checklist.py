"""The checklist: one section a page, every answer on the disk before the cursor leaves it."""

from collections.abc import Callable
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import Static

from client.checklist import Draft
from client.screens.desk import Desk
from client.screens.finish import FinishScreen, Outlook
from client.screens.open_draft import OpenDraft, nodes_of
from client.screens.page import Page
from client.screens.pick import PickScreen
from client.widgets.bars import KeyHint, KeyLine, SectionBar, TitleBar
from client.widgets.line_edit import LineEdit
from client.widgets.question import QuestionView
from client.widgets.signs import chosen_names
from shared.forms.answers import Answer
from shared.forms.model import Calculate, Hidden, Metadata, Note, Section, SeenBy, choices_of
from shared.problems import Problem
from shared.text import in_language

NOT_SAVED = "! Not saved. {detail}"
KEYS = (
    KeyHint("↑↓", "question"),
    KeyHint("Enter", "next"),
    KeyHint("←→", "section"),
    KeyHint("^F", "finish", "screen.finish"),
    KeyHint("^L", "lock", "app.lock"),
    KeyHint("Esc", "back", "screen.back"),
    KeyHint("?", "help", "screen.help"),
)
HELP = (
    ("1 2 3 …", "a choice; with □ several may be true: a key adds, removes"),
    ("Enter", "next question; begin to write, where text is asked for"),
    ("↑ ↓  ← →", "question; section"),
    ("0-9, e", "type a number, a time or a date; change what is there"),
    ("Backspace", "take the answer back: blank is not 0, and not “no”"),
    ("o  d  n", "not observed; don't know; not applicable, where offered"),
    ("c  s", "comment; seen, reported by others, or both"),
    ("^F", "see what is missing, and finish"),
    ("Esc  ^L", "back to today; lock. Every answer is saved already"),
)


_DEEDS = {
    "down": "screen.move(1)",
    "tab": "screen.move(1)",
    "up": "screen.move(-1)",
    "shift+tab": "screen.move(-1)",
    "right": "screen.turn(1)",
    "left": "screen.turn(-1)",
    "home": "screen.jump(0)",
    "end": "screen.jump(-1)",
    "enter": "screen.enter",
    "backspace": "screen.clear",
    "delete": "screen.clear",
    "question_mark": "screen.help",
    "q": "screen.back",
    "escape": "screen.back",
}


class ChecklistScreen(Page[None]):
    """Fills one draft. What it shows, it reads from the draft and its review.

    The screen itself takes the keys, one after the other, and hands them to the question under
    the cursor: keys that come fast can't reach a question that the cursor has left.
    """

    CSS_PATH = "checklist.tcss"
    HELP_ROWS = HELP
    AUTO_FOCUS = None
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+f", "finish", "Finish", priority=True),
    ]

    def __init__(self, desk: Desk, draft: Draft) -> None:
        super().__init__()
        self._desk = desk
        self.open_draft = OpenDraft(desk.laptop, draft)
        form = draft.form
        name = in_language(form.title, form.default_language) or form.id
        self._title = f"{name} · {desk.station_title(draft.station)}"
        self._section = self._section_of(draft.current_question)
        self._cursor: QuestionView | None = None
        self._is_left = False

    # --- Building ----------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """Lay out the bars and an empty page."""
        yield TitleBar(self._title, time=self._desk.now)
        yield SectionBar()
        yield Vertical(id="page")
        yield Static(id="trouble", markup=False)
        yield KeyLine(KEYS)

    async def on_mount(self) -> None:
        """Open the page on which the observer was."""
        self._desk.courier.changed.subscribe(self, lambda _: self._tell_sync())
        self._tell_sync()
        await self._show_section(self.open_draft.draft.current_question)

    @property
    def current(self) -> QuestionView | None:
        """The question that the cursor is on."""
        return self._cursor

    def views(self) -> list[QuestionView]:
        """Return the questions of the open page that are asked now, in order."""
        return [view for view in self.query(QuestionView) if view.display]

    async def _show_section(self, question: str = "", *, last: bool = False) -> None:
        """Fill the page with the open section; the cursor goes to `question`, else to an end."""
        page = self.query_one("#page", Vertical)
        section = self.open_draft.draft.form.sections[self._section]
        with self.program.batch_update():
            await page.remove_children()
            await page.mount_all([*self._widgets(section)])
            page.scroll_home(animate=False)
            self._cursor = None
            self._update()
        views = self.views()
        named = [view for view in views if view.question.name == question]
        for view in named or (views[-1:] if last else views[:1]):
            self._point_at(view)

    def _widgets(self, section: Section) -> list[Widget]:
        widgets: list[Widget] = []
        for node in nodes_of(section):
            label = in_language(node.label, self.open_draft.language)
            if isinstance(node, Section):
                widgets.append(Static(label, classes="heading", markup=False, name=node.name))
            elif isinstance(node, Note):
                widgets.append(Static(label, classes="note", markup=False, name=node.name))
            elif not isinstance(node, Calculate | Hidden | Metadata):
                widgets.append(QuestionView(node, self, self.open_draft.language))
        return widgets

    def _section_of(self, question: str) -> int:
        for place, section in enumerate(self.open_draft.draft.form.sections):
            if any(node.name == question for node in nodes_of(section)):
                return place
        return next((place for place, _ in self.open_draft.sections()), 0)

    def _update(self) -> None:
        """Show everything as it now stands; only what changed is drawn again."""
        shown = set(self.open_draft.review.shown)
        for widget in self.query_one("#page", Vertical).children:
            if isinstance(widget, QuestionView):
                widget.display = widget.question.name in shown
                widget.show(self.open_draft.state_of(widget.question))
            else:
                widget.display = widget.name in shown
        sections = self.open_draft.sections()
        places = [place for place, _ in sections]
        here = places.index(self._section) if self._section in places else 0
        self.query_one(SectionBar).show(
            [state for _, state in sections], here, self.open_draft.progress()
        )

    def _tell_sync(self) -> None:
        self.query_one(TitleBar).show(right=self._desk.badge(), mark=self._desk.mark())

    # --- Keeping answers: the Keeper of the question widgets ------------------------------

    def keep_answer(self, question: str, answer: Answer | None) -> bool:
        """Write an answer to the disk; return whether it is there."""
        return self._kept(lambda: self.open_draft.answer(question, answer))

    def keep_comment(self, question: str, comment: str) -> bool:
        """Write a comment to the disk; return whether it is there."""
        return self._kept(lambda: self.open_draft.comment(question, comment))

    def keep_seen_by(self, question: str, seen_by: SeenBy) -> bool:
        """Write how the observer knows; return whether it is on the disk."""
        return self._kept(lambda: self.open_draft.see(question, seen_by))

    def _kept(self, write: Callable[[], None]) -> bool:
        trouble = self.query_one("#trouble", Static)
        try:
            write()
        except Problem as problem:
            trouble.update(NOT_SAVED.format(detail=problem.detail))
            trouble.display = True
            return False
        trouble.display = False
        self._update()
        return True

    # --- Keys --------------------------------------------------------------------------

    async def on_key(self, event: events.Key) -> None:
        """Take the keys in order; the next one waits until this one has taken effect."""
        if self._is_left or await self._take(event.key, event.character or ""):
            event.stop()
            event.prevent_default()

    async def _take(self, key: str, character: str) -> bool:
        view = self._cursor
        if view is not None and view.edit is not None:
            return view.edit.take(key, character)
        if key in _DEEDS:
            await self.run_action(_DEEDS[key])
        elif view is not None and character:
            return view.press(character)
        return True

    def key_typed_ahead(self, event: events.Key) -> None:
        """Take a key that reached an input after it was closed."""
        self.call_next(self._take, event.key, event.character or "")

    def choose_from_list(self, view: QuestionView) -> None:
        """Let the observer search a long list of choices."""
        language = self.open_draft.language
        choices = [
            (each.name, in_language(each.label, language) or each.name)
            for each in choices_of(view.question)
        ]
        picker = PickScreen(choices, chosen_names(view.state.answer))
        self.open(picker, lambda name: view.take(name) if name else None)

    @on(QuestionView.Pointed)
    def take_click(self, event: QuestionView.Pointed) -> None:
        """Put the cursor where the mouse clicked, and press what stands there."""
        if event.view is not self._cursor:
            self.keep()
            self._point_at(event.view)
        if event.key == "enter":
            event.view.write()
        elif event.key:
            event.view.press(event.key)

    # --- Moving ------------------------------------------------------------------------

    def edit_opened(self, edit: LineEdit) -> None:
        """Give the keyboard to an input that opened."""
        self.set_focus(edit)

    def edit_closed(self, step: int) -> None:
        """Take the keyboard back and move on."""
        self.set_focus(None)
        if step:
            self.call_next(self._go_on, step)

    def _point_at(self, view: QuestionView) -> None:
        """Put the cursor on `view`, and remember it for the next time the draft is opened."""
        if self._cursor is not None:
            self._cursor.is_current = False
        self._cursor = view
        view.is_current = True
        self._kept(lambda: self.open_draft.stay_at(view.question.name))
        self.call_after_refresh(view.scroll_visible, animate=False)

    async def action_enter(self) -> None:
        """Go on; where text is asked for and none is there, begin to write."""
        if self._cursor is None or not self._cursor.begin():
            await self._go_on(1)

    def action_clear(self) -> None:
        """Take the answer under the cursor back."""
        if self._cursor is not None:
            self._cursor.clear()

    async def action_move(self, step: int) -> bool:
        """Move by one question, over the page's end too; return whether there was one."""
        views = self.views()
        place = views.index(self._cursor) + step if self._cursor in views else 0
        if 0 <= place < len(views):
            self._point_at(views[place])
            return True
        return await self._turned(step, last=step < 0)

    async def _go_on(self, step: int) -> None:
        if not await self.action_move(step) and step > 0:
            self.action_finish()

    def action_jump(self, place: int) -> None:
        """Move to the first (0) or the last (-1) question of the page."""
        if views := self.views():
            self._point_at(views[place])

    async def action_turn(self, step: int) -> None:
        """Open the next (1) or previous (-1) section."""
        await self._turned(step)

    async def action_open_section(self, number: int) -> None:
        """Open the section that the mouse clicked on: its number in the bar."""
        places = [place for place, _ in self.open_draft.sections()]
        self.keep()
        self._section = places[number]
        await self._show_section()

    async def _turned(self, step: int, *, last: bool = False) -> bool:
        """Open a neighbouring section; return whether there is one."""
        places = [place for place, _ in self.open_draft.sections()]
        if step < 0:
            places.reverse()
        beyond = [place for place in places if (place - self._section) * step > 0]
        if not beyond:
            return False
        self.keep()
        self._section = beyond[0]
        await self._show_section(last=last)
        return True

    async def go_to(self, question: str) -> None:
        """Put the cursor on `question`, on whatever page it is."""
        self._section = self._section_of(question)
        await self._show_section(question)

    # --- Leaving -----------------------------------------------------------------------

    def keep(self) -> None:
        """Keep what is being typed."""
        if self._cursor is not None:
            self._cursor.commit()

    def action_back(self) -> None:
        """Return to where one came from. The draft stays as it is."""
        self.keep()
        self._is_left = True
        self.dismiss()

    def action_finish(self) -> None:
        """Look through the whole checklist, and finish it."""
        self.keep()
        self.open_draft.point_out_missing()
        self._update()
        self.open(FinishScreen(self._desk, self.open_draft, self._title), self._after_finish)

    async def _after_finish(self, outlook: Outlook | None) -> None:
        if outlook is None:
            return
        if outlook.is_sealed:
            self._is_left = True
            self.dismiss()
        elif outlook.question:
            await self.go_to(outlook.question)
