"""The questions of one page, mounted together, and the cursor among them."""

from collections.abc import Iterator
from datetime import tzinfo
from typing import cast

from textual.app import App
from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import Static

from client.language import tr
from client.screens import checklist_words as words
from client.screens.form_pages import FormPage
from client.screens.open_draft import OpenDraft
from client.widgets.plain import is_plain
from client.widgets.question import Keeper, QuestionView
from client.widgets.text_line import TextLine
from shared.forms.model import Note, Section


class QuestionPage(Vertical):
    """Shows one page at a time. Nothing on it has the focus; the screen hands keys to `cursor`."""

    def __init__(self) -> None:
        super().__init__(id="page")
        self.page: FormPage | None = None
        """The page that is open."""
        self.cursor: QuestionView | None = None
        """The question that the cursor is on."""

    def views(self) -> list[QuestionView]:
        """Return the questions that are asked now, in order."""
        return [view for view in self.query(QuestionView) if view.display]

    def find_view(self, path: str) -> QuestionView | None:
        """Return the question at `path`, if it is on this page and asked."""
        return next((view for view in self.views() if view.path == path), None)

    async def open(
        self, page: FormPage, draft: OpenDraft, keeper: Keeper, zone: tzinfo | None
    ) -> None:
        """Mount the questions of `page`; the cursor is on none of them yet."""
        self.page, self.cursor = page, None
        await self.remove_children()
        await self.mount_all([*_widgets(page, draft, keeper, zone)])
        self.scroll_home(animate=False)
        self.show(draft)

    def show(self, draft: OpenDraft) -> None:
        """Show everything as it now stands; only what changed is drawn again."""
        shown = set(draft.review.shown)
        for widget in self.children:
            if isinstance(widget, QuestionView):
                widget.display = widget.path in shown
                widget.show(draft.state_of(widget.question, widget.path))
            elif isinstance(widget, TextLine):
                widget.display = widget.path in shown
                widget.show(draft.note(widget.part, widget.path))

    def point_at(self, view: QuestionView) -> None:
        """Put the cursor on `view`."""
        if self.cursor is not None:
            self.cursor.is_current = False
        self.cursor = view
        view.is_current = True
        self.call_after_refresh(self._keep_in_sight, view)

    def _keep_in_sight(self, view: QuestionView) -> None:
        """Scroll to `view`, and take the terminal's cursor along, where a screen reader follows."""
        view.scroll_visible(animate=False)
        if is_plain():
            app = cast("App[object]", self.app)  # pyright: ignore[reportUnknownMemberType]
            app.cursor_position = view.content_region.offset

    def beside_cursor(self, step: int) -> QuestionView | None:
        """Return the question `step` away from the cursor; without one, the first."""
        views = self.views()
        place = views.index(self.cursor) + step if self.cursor in views else 0
        return views[place] if 0 <= place < len(views) else None


def _widgets(
    page: FormPage, draft: OpenDraft, keeper: Keeper, zone: tzinfo | None
) -> Iterator[Widget]:
    if page.is_empty_repeat:
        label = draft.repeat_label(page.repeat)
        yield _line(tr(words.NONE_YET) % {"label": label}, "instance")
        yield _line(tr(words.ADD_FIRST), "note")
    elif page.place:
        yield _line(draft.title_of(page.place), "instance")
    for part in page.parts:
        path = page.path_of(part)
        if isinstance(part, Section | Note):
            yield TextLine(part, path, "heading" if isinstance(part, Section) else "note")
        else:
            yield QuestionView(part, keeper, draft.language, path=path, zone=zone)
    if _is_last_instance(page, draft) and not draft.has_fixed_number(page.repeat):
        yield _line(tr(words.ADD_MORE), "note")


def _line(text: str, kind: str) -> Static:
    return Static(text, classes=kind, markup=False)


def _is_last_instance(page: FormPage, draft: OpenDraft) -> bool:
    total = draft.review.instances.get(page.repeat, 0)
    return bool(page.instance) and page.instance == f"{page.repeat}[{total}]"
