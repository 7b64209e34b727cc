"""A quiet list: one thing a row, the cursor a bar, Enter or a click opens."""

from collections.abc import Iterable
from typing import cast

from textual.app import App
from textual.content import Content
from textual.geometry import Offset
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from client.widgets.plain import is_plain


class Rows(OptionList):
    """An option list without a frame. `fill` keeps the cursor on the row that it was on."""

    DEFAULT_CSS = """
    Rows, Rows:focus {
        height: 1fr; border: none; padding: 0;
        background: $background; background-tint: $background 0%;
        scrollbar-size-vertical: 1; text-wrap: nowrap; text-overflow: ellipsis;
    }
    Rows > .option-list--option { padding: 0 1; }
    Rows > .option-list--option-disabled { color: $muted; }
    Rows > .option-list--separator { color: $background; }
    """

    def fill(self, options: Iterable[Option | None]) -> None:
        """Replace the rows; None is a rule, for eyes only."""
        at = self.highlighted
        before = self.get_option_at_index(at).id if at is not None else None
        rows = [row for row in options if row is not None or not is_plain()]
        self.clear_options()
        self.add_options(rows)
        ids = [row.id for row in rows if row is not None]
        if before is not None and before in ids:
            self.highlighted = ids.index(before)
        elif ids:
            self.highlighted = 0
            self.action_first()

    def watch_highlighted(self, highlighted: int | None) -> None:
        """Take the terminal's cursor along, where a screen reader follows it."""
        super().watch_highlighted(highlighted)
        if is_plain():
            self.call_after_refresh(self._lead)

    def _lead(self) -> None:
        if self.highlighted is not None:
            line = self._index_to_line[self.highlighted] - self.scroll_offset.y
            app = cast("App[object]", self.app)  # pyright: ignore[reportUnknownMemberType]
            app.cursor_position = self.content_region.offset + Offset(0, line)


def columns(*cells: tuple[str, int, str]) -> Content:
    """Return a row of (text, width, style) cells; each ends with a space, width 0 is the rest."""
    parts: list[Content] = []
    for text, width, style in cells:
        cell = Content.styled(text, style) if style else Content(text)
        if width:
            cell = cell.truncate(width - 1, ellipsis=True)
            cell = cell.pad_right(width - cell.cell_length)
        parts.append(cell)
    return Content("").join(parts)


def hanging(before: Content, words: Content, width: int) -> Content:
    """Return `words` behind `before`, wrapped so that they stay in their column."""
    indent = before.cell_length
    first, *others = words.wrap(max(width - indent, 20)) or [Content("")]
    lines = [before + first, *(Content(" " * indent) + line for line in others)]
    return Content("\n").join(line.rstrip() for line in lines)
