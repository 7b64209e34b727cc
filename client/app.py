"""The terminal program: opens screens and hands them what they need. Nobody imports it."""

import contextlib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import App
from textual.binding import Binding, BindingType
from textual.driver import Driver
from textual.events import Event, InputEvent

from client.alone import only_program
from client.config import Home, lock_after
from client.crash import write_crash_note
from client.language import LANGUAGES, later, speak, spoken, tr
from client.looks import Looks, find_looks, keep_looks, language_of_this_computer
from client.screens.idle import IdleWatch
from client.screens.lines import HttpLines, Lines
from client.screens.page import Page, reworded
from client.screens.sign_in import ABOUT, AFTER_REST, SignInScreen
from client.screens.terminal import (
    blanking,
    end_for_certain,
    has_terminal,
    on_signals_to_end,
)
from client.vault.key_file import MODERATE, Cost
from client.vault.vault import Vault
from client.widgets import themes
from client.widgets.plain import is_plain, lay_out_plainly
from shared.clock import Clock, system_clock
from shared.problems import Problem

if TYPE_CHECKING:  # start-up time: the first screen asks for a passphrase and needs no more
    from client.laptop import Laptop
    from client.screens.desk import Desk

CRASHED = later(
    "Evenhand stopped because of a mistake in the program. Everything that was answered is saved "
    "on this laptop. Start it again; if this happens twice, send %(note)s to headquarters: it says "
    "where in the program it happened, and nothing of what was typed."
)
NO_NOTE = later("a note of what you did")
CLOSED = later("Done. The page that was open is closed; everything on it is saved.")

_HANG_UP = 1
"""The number of SIGHUP, which not every system knows."""
_BETWEEN_LOOKS = 5
"""Seconds between two looks whether anybody is there."""


