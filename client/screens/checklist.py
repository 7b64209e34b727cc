"""The checklist: a page a section, and every answer on the disk before the cursor leaves it."""

from collections.abc import Callable, Iterator
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import Static

from client.attached_files import TakenFile
from client.checklist import Draft
from client.screens import checklist_words as words
from client.screens.attach import AttachScreen
from client.screens.desk import Desk, title_of
from client.screens.finish import FinishScreen, Outlook
from client.screens.form_pages import FormPage, find_page
from client.screens.open_draft import OpenDraft
from client.screens.page import Page
from client.screens.pick import PickScreen
from client.screens.repeats import RepeatDeeds
from client.widgets.bars import KeyLine, SectionBar, TitleBar
from client.widgets.line_edit import LineEdit
from client.widgets.question import QuestionView
from client.widgets.signs import chosen_names
from client.widgets.text_line import TextLine
from shared.forms.answers import Answer
from shared.forms.model import Note, Section, SeenBy
from shared.problems import Problem


class ChecklistScreen(Page[None]):
    """Fills one draft. What it shows, it reads from the draft and its review.

    The screen itself takes the keys, one after the other, and hands them to the question under
    the cursor: keys that come fast can't reach a question that the cursor has left.
    """

    CSS_PATH = "checklist.tcss"
    HELP_ROWS = words.HELP
    AUTO_FOCUS = None
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+f", "finish", "Finish", priority=True),
        Binding("ctrl+o", "turn_language", "Language", priority=True),
        Binding("ctrl+a", "add_instance", "Add", priority=True),
        Binding("ctrl+r", "ask_to_remove", "Remove", priority=True),
        Binding("ctrl+z", "undo_removal", "Bring back", priority=True),
    ]

    def __init__(self, desk: Desk, draft: Draft) -> None:
        super().__init__()
        self._desk = desk
        self._draft = draft
        self._opened: OpenDraft | None = None
        self._page: FormPage | None = None
        self._cursor: QuestionView | None = None
        self._repeats = RepeatDeeds(self)
        self._is_left = False

    @property
    def open_draft(self) -> OpenDraft:
        """The draft that is being filled; there once its tables have been read."""
        if self._opened is None:
            self._opened = OpenDraft(self._desk.laptop, self._draft)
        return self._opened

    # --- Building ----------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """Lay out the bars and an empty page."""
        yield TitleBar(time=self._desk.now)
        yield SectionBar()
        yield Vertical(id="page")
        yield Static(id="trouble", markup=False)
        yield KeyLine(words.KEYS)

    async def on_mount(self) -> None:
        """Open the page on which the observer was."""
        await self._desk.read_tables(self._draft.form)
        self._desk.courier.changed.subscribe(self, lambda _: self._tell_sync())
        self._tell_sync()
        await self.go_to(self.open_draft.draft.current_question)

    @property
    def page(self) -> FormPage | None:
        """The page that is open."""
        return self._page

    @property
    def current(self) -> QuestionView | None:
        """The question that the cursor is on."""
        return self._cursor

    def views(self) -> list[QuestionView]:
        """Return the questions of the open page that are asked now, in order."""
        return [view for view in self.query(QuestionView) if view.display]

    async def show(self, page: FormPage, path: str = "", *, last: bool = False) -> None:
        """Show `page`; the cursor goes to the question at `path`, else to an end of it."""
        self._page = page
        self.say("")
        box = self.query_one("#page", Vertical)
        with self.program.batch_update():
            await box.remove_children()
            await box.mount_all([*self._widgets(page)])
            box.scroll_home(animate=False)
            self._cursor = None
            self._update()
        can_add = bool(page.repeat) and not self.open_draft.has_fixed_number(page.repeat)
        languages = len(self._draft.form.languages)
        self.query_one(KeyLine).show(words.keys_for(can_add=can_add, languages=languages))
        views = self.views()
        named = [view for view in views if view.path == path]
        for view in named or (views[-1:] if last else views[:1]):
            self._point_at(view)

    def _widgets(self, page: FormPage) -> Iterator[Widget]:
        draft = self.open_draft
        if page.is_empty_repeat:
            label = draft.repeat_label(page.repeat)
            yield Static(words.NONE_YET.format(label=label), classes="instance", markup=False)
            yield Static(words.ADD_FIRST, classes="note", markup=False)
        elif page.place:
            yield Static(draft.title_of(page.place), classes="instance", markup=False)
        zone = self._desk.laptop.pack.timezone_of(draft.draft.station)
        for part in page.parts:
            path = page.path_of(part)
            if isinstance(part, Section | Note):
                yield TextLine(part, path, "heading" if isinstance(part, Section) else "note")
            else:
                yield QuestionView(part, self, draft.language, path=path, zone=zone)
        if self._is_last_instance(page) and not draft.has_fixed_number(page.repeat):
            yield Static(words.ADD_MORE, classes="note", markup=False)

    def _is_last_instance(self, page: FormPage) -> bool:
        total = self.open_draft.review.instances.get(page.repeat, 0)
        return bool(page.instance) and page.instance == f"{page.repeat}[{total}]"

    def _update(self) -> None:
        """Show everything as it now stands; only what changed is drawn again."""
        draft = self.open_draft
        shown = set(draft.review.shown)
        for widget in self.query_one("#page", Vertical).children:
            if isinstance(widget, QuestionView):
                widget.display = widget.path in shown
                widget.show(draft.state_of(widget.question, widget.path))
            elif isinstance(widget, TextLine):
                widget.display = widget.path in shown
                widget.show(draft.note(widget.part, widget.path))
        sections = dict(draft.sections())
        section = self._page.section if self._page else 0
        here = [*sections].index(section) if section in sections else 0
        self.query_one(SectionBar).show([*sections.values()], here, draft.progress())

    def _tell_sync(self) -> None:
        bar = self.query_one(TitleBar)
        bar.show(title=self._title(), right=self._desk.badge(), mark=self._desk.mark())

    def _title(self) -> str:
        form, station = self._draft.form, self._desk.station_title(self._draft.station)
        return f"{title_of(form, self.open_draft.language)} · {station}"

    # --- Keeping answers: the Keeper of the question widgets ------------------------------

    def keep_answer(self, question: str, answer: Answer | None) -> bool:
        """Write an answer to the disk; return whether it is there."""
        return self.kept(lambda: self.open_draft.answer(question, answer))

    def keep_comment(self, question: str, comment: str) -> bool:
        """Write a comment to the disk; return whether it is there."""
        return self.kept(lambda: self.open_draft.comment(question, comment))

    def keep_seen_by(self, question: str, seen_by: SeenBy) -> bool:
        """Write how the observer knows; return whether it is on the disk."""
        return self.kept(lambda: self.open_draft.see(question, seen_by))

    def turn_guidance(self, question: str) -> None:
        """Show the longer hint of a question, or hide it again."""
        self.open_draft.turn_guidance(question)
        self._update()

    def kept(self, write: Callable[[], None]) -> bool:
        """Write something, and show what became of it; return whether it is on the disk."""
        try:
            write()
        except Problem as problem:
            self.say(words.NOT_SAVED.format(detail=problem.detail))
            return False
        self.say("")
        self._update()
        return True

    def say(self, sentence: str) -> None:
        """Say something above the keys; '' takes it away."""
        line = self.query_one("#trouble", Static)
        line.update(sentence)
        line.set_class(sentence.startswith("!"), "serious")
        line.display = bool(sentence)

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
        if self._repeats.is_asking:
            await self._repeats.answer(is_sure=key == "y")
        elif key in words.DEEDS:
            await self.run_action(words.DEEDS[key])
        elif view is not None and character:
            return view.press(character)
        return True

    def key_typed_ahead(self, event: events.Key) -> None:
        """Take a key that reached an input after it was closed."""
        self.call_next(self._take, event.key, event.character or "")

    def choose_from_list(self, view: QuestionView) -> None:
        """Let the observer search a long list of choices."""
        choices = self.open_draft.list_offers(view.question, view.path)
        picker = PickScreen(choices, chosen_names(view.state.answer))
        self.open(picker, lambda name: view.take(name) if name else None)

    def choose_file(self, view: QuestionView) -> None:
        """Let the observer choose a file, and attach it."""
        picker = AttachScreen(self._desk, self.open_draft.label_of(view.path))

        def attach(taken: TakenFile | None) -> None:
            if taken is not None:
                self.kept(lambda: self.open_draft.attach(view.path, taken))

        self.open(picker, attach)

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
        self.kept(lambda: self.open_draft.stay_at(view.path))
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
        """Open the next (1) or previous (-1) page."""
        await self._turned(step)

    async def action_leap(self, step: int) -> None:
        """Open the next (1) or previous (-1) section, over the instances of a repeat."""
        here = self._page.section if self._page else 0
        beyond = [page for page in self.open_draft.pages() if (page.section - here) * step > 0]
        if beyond:
            section = beyond[0 if step > 0 else -1].section
            self.keep()
            await self.show(next(page for page in beyond if page.section == section))

    async def action_open_section(self, number: int) -> None:
        """Open the section that the mouse clicked on: its number in the bar."""
        section = self.open_draft.sections()[number][0]
        self.keep()
        pages = self.open_draft.pages()
        await self.show(next(page for page in pages if page.section == section))

    async def _turned(self, step: int, *, last: bool = False) -> bool:
        """Open a neighbouring page; return whether there is one."""
        self.keep()
        pages = self.open_draft.pages()
        keys = [page.key for page in pages]
        here = keys.index(self._page.key) if self._page and self._page.key in keys else 0
        if not 0 <= here + step < len(pages):
            return False
        await self.show(pages[here + step], last=last)
        return True

    async def go_to(self, path: str) -> None:
        """Put the cursor on the question at `path`, on whatever page it is."""
        pages = self.open_draft.pages()
        page = find_page(pages, path) or next(iter(pages), None)
        if page is not None:
            await self.show(page, path)

    # --- Languages and instances -------------------------------------------------------

    async def action_turn_language(self) -> None:
        """Show the checklist in its next language."""
        self.keep()
        form = self._draft.form
        if len(form.languages) < 2:
            self.say(words.ONE_LANGUAGE)
            return
        language = self.open_draft.turn_language()
        if self._page is not None:
            await self.show(self._page, self.open_draft.draft.current_question)
        self._tell_sync()
        self.say(words.NOW_IN.format(language=words.LANGUAGES.get(language, language)))

    async def action_add_instance(self) -> None:
        """Add an instance to the repeat of this page, and go there."""
        self.keep()
        await self._repeats.add()

    def action_ask_to_remove(self) -> None:
        """Ask whether the instance on this page is to go."""
        self.keep()
        self._repeats.ask_to_remove()

    async def action_undo_removal(self) -> None:
        """Bring back what was removed last."""
        self.keep()
        await self._repeats.undo()

    # --- Leaving -----------------------------------------------------------------------

    def keep(self) -> None:
        """Keep what is being typed; what was only asked is not done."""
        self._repeats.stop_asking()
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
        self.open(FinishScreen(self._desk, self.open_draft, self._title()), self._after_finish)

    async def _after_finish(self, outlook: Outlook | None) -> None:
        if outlook is None:
            return
        if outlook.is_sealed:
            self._is_left = True
            self.dismiss()
        elif outlook.question:
            await self.go_to(outlook.question)
