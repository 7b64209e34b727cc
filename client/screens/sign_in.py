"""Sign-in: the passphrase opens the store. A laptop without one is enrolled first."""

import asyncio
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input, Static

from client.config import Home
from client.screens.page import Page
from client.vault.vault import Vault
from client.widgets.bars import KeyHint, KeyLine, TitleBar
from shared.clock import Clock
from shared.problems import Problem

if TYPE_CHECKING:
    from client.laptop import Laptop

TITLE = "Evenhand"
ASK = "Passphrase"
ABOUT = "This laptop is locked. What is on it can't be read without the passphrase."
OPENING = "Opening …"
KEYS = (
    KeyHint("Enter", "unlock", "screen.unlock"),
    KeyHint("F1", "help", "screen.help"),
    KeyHint("^Q", "quit", "app.quit"),
)
HELP = (
    ("Enter", "unlock"),
    ("forgotten?", "There is no way in without the passphrase. What headquarters holds is safe;"),
    ("", "ask your coordinator to enrol this laptop anew in another folder (--home)."),
)


class SignInScreen(Page[None]):
    """Asks for the passphrase. Sends `Opened` with the open laptop."""

    CSS_PATH = "sign_in.tcss"
    HELP_ROWS = HELP
    BINDINGS: ClassVar[list[BindingType]] = [Binding("f1", "help", "Help")]

    class Opened(Message):
        """The store is open."""

        def __init__(self, laptop: "Laptop") -> None:
            super().__init__()
            self.laptop = laptop

    def __init__(self, home: Home, clock: Clock) -> None:
        super().__init__()
        self._home = home
        self._clock = clock

    def compose(self) -> ComposeResult:
        """Lay out one field."""
        yield TitleBar(TITLE)
        with Vertical(classes="panel"):
            yield Static(ABOUT, classes="about", markup=False)
            yield Static(ASK, classes="label")
            yield Input(password=True, compact=True)
            yield Static(id="said", markup=False)
        yield KeyLine(KEYS)

    def on_mount(self) -> None:
        """Place the cursor."""
        self.query_one(Input).cursor_blink = False
        self.query_one(Input).focus()

    @on(Input.Submitted)
    def action_unlock(self) -> None:
        """Try what was typed, off the screen's loop: it takes about a second by design."""
        self.query_one("#said", Static).update(OPENING)
        self._unlock(self.query_one(Input).value)

    @work(exclusive=True)
    async def _unlock(self, passphrase: str) -> None:
        from client.laptop import unlocked  # noqa: PLC0415 - start-up time of this first screen

        try:
            key = await asyncio.to_thread(Vault(self._home).unlock, passphrase)
            laptop = unlocked(self._home, key, self._clock)
        except Problem as problem:
            self.query_one("#said", Static).update(f"! {problem.detail}")
            self.query_one(Input).clear()
        else:
            self.query_one(Input).clear()
            self.post_message(self.Opened(laptop))
