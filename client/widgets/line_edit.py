"""The one-line input that opens in place of a typed answer or a comment."""

from collections.abc import Callable
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.widgets import Input


class LineEdit(Input):
    """An input that hands over what was typed before the cursor leaves it.

    `close(text, step)` is called at once, not by message: with step 1 or -1 for Enter, ↓ and ↑,
    with 0 where the focus goes elsewhere. It returns whether the input may go.
    """

    DEFAULT_CSS = """
    LineEdit, LineEdit:focus { height: 1; border: none; padding: 0 1; background: $field; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "leave(1)", "Next", show=False),
        Binding("up", "leave(-1)", "Previous", show=False),
        Binding("escape", "give_up", "Leave as it was", show=False),
    ]

    def __init__(
        self,
        value: str,
        *,
        close: Callable[[str, int], bool],
        give_up: Callable[[], None],
        restrict: str | None = None,
        placeholder: str = "",
    ) -> None:
        super().__init__(
            value,
            restrict=restrict,
            placeholder=placeholder,
            compact=True,
            select_on_focus=False,
        )
        self._close_with = close
        self._give_up = give_up
        self._is_closed = False

    def on_mount(self) -> None:
        """Place the cursor behind what is there."""
        self.cursor_position = len(self.value)

    def commit(self, step: int) -> bool:
        """Hand over what was typed, once; return whether the input may go."""
        if self._is_closed:
            return True
        self._is_closed = True
        if not self._close_with(self.value, step):
            self._is_closed = False
        return self._is_closed

    async def action_submit(self) -> None:
        """Enter: hand over and go on."""
        self.commit(1)

    def action_leave(self, step: int) -> None:
        """Up or down: hand over and go there."""
        self.commit(step)

    def action_give_up(self) -> None:
        """Escape: what stood before stands again."""
        self._is_closed = True
        self._give_up()

    def on_blur(self, event: events.Blur) -> None:
        """Take what was typed along, however the focus was lost."""
        del event
        if self.is_attached:
            self.commit(0)
