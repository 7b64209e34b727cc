"""The pages of a checklist, the cursor on them, and the way from one to the next."""

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Static

from client.checklist import Draft
from client.language import tr
from client.screens import checklist_words as words
from client.screens.desk import Desk, title_of
from client.screens.form_pages import FormPage, beside, page_at, section_beside
from client.screens.open_draft import OpenDraft
from client.screens.outline import pane_lines
from client.screens.page import Page
from client.screens.points import what_stands_elsewhere
from client.screens.question_page import QuestionPage
from client.widgets.bars import KeyLine, SectionBar, TitleBar
from client.widgets.outline_pane import OutlinePane
from client.widgets.question import Keeper, QuestionView
from shared.problems import Problem

_WIDE = 110
"""Columns: from here on there is room for the outline beside the page."""


class ChecklistPages(Page[None]):
    """Shows one draft, a page at a time. What it shows, it reads from the draft and its review."""

    CSS_PATH = "checklist.tcss"
    AUTO_FOCUS = None
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (_WIDE, "-wide")]  # noqa: RUF012 - as inherited

    def __init__(self, desk: Desk, draft: Draft) -> None:
        super().__init__()
        self._desk = desk
        self._draft = draft
        self._opened: OpenDraft | None = None
        self._said = ""

    @property
    def keeper(self) -> Keeper:
        """Whoever writes down what the questions are told."""
        raise NotImplementedError

    @property
    def open_draft(self) -> OpenDraft:
        """The draft that is being filled; there once its tables have been read."""
        if self._opened is None:
            self._opened = OpenDraft(self._desk.laptop, self._draft)
        return self._opened

    # --- Building ----------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """Lay out the bars, an empty page and the outline beside it."""
        yield TitleBar(time=self._desk.now)
        yield SectionBar()
        with Horizontal():
            yield QuestionPage()
            yield OutlinePane()
        yield Static(id="said", markup=False)
        yield KeyLine(words.KEYS)

    async def on_mount(self) -> None:
        """Open the page on which the observer was."""
        self._desk.courier.changed.subscribe(self, lambda _: self._tell_sync())
        await self._open(self._draft)

    async def _open(self, draft: Draft) -> None:
        """Open `draft`, where the observer was in it."""
        await self._desk.read_tables(draft.form)
        self._draft, self._opened = draft, None
        question = self.open_draft.draft.current_question
        self._tell_sync()
        await self.go_to(question)

    @property
    def _questions(self) -> QuestionPage:
        return self.query_one(QuestionPage)

    @property
    def page(self) -> FormPage | None:
        """The page that is open."""
        return self._questions.page

    @property
    def current(self) -> QuestionView | None:
        """The question that the cursor is on."""
        return self._questions.cursor

    def views(self) -> list[QuestionView]:
        """Return the questions of the open page that are asked now, in order."""
        return self._questions.views()

    async def show(self, page: FormPage, path: str = "", *, last: bool = False) -> None:
        """Show `page`; the cursor goes to the question at `path`, else to an end of it."""
        draft, zone = self.open_draft, self._desk.laptop.pack.timezone_of(self._draft.station)
        with self.program.batch_update():
            await self._questions.open(page, draft, self.keeper, zone)
            self._update()
        can_add = bool(page.repeat) and not draft.has_fixed_number(page.repeat)
        languages, drafts = len(self._draft.form.languages), self._desk.laptop.drafts.count()
        keys = words.keys_for(can_add=can_add, languages=languages, drafts=drafts)
        self.query_one(KeyLine).show(keys)
        views = self.views()
        named = [view for view in views if view.path == path]
        for view in named or (views[-1:] if last else views[:1]):
            self._point_at(view)
        self.say("")

    def _update(self) -> None:
        """Show everything as it now stands; only what changed is drawn again."""
        draft = self.open_draft
        self._questions.show(draft)
        sections = dict(draft.sections())
        section = self.page.section if self.page else 0
        here = [*sections].index(section) if section in sections else 0
        self.query_one(SectionBar).show([*sections.values()], here, draft.progress())
        self._show_outline()

    def _show_outline(self) -> None:
        if self.size.width >= _WIDE and self.page is not None:
            here = self.current.path if self.current else ""
            lines = pane_lines(self.open_draft, self.page.section, here)
            self.query_one(OutlinePane).show(lines)

    def on_resize(self) -> None:
        """Use the room that there is now; the cursor stays in sight."""
        if self._opened is not None:
            self._show_outline()
            if self.current is not None:
                self.call_after_refresh(self.current.scroll_visible, animate=False)

    def _tell_sync(self) -> None:
        bar = self.query_one(TitleBar)
        bar.show(title=self._title(), right=self._desk.badge(), mark=self._desk.mark())

    def _title(self) -> str:
        form, station = self._draft.form, self._desk.station_title(self._draft.station)
        language = self._opened.language if self._opened else ""
        return f"{title_of(form, language)} · {station}"

    # --- What was done, and what to look at --------------------------------------------------

    def kept(self, write: Callable[[], None]) -> bool:
        """Write something, and show what became of it; return whether it is on the disk."""
        try:
            write()
        except Problem as problem:
            self.say(tr(words.NOT_SAVED) % {"detail": problem.detail})
            return False
        self._update()
        self.say("")
        return True

    def say(self, sentence: str) -> None:
        """Say something above the keys; '' gives the line back to what is to be looked at."""
        said = sentence or self._elsewhere()
        if said != self._said:
            line, room = self.query_one("#said", Static), self.size.width - 2
            # To lay the screen out anew takes longer than all the rest of a keystroke.
            line.update(said, layout=max(len(said), len(self._said)) > room)
            self._said = said
            line.set_class(said.startswith("!"), "serious")

    def _elsewhere(self) -> str:
        here = {view.path for view in self.views()}
        return what_stands_elsewhere(self._opened, here, self.size.width) if self._opened else ""

    # --- Moving ------------------------------------------------------------------------

    def _point_at(self, view: QuestionView) -> None:
        """Put the cursor on `view`, and remember it for the next time the draft is opened."""
        self._questions.point_at(view)
        self.kept(lambda: self.open_draft.stay_at(view.path))

    async def action_move(self, step: int) -> bool:
        """Move by one question, over the page's end too; return whether there was one."""
        view = self._questions.beside_cursor(step)
        if view is not None:
            self._point_at(view)
            return True
        return await self._turned(step, last=step < 0)

    def action_jump(self, place: int) -> None:
        """Move to the first (0) or the last (-1) question of the page."""
        if views := self.views():
            self._point_at(views[place])

    async def action_turn(self, step: int) -> None:
        """Open the next (1) or previous (-1) page."""
        await self._turned(step)

    async def action_leap(self, step: int) -> None:
        """Open the next (1) or previous (-1) section, over the instances of a repeat."""
        here = self.page.section if self.page else 0
        await self._show_if_any(section_beside(self.open_draft.pages(), here, step))

    async def action_open_section(self, number: int) -> None:
        """Open the section that the mouse clicked on: its number in the bar."""
        section = self.open_draft.sections()[number][0]
        pages = self.open_draft.pages()
        await self._show_if_any(next((page for page in pages if page.section == section), None))

    async def _turned(self, step: int, *, last: bool = False) -> bool:
        """Open a neighbouring page; return whether there is one."""
        return await self._show_if_any(beside(self.open_draft.pages(), self.page, step), last=last)

    async def _show_if_any(self, page: FormPage | None, *, last: bool = False) -> bool:
        self.keep()
        if page is not None:
            await self.show(page, last=last)
        return page is not None

    async def go_to(self, path: str) -> None:
        """Put the cursor on the question, instance or repeat at `path`, wherever that is."""
        pages = self.open_draft.pages()
        page = page_at(pages, path) or next(iter(pages), None)
        view = self._questions.find_view(path) if page == self.page else None
        if view is not None:
            self._point_at(view)
        elif page is not None:
            await self.show(page, path)

    async def action_go_to(self, path: str) -> None:
        """Go where the mouse clicked in the outline."""
        self.keep()
        await self.go_to(path)
