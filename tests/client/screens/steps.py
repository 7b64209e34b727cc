"""What a person does at the keyboard, and what they then see."""

from textual.pilot import Pilot
from textual.widgets import Input

from client.app import EvenhandApp
from client.checklist import Draft
from client.laptop import Laptop
from client.screens.checklist import ChecklistScreen
from client.widgets.question import QuestionView


class Program:
    """The running program. `laptop` is a second look at the same store: what the disk holds."""

    def __init__(self, app: EvenhandApp, pilot: Pilot[None], laptop: Laptop) -> None:
        self.app = app
        self.pilot = pilot
        self.laptop = laptop

    async def settle(self) -> None:
        """Wait until nothing runs any more."""
        await self.pilot.pause()
        await self.app.workers.wait_for_complete()  # pyright: ignore[reportUnknownMemberType]
        await self.pilot.pause()

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.settle()

    async def type(self, text: str) -> None:
        await self.pilot.press(*keys_of(text))
        await self.pilot.pause()

    async def sign_in(self, passphrase: str) -> None:
        self.app.screen.query_one(Input).value = passphrase
        await self.press("enter")

    async def open_checklist(self) -> ChecklistScreen:
        """Open the first planned station's first checklist."""
        await self.press("enter")
        await self.press("enter")
        return self.checklist

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


def in_one_line(text: str) -> str:
    """Return `text` without its line breaks, for sentences that are wrapped."""
    return " ".join(text.split())


def keys_of(text: str) -> list[str]:
    """Return the keys that type `text`."""
    return ["space" if each == " " else each for each in text]
