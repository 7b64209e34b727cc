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

from client.language import later, tr

TITLE = later("Keys")
WORDS_TITLE = later("Four words that are never “no”")
WORDS = (
    (later("not observed"), later("you were there, but did not see this step")),
    (later("don't know"), later("you saw it, but cannot tell")),
    (
        later("not applicable"),
        later("the step does not exist here, as inking where there is none"),
    ),
    (later("missing"), later("nobody answered; figures leave it out, and say so")),
)
EVERYWHERE = (
    ("^T", later("dark, light, high contrast")),
    ("^P", later("all commands")),
)
CLOSE = later("Esc closes")
_LEFT, _LINE = 15, 73


class HelpScreen(ModalScreen[None]):
    """Shows keys and words until a key closes it. It translates what it is handed."""

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
            yield Static(Content.styled(tr(CLOSE), "$muted"))


def _table(title: str, rows: Sequence[tuple[str, str]]) -> Content:
    """Return key and meaning in two columns, in the interface's language."""
    said = [(tr(left), tr(right)) for left, right in rows]
    width = max(_LEFT, *(len(left) + 1 for left, _ in said))
    lines = [Content.styled(tr(title), "bold")]
    for left, right in said:
        first, *others = textwrap.wrap(right, _LINE - width) or [""]
        lines.append(Content.assemble((left.ljust(width), "$accent"), first))
        lines += [Content(" " * width + each) for each in others]
    return Content("\n").join([*lines, Content("")])
