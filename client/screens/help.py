"""Help, without a network: the keys of the screen below, words, code of conduct, who is on duty."""

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
from client.screens.glossary import MISSION, NON_ANSWERS, PROGRAM
from client.widgets.bars import KeyHint, KeyLine
from shared.sync.setting import MissionOut

TITLE = later("Keys")
WORDS_TITLE = later("Four words that are never “no”")
MISSION_TITLE = later("Words of the mission")
PROGRAM_TITLE = later("Words of this program")
CONDUCT_TITLE = later("Code of conduct of the mission")
CONTACTS_TITLE = later("On duty at headquarters")
NO_CONDUCT = later(
    "The mission has not sent its code of conduct to this laptop. Ask your coordinator for it."
)
NO_CONTACTS = later("The mission has not sent any telephone numbers to this laptop.")
AT_ANY_TIME = later("at any time")
EVERYWHERE = (
    ("F2", later("the program in its next language")),
    ("^T", later("dark, light, high contrast")),
    ("^P", later("all commands")),
    ("^L", later("lock the laptop")),
)
KEYS = (
    KeyHint("1", later("keys"), "screen.turn(1)"),
    KeyHint("2", later("words"), "screen.turn(2)"),
    KeyHint("3", later("conduct"), "screen.turn(3)"),
    KeyHint("4", later("on duty"), "screen.turn(4)"),
    KeyHint("Esc", later("close"), "screen.dismiss"),
)
_LEFT, _LINE = 15, 73
_PAGES = 4


class HelpScreen(ModalScreen[None]):
    """Shows keys and words until a key closes it. It translates what it is handed."""

    CSS_PATH = "help.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark,f1,enter", "dismiss", show=False),
        *(Binding(str(page), f"turn({page})", show=False) for page in range(1, _PAGES + 1)),
        Binding("right,tab", "leaf(1)", show=False, priority=True),
        Binding("left,shift+tab", "leaf(-1)", show=False, priority=True),
    ]

    def __init__(self, keys: Sequence[tuple[str, str]], mission: MissionOut | None = None) -> None:
        """`mission` is None before the laptop has a mission pack."""
        super().__init__()
        self._keys = keys
        self._mission = mission
        self._page = 1

    def compose(self) -> ComposeResult:
        """Lay out the first page."""
        with VerticalScroll():
            yield Static()
        yield KeyLine(KEYS)

    def on_mount(self) -> None:
        """Begin with the keys."""
        self.action_turn(1)

    def action_turn(self, page: int) -> None:
        """Show a page, from its beginning."""
        self._page = page
        contents = (self._about_keys, self._about_words, self._about_conduct, self._on_duty)
        self.query_one(Static).update(contents[page - 1]())
        self.query_one(VerticalScroll).scroll_home(animate=False)
        self.query_one(VerticalScroll).focus()

    def action_leaf(self, step: int) -> None:
        """Show the page that follows, or the one before."""
        self.action_turn((self._page - 1 + step) % _PAGES + 1)

    def _about_keys(self) -> Content:
        return Content("\n").join(
            [_table(TITLE, [*self._keys, *EVERYWHERE]), _table(WORDS_TITLE, NON_ANSWERS)]
        )

    def _about_words(self) -> Content:
        return Content("\n").join([_table(MISSION_TITLE, MISSION), _table(PROGRAM_TITLE, PROGRAM)])

    def _about_conduct(self) -> Content:
        written = self._mission.code_of_conduct if self._mission else ""
        title = Content.styled(tr(CONDUCT_TITLE), "bold")
        lines = [title, *map(Content, (written or tr(NO_CONDUCT)).split("\n"))]
        return Content("\n").join(lines)

    def _on_duty(self) -> Content:
        contacts = self._mission.contacts if self._mission else []
        if not contacts:
            title = Content.styled(tr(CONTACTS_TITLE), "bold")
            return Content("\n").join([title, Content(tr(NO_CONTACTS))])
        rows = [
            (
                each.phone,
                " · ".join(filter(None, (each.role, each.name, each.hours or tr(AT_ANY_TIME)))),
            )
            for each in contacts
        ]
        return _table(CONTACTS_TITLE, rows)


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