class EvenhandApp(App[None]):
    """The observer's program. One store is open at a time, between sign-in and lock."""

    TITLE = "Evenhand"
    CSS_PATH = "screens/app.tcss"
    ENABLE_COMMAND_PALETTE = False  # ours speaks the interface's language
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+l", "lock", later("Lock the laptop"), priority=True),
        Binding("ctrl+n", "incident", later("Report an incident"), priority=True),
        Binding("f9", "safety", later("Check in, or see the phones on duty"), priority=True),
        Binding("f2", "next_language", later("The program in its next language"), priority=True),
        Binding(
            "ctrl+t", "next_theme", later("Colours: dark, light, high contrast"), priority=True
        ),
        Binding("ctrl+p", "commands", later("All commands"), show=False, priority=True),
        Binding("ctrl+q", "quit", later("Leave the program"), priority=True),
    ]

    def __init__(
        self,
        home: Home,
        *,
        clock: Clock,
        lines: Lines | None = None,
        cost: Cost = MODERATE,
        idle: IdleWatch | None = None,
        looks: Looks | None = None,
    ) -> None:
        super().__init__()
        self._home = home
        self._clock = clock
        self._lines = lines or HttpLines()
        self._cost = cost
        self.idle = idle or IdleWatch(None, clock)
        self.desk: Desk | None = None
        """The open store, or None while it is locked."""
        held = find_looks(home)
        self._had_terminal = False
        self._is_known = held is not None or Vault(home).exists
        themes.dress(self)
        self._put_on(looks or held or Looks())

    # --- Opening and locking -------------------------------------------------------------

    def on_mount(self) -> None:
        """Ask who is there, and listen for the system's wish to end."""
        self._ask()
        self._had_terminal = has_terminal()
        self.set_interval(_BETWEEN_LOOKS, self.look_around, name="idle")
        on_signals_to_end(self._end)

    def _ask(self, about: str = ABOUT) -> None:
        if Vault(self._home).exists:
            self.push_screen(SignInScreen(self._home, self._clock, about))
        elif self._is_known:
            self._enrol(None)
        else:
            self._welcome()

    def _welcome(self) -> None:
        from client.screens.welcome import WelcomeScreen  # noqa: PLC0415 - start-up time

        def go_on(_: None) -> None:
            self._is_known = True
            self._keep_looks()
            self._enrol(None)

        self.push_screen(WelcomeScreen(), go_on)

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

    async def look_around(self) -> None:
        """End when the terminal has gone without a word; lock when nobody is there."""
        if self._had_terminal and not has_terminal():
            await self._end(_HANG_UP)
        else:
            await self.lock_if_idle()

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

    # --- From anywhere ---------------------------------------------------------------------

    async def action_incident(self) -> None:
        """Write down an incident, whatever else is open; one that was begun goes on."""
        from client.screens.incident import IncidentScreen  # noqa: PLC0415 - seldom

        if self.desk is None:
            return
        book = self.desk.laptop.incidents
        begun = next((each for each in book.list_drafts() if each.revision == 1), None)
        if isinstance(self.screen, IncidentScreen):
            if self.screen.is_untouched:
                return
            self.screen.keep()
            begun = None
            await self.pop_screen()
        draft = begun or book.begin(book.station_at_hand())
        self.push_screen(IncidentScreen(self.desk, draft))

    def action_safety(self) -> None:
        """Check in, or see whom to call, whatever else is open."""
        from client.screens.safety import SafetyScreen  # noqa: PLC0415 - seldom

        if self.desk is not None and not isinstance(self.screen, SafetyScreen):
            self.push_screen(SafetyScreen(self.desk))

    # --- Language and looks ----------------------------------------------------------------

    def _put_on(self, looks: Looks) -> None:
        self._looks = looks
        speak(looks.language)
        lay_out_plainly(plain=looks.plain)
        if looks.theme in themes.LOOKS:
            self.theme = looks.theme

    def _keep_looks(self) -> None:
        with contextlib.suppress(Problem):  # a look is not worth a trouble with the disk
            keep_looks(self._home, self._looks)

    async def _change(self, looks: Looks) -> None:
        self._put_on(looks)
        if self._is_known:
            self._keep_looks()
        if not await self._reword():
            self.notify(tr(CLOSED), markup=False)

    async def _reword(self) -> bool:
        """Say everything anew; return whether no screen had to be closed for it."""
        screens = self.screen_stack[1:]
        able = 0
        while able < len(screens) and reworded(screens[able]):
            able += 1
        for screen in screens[max(able, 1) :]:
            if isinstance(screen, Page):
                screen.keep()  # pyright: ignore[reportUnknownMemberType]
        while len(self.screen_stack) > max(able, 1) + 1:
            await self.pop_screen()
        return able >= len(screens)

    async def action_speak(self, code: str) -> None:
        """Speak another language from now on."""
        await self._change(replace(self._looks, language=code))

    async def action_next_language(self) -> None:
        """Speak the next of our languages."""
        codes = list(LANGUAGES)
        await self.action_speak(codes[(codes.index(spoken()) + 1) % len(codes)])

    async def action_wear(self, theme: str) -> None:
        """Put on one of our looks."""
        await self._change(replace(self._looks, theme=theme))

    async def action_next_theme(self) -> None:
        """Change to the next of the three looks."""
        self._put_on(replace(self._looks, theme=themes.following(self.theme)))
        if self._is_known:
            self._keep_looks()

    async def action_turn_plain(self) -> None:
        """Lay everything out for a screen reader, or for eyes again."""
        await self._change(replace(self._looks, plain=not is_plain()))

    def action_explain(self) -> None:
        """Show the help of this screen, with what the mission has sent for it."""
        from client.screens.help import HelpScreen  # noqa: PLC0415 - start-up time

        if isinstance(self.screen, Page):
            header = self.desk.find_header() if self.desk is not None else None
            rows = self.screen.HELP_ROWS  # pyright: ignore[reportUnknownMemberType]
            self.push_screen(HelpScreen(rows, header.mission if header else None))

    def action_commands(self) -> None:
        """List what can be done on this screen and everywhere."""
        from client.screens.commands import CommandsScreen, commands_of  # noqa: PLC0415 - seldom

        if not isinstance(self.screen, CommandsScreen):
            self.push_screen(CommandsScreen(commands_of(self.screen)), self._run_command)

    async def _run_command(self, action: str | None) -> None:
        if action:
            await self.run_action(action)

    # --- Accidents -------------------------------------------------------------------------

    def _fatal_error(self) -> None:
        """Say a sentence where Textual would print a traceback with everything on the screen."""
        error = self._exception
        note = write_crash_note(self._home, error, self._clock()) if error else None
        self.panic(tr(CRASHED) % {"note": note or tr(NO_NOTE)})


def run(home: Path, *, plain: bool = False) -> None:
    """Open the terminal program on the files in `home`; returns when it is left.

    `plain` lays it out for a screen reader, whatever was chosen before. Raises AlreadyOpen,
    BadSetting, or what the disk refuses.
    """
    files, idle = Home(home), IdleWatch(lock_after(), system_clock)
    with only_program(files):
        looks = find_looks(files) or Looks(language_of_this_computer())
        looks = replace(looks, plain=True) if plain else looks
        app = EvenhandApp(files, clock=system_clock, idle=idle, looks=looks)
        app.run()
    if app.return_code:
        raise SystemExit(app.return_code)
