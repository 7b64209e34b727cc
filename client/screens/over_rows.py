"""Screens on which a field keeps the keyboard while the arrows move in a list."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.screen import Screen, ScreenResultType

from client.widgets.rows import Rows


class OverRows(Screen[ScreenResultType]):
    """A screen with one `Rows`, to which the arrows belong."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move(1)", show=False, priority=True),
        Binding("up", "move(-1)", show=False, priority=True),
    ]

    def action_move(self, step: int) -> None:
        """Move the cursor in the list while the field keeps the keyboard."""
        rows = self.query_one(Rows)
        if step > 0:
            rows.action_cursor_down()
        else:
            rows.action_cursor_up()

    def action_choose(self) -> None:
        """Take what is under the cursor."""
        self.query_one(Rows).action_select()
