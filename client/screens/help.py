"""Help: the keys of the screen below, and the four words that must not be mixed up."""

import textwrap
from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

TITLE = "Keys"
WORDS_TITLE = "Four words that are never “no”"
WORDS = (
    ("not observed", "you were there, but did not see this step"),
    ("don't know", "you saw it, but cannot tell"),
    ("not applicable", "the step does not exist here, as inking where there is none"),
    ("missing", "nobody answered; figures leave it out, and say so"),
)
EVERYWHERE = (
    ("^T", "dark, light, high contrast"),
    ("^P", "all commands"),
)
CLOSE = "Esc closes"
_LEFT, _RIGHT = 15, 58


class HelpScreen(ModalScreen[None]):
    """Shows keys and words until a key closes it."""

    CSS_PATH = "help.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark,enter", "dismiss", "Close"),
    ]

    def __init__(self, keys: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._keys = keys

    def compose(self) -> ComposeResult:
        """Lay out both lists."""
        with VerticalScroll():
            yield Static(_table(TITLE, [*self._keys, *EVERYWHERE]))
            yield Static(_table(WORDS_TITLE, WORDS))
            yield Static(Content.styled(CLOSE, "$muted"))


def _table(title: str, rows: Sequence[tuple[str, str]]) -> Content:
    lines = [Content.styled(title, "bold")]
    for left, right in rows:
        first, *others = textwrap.wrap(right, _RIGHT) or [""]
        lines.append(Content.assemble((left.ljust(_LEFT), "$accent"), first))
        lines += [Content(" " * _LEFT + each) for each in others]
    return Content("\n").join([*lines, Content("")])
