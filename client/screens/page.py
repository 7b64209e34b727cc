"""What all screens of ours have in common: they open others, and they can explain their keys."""

from collections.abc import Awaitable, Callable, Sequence
from typing import ClassVar, TypeVar, cast

from textual.app import App
from textual.screen import Screen, ScreenResultType

from client.widgets.bars import KeyLine, SectionBar, TitleBar
from client.widgets.words import Words

Result = TypeVar("Result")


class Page(Screen[ScreenResultType]):
    """A screen with a help of its own."""

    HELP_ROWS: ClassVar[Sequence[tuple[str, str]]] = ()
    """Key and meaning, a row each."""

    @property
    def program(self) -> App[None]:
        """The app that the screen is in."""
        return cast("App[None]", self.app)  # pyright: ignore[reportUnknownMemberType]

    def open(
        self,
        screen: Screen[Result],
        then: Callable[[Result | None], None]
        | Callable[[Result | None], Awaitable[None]]
        | None = None,
    ) -> None:
        """Put `screen` on top; `then` is called with its result when it is left."""
        self.program.push_screen(screen, then)

    def keep(self) -> None:
        """Keep what is being typed, before the program closes the store."""

    def reword(self) -> bool:
        """Say everything anew in the language chosen just now.

        False where a screen can't: then it is kept and closed. Bars and `Words` need no telling.
        """
        return False

    async def action_help(self) -> None:
        """Explain keys and words; the program knows what the mission says besides."""
        await self.program.run_action("app.explain")


def reworded(screen: Screen[object]) -> bool:
    """Say everything on `screen` in the language chosen just now; False where it can't."""
    if not (isinstance(screen, Page) and screen.reword()):  # pyright: ignore[reportUnknownMemberType]
        return False
    for words in screen.query(Words):
        words.reword()
    for kind in (TitleBar, SectionBar, KeyLine):
        screen.query(kind).refresh()
    return True
