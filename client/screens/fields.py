"""A page of a few lines to fill in: what several small questions have in common."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ScreenResultType
from textual.widgets import Input, Static

from client.language import later, tr
from client.screens.desk import Desk
from client.screens.page import Page
from client.widgets.bars import KeyHint, KeyLine, TitleBar
from client.widgets.words import Words
from shared.problems import Problem

KEYS = (
    KeyHint("Enter", later("next line")),
    KeyHint("^F", later("done"), "screen.finish"),
    KeyHint("Esc", later("back"), "screen.back"),
    KeyHint("F1", later("help"), "screen.help"),
)


@dataclass(frozen=True)
class Field:
    """One line to fill in. Texts are those of the catalogues."""

    name: str
    label: str
    example: str = ""
    value: str = ""
    restrict: str | None = None
    most: int = 200
    """Letters that fit."""


class FieldsPage(Page[ScreenResultType]):
    """Asks for a few lines; Enter goes from one to the next, and from the last one on."""

    CSS_PATH = "fields.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+f", "finish", later("Done"), priority=True),
        Binding("up", "move(-1)", show=False, priority=True),
        Binding("down", "move(1)", show=False, priority=True),
        Binding("f1", "help", later("Help")),
        Binding("escape", "back", later("Back"), priority=True),
    ]

    def __init__(self, desk: Desk, title: str, about: str, fields: Sequence[Field]) -> None:
        """`title` is shown as it is; `about` is a text of the catalogues."""
        super().__init__()
        self._desk = desk
        self._title = title
        self._about = about
        self._fields = fields

    def compose(self) -> ComposeResult:
        """Lay out the lines."""
        yield TitleBar(time=self._desk.now)
        with VerticalScroll(can_focus=False):
            yield Words(self._about, classes="about")
            for each in self._fields:
                yield Words(each.label, classes="label")
                yield Input(
                    each.value,
                    id=each.name,
                    placeholder=tr(each.example),
                    restrict=each.restrict,
                    max_length=each.most,
                    compact=True,
                    select_on_focus=False,
                )
            yield Static(id="trouble")
        yield KeyLine(KEYS)

    def on_mount(self) -> None:
        """Begin with the first line."""
        self.query_one(TitleBar).show(
            title=self._title, right=self._desk.badge(), mark=self._desk.mark()
        )
        for each in self.query(Input):
            each.cursor_blink = False
        self.query(Input).first().focus()

    @abstractmethod
    def take(self, values: Mapping[str, str]) -> None:
        """Do what was filled in, and dismiss; a Problem is shown, and the page stays."""

    @on(Input.Submitted)
    def go_on(self, event: Input.Submitted) -> None:
        """Go to the next line; from the last one, on."""
        if event.input is self.query(Input).last():
            self.action_finish()
        else:
            self.focus_next(Input)

    def action_finish(self) -> None:
        """Take what was filled in."""
        values = {each.id or "": each.value.strip() for each in self.query(Input)}
        try:
            self.take(values)
        except Problem as problem:
            words = Content.assemble(("! ", "$warning bold"), problem.detail)
            self.query_one("#trouble", Static).update(words)

    def action_move(self, step: int) -> None:
        """Go to the line above or below."""
        if step > 0:
            self.focus_next(Input)
        else:
            self.focus_previous(Input)

    def action_back(self) -> None:
        """Go back without anything."""
        self.dismiss(None)
