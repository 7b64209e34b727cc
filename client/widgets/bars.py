"""The lines at the edges of a screen: where I am, which sections there are, what the keys do.

Titles, marks and the words of keys are handed over in English, and translated when they are drawn.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from textual.app import RenderResult
from textual.content import Content
from textual.style import Style
from textual.widget import Widget

from client.language import tr
from client.widgets.plain import is_plain
from client.widgets.signs import ANSWERED, ATTENTION

_SECONDS_BETWEEN_LOOKS = 5


class TitleBar(Widget):
    """The first line: where I am on the left, the time and what waits on the right."""

    DEFAULT_CSS = """
    TitleBar { height: 1; width: 1fr; background: $bar; padding: 0 1; }
    """

    def __init__(self, title: str = "", *, time: Callable[[], datetime] | None = None) -> None:
        super().__init__()
        self._title = title
        self._time = time
        self._right = ""
        self._mark = ""

    def on_mount(self) -> None:
        """Let the clock go; for a screen reader it stands, or it would be read again and again."""
        if self._time is not None and not is_plain():
            self.set_interval(_SECONDS_BETWEEN_LOOKS, self.refresh)

    def show(self, *, title: str | None = None, right: str | None = None, mark: str = "") -> None:
        """Change what is shown; `mark` is a word that must not be overlooked, as DRILL."""
        self._title = self._title if title is None else title
        self._right = self._right if right is None else right
        self._mark = mark or self._mark
        self.refresh()

    def render(self) -> RenderResult:
        """Draw the line, cutting the title rather than the right."""
        clock = f"{self._time():%H:%M}" if self._time else ""
        right = "   ".join(part for part in (clock, self._right) if part)
        mark = Content.assemble((f" {tr(self._mark)} ", "$warning reverse bold"), ("  ", ""))
        left = Content.assemble((tr(self._title), "bold"))
        left = mark + left if self._mark else left
        room = self.content_size.width - Content(right).cell_length - 2
        left = left.truncate(max(room, 0), ellipsis=True)
        gap = " " * (room + 2 - left.cell_length)
        return left + Content(gap) + Content.styled(right, "$muted")


@dataclass(frozen=True)
class SectionState:
    """One section of the checklist, as the bar shows it."""

    label: str
    is_done: bool
    has_remarks: bool


class SectionBar(Widget):
    """The second line: the sections, which is open, which are done, and how far one is."""

    DEFAULT_CSS = """
    SectionBar { height: 1; width: 1fr; padding: 0 1; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.auto_links = False  # a click works all the same; underlines would shout
        self._sections: Sequence[SectionState] = ()
        self._current = 0
        self._progress = ""

    def show(self, sections: Sequence[SectionState], current: int, progress: str) -> None:
        """Change what is shown."""
        if (sections, current, progress) != (self._sections, self._current, self._progress):
            self._sections, self._current, self._progress = sections, current, progress
            self.refresh()

    def render(self) -> RenderResult:
        """Draw as many sections around the open one as there is room for."""
        room = self.content_size.width - len(self._progress) - 2
        cells = [self._cell(place, each) for place, each in enumerate(self._sections)]
        shown = Content("  ").join(_around(cells, self._current, room))
        shown = shown.truncate(max(room, 0), ellipsis=True)
        gap = " " * max(self.content_size.width - shown.cell_length - len(self._progress), 1)
        return shown + Content(gap) + Content.styled(self._progress, "bold")

    def _cell(self, place: int, section: SectionState) -> Content:
        sign = ATTENTION if section.has_remarks else ANSWERED if section.is_done else ""
        is_current = place == self._current
        words = f"{'▸' if is_current else ''}{section.label}"
        style = "$accent bold" if is_current else "$muted"
        mark = (f" {sign}" if sign else "", "$warning bold" if sign == ATTENTION else "$accent")
        cell = Content.assemble((words, style), mark)
        return cell.stylize(Style.from_meta({"@click": f"screen.open_section({place})"}))


def _around(cells: Sequence[Content], current: int, room: int) -> list[Content]:
    """Return the run of cells that holds the current one and fits, with … where some are left."""
    first, last = current, current + 1
    used = cells[current].cell_length if cells else 0
    while True:
        right = cells[last].cell_length + 2 if last < len(cells) else None
        left = cells[first - 1].cell_length + 2 if first > 0 else None
        if right is not None and used + right + 6 <= room:
            used, last = used + right, last + 1
        elif left is not None and used + left + 6 <= room:
            used, first = used + left, first - 1
        else:
            break
    before = [Content.styled("…", "$muted")] if first > 0 else []
    after = [Content.styled("…", "$muted")] if last < len(cells) else []
    return [*before, *cells[first:last], *after]


@dataclass(frozen=True)
class KeyHint:
    """A key, what it does, and the action that a click runs ('' for none)."""

    key: str
    words: str
    action: str = ""


class KeyLine(Widget):
    """The last line: the keys of this screen. Each can be clicked."""

    DEFAULT_CSS = """
    KeyLine { height: 1; width: 1fr; background: $bar; padding: 0 1; }
    """

    def __init__(self, hints: Sequence[KeyHint]) -> None:
        super().__init__()
        self.auto_links = False  # a click works all the same; underlines would shout
        self._hints = hints

    @property
    def hints(self) -> Sequence[KeyHint]:
        """The keys that are shown."""
        return self._hints

    def show(self, hints: Sequence[KeyHint]) -> None:
        """Change the keys."""
        if hints != self._hints:
            self._hints = hints
            self.refresh()

    def render(self) -> RenderResult:
        """Draw the keys; where they do not all fit, the last ones are cut."""
        cells = [_hint(each) for each in self._hints]
        line = Content("   ").join(cells)
        if line.cell_length > self.content_size.width:
            line = Content("  ").join(cells)
        return line.truncate(self.content_size.width, ellipsis=True)


def _hint(hint: KeyHint) -> Content:
    cell = Content.assemble((tr(hint.key), "$accent bold"), (f" {tr(hint.words)}", "$key"))
    return cell.stylize(Style.from_meta({"@click": hint.action})) if hint.action else cell
