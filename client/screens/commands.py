"""All commands: what can be done on this screen, and what can be done everywhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen, Screen
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from client.language import LANGUAGES, later, tr
from client.screens.over_rows import OverRows
from client.widgets.bars import KeyHint, KeyLine
from client.widgets.rows import Rows, columns
from client.widgets.themes import LOOKS
from shared.folding import fold

PROMPT = later("Type a part of a command")
IN_LANGUAGE = later("The program in another language: %(language)s")
IN_COLOURS = later("Colours: %(look)s")
FOR_READER = later("Layout for a screen reader, on or off")
NOTHING = later("No command is called so.")
KEYS = (
    KeyHint("↑↓", later("choose")),
    KeyHint("Enter", later("do it"), "screen.choose"),
    KeyHint("Esc", later("back"), "screen.dismiss"),
)
_KEY = 8
_SHORT = {
    "question_mark": "?",
    "escape": "Esc",
    "enter": "Enter",
    "slash": "/",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "space": "␣",
}


@dataclass(frozen=True)
class Command:
    """Something that can be done now."""

    words: str
    """As shown, in the interface's language."""
    key: str
    """As the key lines show it; '' where it has none."""
    action: str
    """As Textual runs it."""


def key_name(key: str) -> str:
    """Return `^L` for `ctrl+l`; of several keys the first."""
    first = key.partition(",")[0]
    if first.startswith("ctrl+"):
        return f"^{first.removeprefix('ctrl+').upper()}"
    return _SHORT.get(first, first.upper() if first[:1] == "f" and first[1:].isdigit() else first)


def commands_of(screen: Screen[Any]) -> list[Command]:
    """Return what can be done on `screen` by a key, then what can be done everywhere."""
    here = [
        Command(tr(binding.description), key_name(binding.key), _action(binding.action, node))
        for node, binding, is_enabled, _ in screen.active_bindings.values()
        if is_enabled and binding.show and binding.description
    ]
    hints = [
        Command(tr(hint.words), tr(hint.key), hint.action)
        for line in screen.query(KeyLine)
        for hint in line.hints
        if hint.action
    ]
    everywhere = [
        *(
            Command(tr(IN_LANGUAGE) % {"language": name}, "", f"app.speak('{code}')")
            for code, name in LANGUAGES.items()
        ),
        *(
            Command(tr(IN_COLOURS) % {"look": tr(look)}, "", f"app.wear('{theme}')")
            for theme, look in LOOKS.items()
        ),
        Command(tr(FOR_READER), "", "app.turn_plain"),
    ]
    found: dict[str, Command] = {}
    for each in sorted([*here, *hints], key=lambda each: each.action.startswith("app.")):
        found.setdefault(each.action, each)
    return [*found.values(), *everywhere]


def _action(action: str, node: object) -> str:
    """Return an action of a binding so that it can be run from elsewhere."""
    if "." in action.partition("(")[0]:
        return action
    return f"{'screen' if isinstance(node, Screen) else 'app'}.{action}"


class CommandsScreen(OverRows[str], ModalScreen[str]):
    """Finds a command; the result is its action, '' if it was left."""

    CSS_PATH = "commands.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", show=False, priority=True),
        Binding("escape,ctrl+p", "dismiss('')", show=False, priority=True),
    ]

    def __init__(self, commands: Sequence[Command]) -> None:
        super().__init__()
        self._commands = commands

    def compose(self) -> ComposeResult:
        """Lay out the search and the list."""
        with Vertical():
            yield Input(placeholder=tr(PROMPT), compact=True)
            yield Rows()
            yield KeyLine(KEYS)

    def on_mount(self) -> None:
        """Show all of them."""
        self.query_one(Input).cursor_blink = False
        self.query_one(Input).focus()
        self._fill("")

    @on(Input.Changed)
    def search(self, event: Input.Changed) -> None:
        """Search at every keystroke."""
        self._fill(event.value)

    def _fill(self, text: str) -> None:
        words = fold(text).split()
        found = [each for each in self._commands if all(w in fold(each.words) for w in words)]
        options = [
            Option(columns((each.key, _KEY, "$accent bold"), (each.words, 0, "")), each.action)
            for each in found
        ]
        rows = self.query_one(Rows)
        rows.fill(options or [Option(columns((tr(NOTHING), 0, "$muted")), disabled=True)])
        rows.highlighted = 0 if options else None

    @on(OptionList.OptionSelected)
    def take(self, event: OptionList.OptionSelected) -> None:
        """Return the command's action."""
        self.dismiss(event.option_id or "")
