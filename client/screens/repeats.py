"""Adding and removing instances of a repeat, for the page that is open."""

from collections.abc import Callable
from typing import Protocol

from client.language import tr
from client.screens import checklist_words as words
from client.screens.form_pages import FormPage, page_at
from client.screens.open_draft import OpenDraft


class Pages(Protocol):
    """Whoever shows the pages of a checklist."""

    @property
    def open_draft(self) -> OpenDraft:
        """The draft that is being filled."""
        ...

    @property
    def page(self) -> FormPage | None:
        """The page that is open."""
        ...

    def say(self, sentence: str) -> None:
        """Say something above the keys; '' takes it away."""
        ...

    def kept(self, write: Callable[[], None]) -> bool:
        """Write something, and show what became of it; return whether it is on the disk."""
        ...

    async def show(self, page: FormPage) -> None:
        """Open a page."""
        ...


class RepeatDeeds:
    """What the keys for instances do. Removing asks first, on the page itself."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages
        self._to_remove = ""

    @property
    def is_asking(self) -> bool:
        """Whether the next key decides about a removal."""
        return bool(self._to_remove)

    def stop_asking(self) -> None:
        """Do not remove what was asked about."""
        self._to_remove = ""

    async def add(self) -> None:
        """Add an instance to the repeat of this page, else of the one before, and go there."""
        repeat, draft = self._repeat_here(), self._pages.open_draft
        if not repeat:
            self._pages.say(tr(words.NO_REPEAT))
        elif draft.has_fixed_number(repeat):
            self._pages.say(tr(words.FIXED_NUMBER))
        elif self._pages.kept(lambda: draft.add_instance(repeat)):
            await self._show(repeat)

    def ask_to_remove(self) -> None:
        """Ask whether the instance on this page is to go."""
        page, draft = self._pages.page, self._pages.open_draft
        if page is None or not page.instance:
            self._pages.say(tr(words.NO_REPEAT))
        elif draft.has_fixed_number(page.repeat):
            self._pages.say(tr(words.FIXED_NUMBER))
        else:
            self._to_remove = page.instance
            number = draft.count_answers_under(page.instance)
            self._pages.say(words.ask_to_remove(draft.title_of(page.place), number))

    async def answer(self, *, is_sure: bool) -> None:
        """Remove what was asked about, or leave it."""
        instance, self._to_remove = self._to_remove, ""
        self._pages.say("")
        draft = self._pages.open_draft
        if is_sure and self._pages.kept(lambda: draft.remove_instance(instance)):
            await self._show(instance)
            self._pages.say(tr(words.REMOVED))

    def _repeat_here(self) -> str:
        """Return the repeat that one adds to: Enter after the last answer has left its page."""
        page, pages = self._pages.page, self._pages.open_draft.pages()
        if page is None or page.repeat:
            return page.repeat if page else ""
        place = [each.key for each in pages].index(page.key) if page in pages else 0
        before = pages[place - 1] if place else page
        return before.repeat if before.section == page.section else ""

    async def _show(self, path: str) -> None:
        """Open the page of an instance, or of the last one of a repeat."""
        pages = self._pages.open_draft.pages()
        await self._pages.show(page_at(pages, path) or pages[0])
