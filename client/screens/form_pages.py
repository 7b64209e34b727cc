"""A checklist as pages: a section each, and within it an instance of a repeat each. Pure.

    Access · Votes by contestant, 1 of 3 · 2 of 3 · 3 of 3 · the rest of that section · Overall

What stands before and after a repeat in its section are two pages, so that questions keep the
order of the form. A repeat that has no instance yet has a page that says so.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from shared.forms.model import Calculate, Form, Hidden, Metadata, Node, Question, Repeat, Section
from shared.forms.paths import Place, instance_path, path_to

Unseen = Calculate | Hidden | Metadata
"""Kinds that are never shown."""
Part = Section | Question
"""What stands on a page: the heading of an inner section, or a question."""


@dataclass(frozen=True)
class FormPage:
    """One page, whether anything on it is asked now or not."""

    key: str
    """Stays the same while answers change and instances come and go behind it."""
    section: int
    """The place of its section in the form."""
    place: Place
    """The instances it stands in; () outside repeats."""
    parts: tuple[Part, ...]
    repeat: str = ""
    """The path of the repeat that it is an instance of; '' outside repeats."""
    is_empty_repeat: bool = False
    """Whether it stands for a repeat that has no instance yet."""
    is_first: bool = False
    """Whether it is the first page of its instance."""

    def path_of(self, part: Part) -> str:
        """Return the path of a part, as reviews have it."""
        return path_to(self.place, part.name)

    @property
    def instance(self) -> str:
        """The instance that the page belongs to, as `incidents[2]`; '' for none."""
        if not self.place or self.is_empty_repeat:
            return ""
        name, number = self.place[-1]
        return instance_path(self.place[:-1], name, number)

    def is_shown(self, shown: set[str]) -> bool:
        """Tell whether there is anything on it, given the paths that are shown."""
        if self.is_empty_repeat or self.is_first:
            return True
        questions = (part for part in self.parts if not isinstance(part, Section))
        return any(self.path_of(each) in shown for each in questions)


def pages_of(form: Form, instances: Mapping[str, int]) -> list[FormPage]:
    """Return the pages of `form`; `instances` are the repeats that are shown, by path."""
    return [
        page
        for number, section in enumerate(form.sections)
        for page in _Section(number, instances).pages(section.children, ())
    ]


def find_page(pages: Sequence[FormPage], path: str) -> FormPage | None:
    """Return the page on which the question of that path stands, or None."""
    return next((page for page in pages if path in map(page.path_of, page.parts)), None)


def page_at(pages: Sequence[FormPage], path: str) -> FormPage | None:
    """Return the page of a question, of an instance, or of a repeat: its last instance.

    Of an instance that is gone it is the one before, else what stands for the empty repeat.
    """
    if page := find_page(pages, path):
        return page
    repeat, _, number = path.rstrip("]").rpartition("[") if path.endswith("]") else (path, "", "")
    instances = [page for page in pages if page.repeat == repeat and page.is_first]
    if instances:
        place = int(number) if number.isdecimal() else len(instances)
        return instances[min(max(place, 1), len(instances)) - 1]
    return next((page for page in pages if page.repeat == repeat and repeat), None)


def beside(pages: Sequence[FormPage], page: FormPage | None, step: int) -> FormPage | None:
    """Return the page that is `step` pages away from `page`, or None over an end."""
    keys = [each.key for each in pages]
    here = keys.index(page.key) if page is not None and page.key in keys else 0
    return pages[here + step] if 0 <= here + step < len(pages) else None


def section_beside(pages: Sequence[FormPage], section: int, step: int) -> FormPage | None:
    """Return the first page of the next (1) or previous (-1) section, or None over an end."""
    beyond = [page.section for page in pages if (page.section - section) * step > 0]
    if not beyond:
        return None
    wanted = beyond[0 if step > 0 else -1]
    return next(page for page in pages if page.section == wanted)


@dataclass(frozen=True)
class _Section:
    number: int
    instances: Mapping[str, int]

    def pages(self, nodes: Sequence[Node], place: Place, repeat: str = "") -> Iterator[FormPage]:
        """Yield the pages of `nodes`, which stand in `place`: an instance of `repeat`, if any."""
        run: list[Part] = []
        is_first = bool(place)
        for node in _flat(nodes):
            if not isinstance(node, Repeat):
                run.append(node)
                continue
            if run or is_first:
                yield self._page(run, place, repeat, is_first=is_first)
                run, is_first = [], False
            yield from self._pages_of_repeat(node, place)
        if run or is_first:
            yield self._page(run, place, repeat, is_first=is_first)

    def _pages_of_repeat(self, repeat: Repeat, place: Place) -> Iterator[FormPage]:
        path = path_to(place, repeat.name)
        number = self.instances.get(path)
        if number is None:
            return
        if number == 0 and not repeat.count:
            yield FormPage(path, self.number, place, (), path, is_empty_repeat=True)
        for each in range(1, number + 1):
            yield from self.pages(repeat.children, (*place, (repeat.name, each)), path)

    def _page(self, run: Sequence[Part], place: Place, repeat: str, *, is_first: bool) -> FormPage:
        key = path_to(place, run[0].name if run else "")
        return FormPage(key, self.number, place, tuple(run), repeat, is_first=is_first)


def _flat(nodes: Sequence[Node]) -> Iterator[Repeat | Part]:
    """Yield what stands in a section: inner sections before what is in them."""
    for node in nodes:
        if isinstance(node, Unseen):
            continue
        yield node
        if isinstance(node, Section):
            yield from _flat(node.children)
