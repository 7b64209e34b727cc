"""Pages of an open store: they show anew whatever may have changed beneath them."""

from textual.screen import ScreenResultType

from client.screens.desk import Desk
from client.screens.page import Page
from client.widgets.bars import TitleBar


class DeskPage(Page[ScreenResultType]):
    """A page that shows what the store holds, and keeps up with the courier.

    A subclass fills itself in `show_anew`, and places its cursor in `begin`.
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk

    def show_anew(self) -> None:
        """Show everything as it is now; called whenever it may have changed."""
        raise NotImplementedError

    def begin(self) -> None:
        """Place the cursor; called once, when everything is shown."""

    def hear(self) -> None:
        """Show what the courier has changed; where not said otherwise, everything."""
        self.show_anew()

    def show_bar(self, title: str = "") -> None:
        """Show `title` ('' = the one there is) and how it stands with sync in the title bar."""
        right, mark = self._desk.badge(), self._desk.mark()
        self.query_one(TitleBar).show(title=title or None, right=right, mark=mark)

    def on_mount(self) -> None:
        """Listen to the courier, and show everything."""
        self._desk.courier.changed.subscribe(self, lambda _: self.hear())
        self.show_anew()
        self.begin()

    def on_resize(self) -> None:
        """Wrap anew."""
        self.show_anew()

    def on_screen_resume(self) -> None:
        """Show what changed meanwhile."""
        self.show_anew()

    def reword(self) -> bool:
        """Say everything anew."""
        self.show_anew()
        return True

    def action_sync(self) -> None:
        """Try to sync now."""
        self._desk.courier.send()

    def action_back(self) -> None:
        """Go back."""
        self.dismiss()
