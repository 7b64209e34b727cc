"""Sign-in: the passphrase opens the store. A laptop without one is enrolled first."""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input

from client.config import Home
from client.language import later, tr
from client.screens.page import Page
from client.screens.welcome import KEPT_HERE, KEPT_OUTSIDE
from client.store_problems import StoreDamaged
from client.vault.key_file import StoreKey
from client.vault.keyring import NoKeyring, find_keyring, find_remembered
from client.vault.tries import TooManyTries, in_words
from client.vault.vault import Vault
from client.widgets.bars import KeyHint, KeyLine, TitleBar
from client.widgets.words import Words
from shared.clock import Clock
from shared.problems import Problem

if TYPE_CHECKING:
    from client.laptop import Laptop

TITLE = "Evenhand"
ASK = later("Passphrase")
ABOUT = later("This laptop is locked. What is on it can't be read without the passphrase.")
AFTER_REST = later(
    "Locked, because nobody touched the keyboard for a while. Everything that was answered is "
    "saved, and opens again with the passphrase."
)
OPENING = later("Opening …")
RECOVERING = later("Recovering what is whole …")
WAIT = later(
    "! Too many wrong passphrases. The next try can come in %(time)s. Nothing is ever deleted."
)
NOW_AGAIN = later("You can try again.")
NOTHING_TYPED = later("Type the passphrase; the computer's keyring keeps no key for this laptop.")
GO_ON = later("Type the passphrase to go on.")
KEYS = (
    KeyHint("Enter", later("unlock"), "screen.unlock"),
    KeyHint("F1", later("help"), "screen.help"),
    KeyHint("F2", later("language"), "app.next_language"),
    KeyHint("^T", later("colours"), "app.next_theme"),
    KeyHint("^Q", later("quit"), "app.quit"),
)
RESCUE_KEY = KeyHint("F5", later("recover what is whole"), "screen.rescue")
HELP = (
    (
        "Enter",
        later(
            "unlock. With nothing typed: by the computer's keyring, if you let it keep the key "
            "(evenhand keyring)"
        ),
    ),
    (
        later("forgotten?"),
        later(
            "There is no way in without the passphrase. What headquarters holds is safe; ask your "
            "coordinator to enrol this laptop anew in another folder (--home)."
        ),
    ),
    (later("kept here"), KEPT_HERE),
    ("", KEPT_OUTSIDE),
    ("F2  ^T", later("language of the program; dark, light, high contrast")),
)


class SignInScreen(Page[None]):
    """Asks for the passphrase. Sends `Opened` with the open laptop."""

    CSS_PATH = "sign_in.tcss"
    HELP_ROWS = HELP
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "help", later("Help")),
        Binding("f5", "rescue", "", show=False),
    ]

    class Opened(Message):
        """The store is open."""

        def __init__(self, laptop: "Laptop") -> None:
            super().__init__()
            self.laptop = laptop

    def __init__(self, home: Home, clock: Clock, about: str = ABOUT) -> None:
        super().__init__()
        self._home = home
        self._clock = clock
        self._about = about
        self._vault = Vault(home, clock=clock)
        self._damaged: StoreKey | None = None

    def compose(self) -> ComposeResult:
        """Lay out one field."""
        yield TitleBar(TITLE)
        with Vertical(classes="panel"):
            yield Words(self._about, classes="about")
            yield Words(ASK, classes="label")
            yield Input(password=True, compact=True)
            yield Words(name="said")
        yield KeyLine(KEYS)

    def on_mount(self) -> None:
        """Place the cursor, or say how long it is to wait."""
        self.query_one(Input).cursor_blink = False
        self.query_one(Input).focus()
        self.wait_if_needed()
        self.set_interval(1, self.wait_if_needed, name="wait")

    def wait_if_needed(self) -> None:
        """Take no passphrase before the wait is over; count down for the eyes."""
        field = self.query_one(Input)
        seconds = self._vault.tries.seconds_to_wait()
        if seconds:
            field.disabled = True
            self._say(WAIT, time=in_words(seconds))
        elif field.disabled:
            field.disabled = False
            field.focus()
            self._say(NOW_AGAIN)

    @on(Input.Submitted)
    def action_unlock(self) -> None:
        """Try what was typed, off the screen's loop: it takes about a second by design."""
        typed = self.query_one(Input).value
        self.query_one(Input).clear()
        if typed:
            self._say(OPENING)
            self._open_with(lambda: self._vault.unlock(typed))
        else:
            self._open_with(self._remembered)

    def action_rescue(self) -> None:
        """Recover what is whole of the store that was found damaged."""
        if self._damaged is not None:
            self._say(RECOVERING)
            self._rescue(self._damaged)

    def _remembered(self) -> StoreKey:
        key = find_remembered(self._home, find_keyring())
        if key is None:
            raise NoKeyring(tr(NOTHING_TYPED))
        return key

    @work(exclusive=True)
    async def _open_with(self, find_key: Callable[[], StoreKey]) -> None:
        from client.laptop import unlocked  # noqa: PLC0415 - start-up time of this first screen

        key = None
        try:
            key = await asyncio.to_thread(find_key)
            laptop = unlocked(self._home, key, self._clock)
        except StoreDamaged as problem:
            self._damaged = key
            self.query_one(KeyLine).show((RESCUE_KEY, *KEYS))
            self._say("! %(detail)s", detail=problem.detail)
        except NoKeyring:
            self._say("! %(detail)s", detail=tr(NOTHING_TYPED))
        except TooManyTries:
            self.wait_if_needed()
        except Problem as problem:
            self._say("! %(detail)s", detail=problem.detail)
            self.wait_if_needed()
        else:
            key.forget()
            self.post_message(self.Opened(laptop))

    @work(exclusive=True)
    async def _rescue(self, key: StoreKey) -> None:
        from client.rescue import rescue, what_was_rescued  # noqa: PLC0415 - start-up time

        try:
            rescued = await asyncio.to_thread(rescue, self._home, key, self._clock())
        except Problem as problem:
            self._say("! %(detail)s", detail=problem.detail)
        else:
            self._damaged = None
            self.query_one(KeyLine).show(KEYS)
            self._say("%(what)s %(next)s", what=what_was_rescued(rescued), next=tr(GO_ON))
            self.query_one(Input).focus()

    def _say(self, words: str, **values: str) -> None:
        self.query_one("#said", Words).say(words, **values)

    def reword(self) -> bool:
        """Say everything anew; what is typed stays."""
        return True
