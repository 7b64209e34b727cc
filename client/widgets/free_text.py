"""A text of several lines, between fields of which each takes keys of its own."""

from typing import Protocol

from textual import events
from textual.widgets import TextArea

_STEPS = {"enter": 1, "tab": 1, "shift+tab": -1}
_MOVING = {"up", "down"}
"""Within the text first; beyond its first and last line to another field."""


class TextOwner(Protocol):
    """The screen that a text stands on."""

    def leave_text(self, step: int) -> None:
        """Take the keyboard: to the field after (1) or before (-1)."""
        ...

    def keep_text(self, text: str) -> None:
        """Write what has been typed to the disk."""
        ...

    async def take(self, key: str, character: str) -> bool:
        """Take a key that is no text, or that came after the text was left."""
        ...


class FreeText(TextArea):
    """Takes text while it is open. Every word that is finished is kept at once."""

    DEFAULT_CSS = """
    FreeText, FreeText:focus {
        height: 4; border: none; padding: 0 1; background: $field; display: none;
        scrollbar-size-vertical: 1;
    }
    FreeText.open { display: block; }
    """

    def __init__(self, text: str, owner: TextOwner) -> None:
        super().__init__(text, soft_wrap=True, compact=True, highlight_cursor_line=False)
        self._owner = owner
        self.cursor_blink = False

    @property
    def is_open(self) -> bool:
        """Whether what is typed belongs here."""
        return self.has_class("open")

    def open(self) -> None:
        """Take the keyboard, at the end of the text."""
        self.add_class("open")
        self.move_cursor(self.document.end)
        self.focus()

    def close(self) -> None:
        """Give the keyboard back; what was typed is kept first."""
        if self.is_open:
            self.remove_class("open")
            self._owner.keep_text(self.text)

    async def press(self, key: str, character: str) -> bool:
        """Take a key, whether it came here or to the screen: so keys take effect in order.

        Return whether it is done with; else the text's own keys follow, such as the arrows.
        """
        if not self.is_open:
            return await self._owner.take(key, character)
        if key in _STEPS:
            self._owner.leave_text(_STEPS[key])
        elif character and character.isprintable():
            self.insert(character)
            if not character.isalnum():
                self._owner.keep_text(self.text)
        else:
            return key not in _MOVING and await self._owner.take(key, character)
        return True

    async def _on_key(self, event: events.Key) -> None:
        """Take text and what leaves it."""
        if await self.press(event.key, event.character or ""):
            event.stop()
        event.prevent_default()

    def action_cursor_up(self, select: bool = False) -> None:  # noqa: FBT001, FBT002 - Textual's
        """Move up; from the first line to the field before."""
        if self.cursor_at_first_line:
            self._owner.leave_text(-1)
        else:
            super().action_cursor_up(select)

    def action_cursor_down(self, select: bool = False) -> None:  # noqa: FBT001, FBT002 - Textual's
        """Move down; from the last line to the field after."""
        if self.cursor_at_last_line:
            self._owner.leave_text(1)
        else:
            super().action_cursor_down(select)
