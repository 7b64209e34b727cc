"""Beside the page, where there is room: the sections, and the questions of the one that is open."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual.app import RenderResult
from textual.content import Content
from textual.style import Style
from textual.widget import Widget

from client.widgets.signs import ATTENTION


@dataclass(frozen=True)
class PaneLine:
    """One line, and the question that a click leads to."""

    path: str
    label: str
    sign: str
    state: str
    is_heading: bool
    is_current: bool


class OutlinePane(Widget):
    """Shows where one is in the whole. The current line always stands within it."""

    DEFAULT_CSS = """
    OutlinePane {
        width: 38; height: 1fr; padding: 1 1 0 1; border-left: solid $rule; display: none;
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self.auto_links = False  # a click works all the same; underlines would shout
        self._lines: Sequence[PaneLine] = ()

    def show(self, lines: Sequence[PaneLine]) -> None:
        """Change what is shown; costs nothing where nothing changed."""
        if lines != self._lines:
            self._lines = lines
            self.refresh()

    def render(self) -> RenderResult:
        """Draw the lines around the current one."""
        width, height = self.content_size
        at = next((place for place, each in enumerate(self._lines) if each.is_current), 0)
        first = max(min(at - height // 2, len(self._lines) - height), 0)
        shown = self._lines[first : first + height]
        return Content("\n").join([_drawn(each, width) for each in shown])


def _drawn(line: PaneLine, width: int) -> Content:
    sign = Content.styled(
        line.sign.ljust(2), "$warning bold" if line.sign == ATTENTION else "$accent"
    )
    style = "$accent bold" if line.is_current else "bold" if line.is_heading else "$muted"
    state = Content("")
    if line.is_heading:  # its sign stands at its state, so that labels of questions are indented
        sign, state = Content(""), Content.assemble("  ", sign, (line.state, "$muted"))
    room = width - sign.cell_length - state.cell_length
    label = Content.styled(line.label.replace("\n", " "), style).truncate(room, ellipsis=True)
    gap = Content(" " * (room - label.cell_length))
    whole = sign + label + gap + state
    return whole.stylize(Style.from_meta({"@click": f"screen.go_to({line.path!r})"}))
