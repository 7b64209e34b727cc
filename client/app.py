"""The terminal program: opens screens and hands them what they need. Nobody imports it."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.driver import Driver
from textual.events import Event, InputEvent
from textual.screen import Screen

from client.alone import only_program
from client.config import Home, lock_after
from client.crash import write_crash_note
from client.screens.idle import IdleWatch
from client.screens.lines import HttpLines, Lines
from client.screens.page import Page
from client.screens.sign_in import ABOUT, AFTER_REST, SignInScreen
from client.screens.terminal import blanking, end_for_certain, on_signals_to_end
from client.vault.key_file import MODERATE, Cost
from client.vault.vault import Vault
from client.widgets import themes
from shared.clock import Clock, system_clock

if TYPE_CHECKING:  # start-up time: the first screen asks for a passphrase and needs no more
    from client.laptop import Laptop
    from client.screens.desk import Desk

CRASHED = (
    "Evenhand stopped because of a mistake in the program. Everything that was answered is saved "
    "on this laptop. Start it again; if this happens twice, send {note} to headquarters: it says "
    "where in the program it happened, and nothing of what was typed."
)


_BETWEEN_LOOKS = 5
"""Seconds between two looks whether anybody is there."""


class EvenhandApp(App[None]):
    """The observer's program. One store is open at a time, between sign-in and lock."""

    TITLE = "Evenhand"
    CSS_PATH = "screens/app.tcss"
    ENABLE_COMMAND_PALETTE = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+l", "lock", "Lock", priority=True),
        Binding("ctrl+t", "next_theme", "Theme", priority=True),
        Binding("ctrl+q", "quit", "Quit", priority=True),
    ]

    def __init__(
        self,
        home: Home,
        *,
        clock: Clock,
        lines: Lines | None = None,
        cost: Cost = MODERATE,
        idle: IdleWatch | None = None,
    ) -> None:
        super().__init__()
        self._home = home
        self._clock = clock
        self._lines = lines or HttpLines()
        self._cost = cost
        self.idle = idle or IdleWatch(None, clock)
        self.desk: Desk | None = None
        """The open store, or None while it is locked."""
        themes.dress(self)

    # --- Opening and locking -------------------------------------------------------------

    def on_mount(self) -> None:
        """Ask who is there, and listen for the system's wish to end."""
        self._ask()
        self.set_interval(_BETWEEN_LOOKS, self.lock_if_idle, name="idle")
        on_signals_to_end(self._end)

    def _ask(self, about: str = ABOUT) -> None:
        if Vault(self._home).exists:
            self.push_screen(SignInScreen(self._home, self._clock, about))
        else:
            self._enrol(None)

    @on(SignInScreen.Opened)
    async def open_store(self, event: SignInScreen.Opened) -> None:
        """Go on behind the sign-in; a laptop that was never enrolled is enrolled now."""
        await self.pop_screen()
        if event.laptop.find_identity() is None:
            self._enrol(event.laptop)
        else:
            self._enter(event.laptop)

    def _enrol(self, laptop: "Laptop | None") -> None:
        from client.screens.enrol import EnrolScreen  # noqa: PLC0415 - start-up time

        screen = EnrolScreen(
            self._lines, laptop=laptop, home=self._home, clock=self._clock, cost=self._cost
        )
        screen.owns_store = True
        self.push_screen(screen, self._enter)

    def _enter(self, laptop: "Laptop | None") -> None:
        from client.screens.courier import Courier  # noqa: PLC0415 - start-up time
        from client.screens.desk import Desk  # noqa: PLC0415 - start-up time
        from client.screens.today import TodayScreen  # noqa: PLC0415 - start-up time

        if laptop is not None:
            self.desk = Desk(laptop, Courier(self, laptop, self._lines))
            self.push_screen(TodayScreen(self.desk))
            self.desk.courier.send()

    async def action_lock(self) -> None:
        """Close the store and go back to sign-in. What is being typed is kept first."""
        if Vault(self._home).exists:
            await self._close()
            self._ask()

    async def lock_if_idle(self) -> None:
        """Lock when nobody has touched the keyboard for long enough."""
        is_open = not isinstance(self.screen, SignInScreen)
        if self.idle.is_over and is_open and Vault(self._home).exists:
            await self._close()
            self._ask(AFTER_REST)

    async def on_event(self, event: Event) -> None:
        """Note that somebody is there."""
        if isinstance(event, InputEvent):
            self.idle.touch()
        await super().on_event(event)

    async def _end(self, signal_number: int) -> None:
        """Leave as by the key; the exit code tells that it was the system's wish."""
        end_for_certain(128 + signal_number)
        await self._close()
        self.exit(return_code=128 + signal_number)

    def get_driver_class(self) -> type[Driver]:
        """Return the terminal's driver, one that leaves an empty screen behind."""
        return blanking(super().get_driver_class())

    async def action_quit(self) -> None:
        """Leave the program, with everything kept."""
        await self._close()
        self.exit()

    async def _close(self) -> None:
        for screen in self.screen_stack:
            if isinstance(screen, Page):
                screen.keep()  # pyright: ignore[reportUnknownMemberType]
        while len(self.screen_stack) > 1:
            await self.pop_screen()
        if self.desk is not None:
            self.desk.courier.stop()
            self.desk.laptop.close()
            self.desk = None

    # --- Looks and accidents ---------------------------------------------------------------

    def action_next_theme(self) -> None:
        """Change to the next of the three looks."""
        self.theme = themes.following(self.theme)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Yield what the command palette offers."""
        del screen
        yield SystemCommand("Dark", "Quiet colours on dark", lambda: self._wear(themes.DARK))
        yield SystemCommand("Light", "For daylight", lambda: self._wear(themes.LIGHT))
        yield SystemCommand(
            "High contrast", "White and yellow on black", lambda: self._wear(themes.CONTRAST)
        )
        yield SystemCommand("Lock", "Close the store, back to sign-in", self.action_lock)
        yield SystemCommand("Quit", "Leave the program", self.action_quit)

    def _wear(self, theme: str) -> None:
        self.theme = theme

    def _fatal_error(self) -> None:
        """Say a sentence where Textual would print a traceback with everything on the screen."""
        error = self._exception
        note = write_crash_note(self._home, error, self._clock()) if error else None
        self.panic(CRASHED.format(note=note or "a note of what you did"))


def run(home: Path) -> None:
    """Open the terminal program on the files in `home`; returns when it is left.

    Raises AlreadyOpen, BadSetting, or what the disk refuses.
    """
    files, idle = Home(home), IdleWatch(lock_after(), system_clock)
    with only_program(files):
        app = EvenhandApp(files, clock=system_clock, idle=idle)
        app.run()
    if app.return_code:
        raise SystemExit(app.return_code)
