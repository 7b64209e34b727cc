"""The first start: language, look, and what will be kept on this laptop."""

from collections.abc import Iterator
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from client.language import LANGUAGES, later, spoken, tr
from client.screens.page import Page
from client.widgets.bars import KeyHint, KeyLine, TitleBar
from client.widgets.plain import is_plain
from client.widgets.rows import Rows, columns
from client.widgets.signs import CHOSEN
from client.widgets.themes import LOOKS
from client.widgets.words import Words

TITLE = later("Evenhand · language and look")
PLAIN = later("for a screen reader: line by line, nothing moves by itself")
KEPT_HERE = later(
    "What is kept on this laptop: the mission's checklists and stations, your answers, reports and "
    "messages, all encrypted. Only your passphrase opens it. Reports go sealed to the "
    "mission's server, and nowhere else."
)
KEPT_OUTSIDE = later(
    "Not encrypted: language and look; how often a wrong passphrase was tried; after a failure of "
    "the program, where in it that was. No answers and no names."
)
KEYS = (
    KeyHint("1-8", later("choose")),
    KeyHint("Enter", later("go on"), "screen.take"),
    KeyHint("^Q", later("quit"), "app.quit"),
)
HELP = (
    ("1-4", later("language of the program; checklists have their own")),
    ("5-7", later("dark, light, high contrast")),
    ("8", PLAIN),
    ("Enter", later("choose; where it is chosen already, go on")),
)


class WelcomeScreen(Page[None]):
    """Asks for language and look. Closed when somebody goes on."""

    CSS_PATH = "welcome.tcss"
    HELP_ROWS = HELP
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(str(key), f"choose({key})", show=False) for key in range(1, 9)),
        Binding("f1,question_mark", "help", later("Help")),
    ]

    def compose(self) -> ComposeResult:
        """Lay out what there is to choose."""
        yield TitleBar(TITLE)
        yield Rows()
        with VerticalScroll():
            yield Words(KEPT_HERE)
            yield Words(KEPT_OUTSIDE)
        yield KeyLine(KEYS)

    def on_mount(self) -> None:
        """Begin at the language that is spoken."""
        self.reword()
        rows = self.query_one(Rows)
        rows.highlighted = rows.get_option_index(f"app.speak('{spoken()}')")
        rows.focus()

    def reword(self) -> bool:
        """Show the rows anew."""
        self.query_one(Rows).fill(self._rows())
        return True

    def _rows(self) -> Iterator[Option | None]:
        for key, (code, name) in enumerate(LANGUAGES.items(), 1):
            yield _row(key, name, f"app.speak('{code}')", is_chosen=code == spoken())
        yield None
        for key, (theme, name) in enumerate(LOOKS.items(), 5):
            worn = self.program.theme == theme
            yield _row(key, tr(name), f"app.wear('{theme}')", is_chosen=worn)
        yield None
        yield _row(8, tr(PLAIN), "app.turn_plain", is_chosen=is_plain())

    @on(OptionList.OptionSelected)
    async def take(self, event: OptionList.OptionSelected) -> None:
        """Choose what the row says; where it is chosen already, go on."""
        chosen = {f"app.speak('{spoken()}')", f"app.wear('{self.program.theme}')"}
        deed = event.option_id or ""
        if deed in chosen:
            self.dismiss(None)
        else:
            await self._do(deed)

    async def action_choose(self, key: int) -> None:
        """Choose by a digit."""
        languages = [f"app.speak('{code}')" for code in LANGUAGES]
        looks = [f"app.wear('{theme}')" for theme in LOOKS]
        await self._do([*languages, *looks, "app.turn_plain"][key - 1])

    def action_take(self) -> None:
        """Take the row under the cursor, for the mouse."""
        self.query_one(Rows).action_select()

    async def _do(self, deed: str) -> None:
        await self.program.run_action(deed)
        rows = self.query_one(Rows)
        self.reword()
        rows.highlighted = rows.get_option_index(deed)


def _row(key: int, words: str, deed: str, *, is_chosen: bool) -> Option:
    sign = (CHOSEN if is_chosen else "", 2, "$accent bold")
    cells = columns(sign, (str(key), 3, "$accent bold"), (words, 0, "bold" if is_chosen else ""))
    return Option(Content(" ") + cells, deed)
