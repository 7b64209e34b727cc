"""The one-line input that opens in place of a typed answer or a comment."""

from collections.abc import Callable

from textual import events
from textual.widgets import Input

from client.widgets.layouts import by_place

_STEPS = {"enter": 1, "down": 1, "tab": 1, "up": -1, "shift+tab": -1}


class LineEdit(Input):
    """An input that hands over what was typed before the cursor leaves it.

    `close(text, step)` is called at once, not by message: with step 1 or -1 for Enter, ↓ and ↑,
    with 0 where the focus goes elsewhere. It returns whether the input may go. Keys that arrive
    after that, because they were typed fast, go on to `pass_on`.
    """

    DEFAULT_CSS = """
    LineEdit, LineEdit:focus { height: 1; border: none; padding: 0 1; background: $field; }
    """

    def __init__(
        self,
        value: str,
        *,
        close: Callable[[str, int], bool],
        give_up: Callable[[], None],
        pass_on: Callable[[events.Key], None] | None = None,
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
        self._pass_on = pass_on
        self._is_closed = False
        self.cursor_position = len(value)
        self.cursor_blink = False

    def commit(self, step: int) -> None:
        """Hand over what was typed, once."""
        if self._is_closed:
            return
        self._is_closed = True  # first: closing moves the focus, which would commit again
        self._is_closed = self._close_with(self.value, step)

    def leave(self, key: str) -> bool:
        """Leave with Enter, Tab, an arrow or Escape; return whether `key` is one of them."""
        if key == "escape":
            self._is_closed = True
            self._give_up()
        elif key in _STEPS:
            self.commit(_STEPS[key])
        else:
            return False
        return True

    def take(self, key: str, character: str) -> bool:
        """Take a key that the screen got before the input had the focus; return whether it did.

        What an input does not take itself comes by the screen, too, on its way to the bindings.
        """
        if character.isprintable() and character:
            self.insert_text_at_cursor(character)
            return True
        return self.leave(key)

    def on_key(self, event: events.Key) -> None:
        """Take the keys that leave; after leaving, pass on what was typed fast."""
        if self._is_closed and self._pass_on is not None:
            self._pass_on(event)
        elif not self.leave(event.key) and not self._take_by_place(event.character or ""):
            return
        event.stop()
        event.prevent_default()

    def _take_by_place(self, character: str) -> bool:
        """Take a digit that a Kazakh keyboard makes a letter of, where letters are no answer."""
        meant = by_place(character)
        if self.restrict is None or meant == character:
            return False
        self.insert_text_at_cursor(meant)
        return True

    def on_blur(self) -> None:
        """Take what was typed along when the focus goes elsewhere on the screen."""
        if self.is_attached and self.app.app_focus:  # pyright: ignore[reportUnknownMemberType]
            self.commit(0)
