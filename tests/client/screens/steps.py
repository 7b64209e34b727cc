"""What a person does at the keyboard, and what they then see."""

import unicodedata
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from textual import events
from textual.keys import REPLACED_KEYS, _character_to_key, _get_unicode_name_from_key
from textual.message import Message
from textual.pilot import Pilot
from textual.widgets import Input

from client.app import EvenhandApp
from client.checklist import Draft
from client.laptop import Laptop
from client.screens.checklist import ChecklistScreen
from client.screens.today import TodayScreen
from client.widgets.question import QuestionView

SMALL = (80, 24)
_QUIET_ROUNDS = 2
"""A round may end with a layout whose messages only the next round sees."""


class Program:
    """The running program. `laptop` is a second look at the same store: what the disk holds."""

    def __init__(self, app: EvenhandApp, laptop: Laptop) -> None:
        self.app = app
        self.pilot = Pilot(app)
        self.laptop = laptop
        self._messages = 0

    def heard(self, _: Message) -> None:
        """Count a message that a part of the program has taken up."""
        self._messages += 1

    # --- Waiting -----------------------------------------------------------------------

    async def still(self) -> None:
        """Wait until no part of the screen has anything left to do; workers may go on.

        Textual's own wait for an idle process looks at the clock, 40 ms and more for each key.
        This one counts: `pause(0)` sends a message through every part of the screen and paints.
        If nothing but these went round, twice, then nothing is under way. App and screen may have
        their turn later: what waits for them counts, too.
        """
        quiet = 0
        while quiet < _QUIET_ROUNDS and self.app.is_running:
            before = self._messages
            ours = 1 + len(self.app.screen.walk_children(with_self=True))
            await self.pilot.pause(0)
            waiting = self.app.message_queue_size + self.app.screen.message_queue_size
            quiet = quiet + 1 if self._messages - before <= ours and not waiting else 0

    async def settle(self) -> None:
        """Wait until nothing runs any more, workers included."""
        await self.still()
        await self._workers_done()

    async def _workers_done(self) -> None:
        while running := [each for each in self.app.workers if not each.is_finished]:
            await self.app.workers.wait_for_complete(running)  # pyright: ignore[reportUnknownMemberType]
            await self.still()

    # --- Doing -------------------------------------------------------------------------

    async def strike(self, *keys: str) -> None:
        """Press keys, each after the effects of the one before; workers may go on."""
        for key in keys:
            self.app.post_message(_pressed(key))
            await self.still()

    async def press(self, *keys: str) -> None:
        await self.strike(*keys)
        await self._workers_done()

    async def type(self, text: str) -> None:
        await self.strike(*("space" if each == " " else each for each in text))

    async def sign_in(self, passphrase: str) -> None:
        self.app.screen.query_one(Input).value = passphrase
        await self.press("enter")

    async def open_checklist(self) -> ChecklistScreen:
        """Open the first planned station's first checklist."""
        await self.press("enter")
        await self.press("enter")
        return self.checklist

    async def go_home(self) -> None:
        """Go back, screen by screen, to the one of today."""
        while not isinstance(self.app.screen, TodayScreen):
            await self.press("escape")

    # --- Looking -----------------------------------------------------------------------

    @property
    def checklist(self) -> ChecklistScreen:
        assert isinstance(self.app.screen, ChecklistScreen)
        return self.app.screen

    @property
    def current(self) -> QuestionView:
        current = self.checklist.current
        assert current is not None
        return current

    def draft(self) -> Draft:
        """Return the only draft, as the disk has it."""
        (draft,) = self.laptop.drafts.list_drafts()
        return draft

    def text(self) -> str:
        """Return what stands on the screen."""
        strips = self.app.screen._compositor.render_strips()
        return "\n".join(strip.text.rstrip() for strip in strips)


@asynccontextmanager
async def running(
    app: EvenhandApp, laptop: Laptop, size: tuple[int, int] = SMALL
) -> AsyncGenerator[Program]:
    """Start `app` in a terminal of `size`, and wait for its first screen."""
    program = Program(app, laptop)
    async with app.run_test(size=size, message_hook=program.heard):
        await program.settle()
        yield program


def in_one_line(text: str) -> str:
    """Return `text` without its line breaks, for sentences that are wrapped."""
    return " ".join(text.split())


def _pressed(key: str) -> events.Key:
    """Return what the terminal sends for a key's name or a character."""
    name = _character_to_key(key) if len(key) == 1 and not key.isalnum() else key
    try:
        character = unicodedata.lookup(_get_unicode_name_from_key(REPLACED_KEYS.get(name, name)))
    except KeyError:
        character = name if len(name) == 1 else None
    return events.Key(name, character)
