"""One line that asks for something in its place on the screen, and takes no room until then."""

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from client.language import tr
from client.widgets.line_edit import LineEdit
from shared.problems import Problem


class AskLine(Vertical):
    """Asks in one line. All is called directly, so that keys take effect in order."""

    DEFAULT_CSS = """
    AskLine { height: auto; padding: 0 1; margin: 0 0 1 0; display: none; }
    AskLine Static { height: auto; }
    AskLine Static.refused { color: $warning; }
    """

    def __init__(self, after: Callable[[], None]) -> None:
        """Call `after` whenever the line has gone, answered or given up."""
        super().__init__()
        self._after = after
        self._answered: Callable[[str], None] | None = None
        self._edit: LineEdit | None = None

    def compose(self) -> ComposeResult:
        """Lay out the question; the input comes when it is asked."""
        yield Static(markup=False)

    @property
    def is_open(self) -> bool:
        """Whether something is asked for just now."""
        return self._edit is not None

    def ask(
        self,
        question: str,
        answered: Callable[[str], None],
        *,
        value: str = "",
        example: str = "",
        restrict: str | None = None,
    ) -> None:
        """Open the line. `answered` takes what was typed; where it raises a Problem, ask again.

        Question and example are translated here.
        """
        self.close()
        self._answered = answered
        self._say(tr(question))
        self._edit = LineEdit(
            value,
            close=self._take,
            give_up=self.close,
            placeholder=tr(example),
            restrict=restrict,
        )
        self.mount(self._edit)
        self.display = True
        self._edit.focus()

    def take(self, key: str, character: str) -> bool:
        """Take a key that was typed before the line had the focus; return whether it did."""
        return self._edit is not None and self._edit.take(key, character)

    def close(self) -> None:
        """Take the line away, answered or not."""
        edit, self._edit = self._edit, None
        if edit is not None:
            self.display = False
            edit.remove()
            self._after()

    def _take(self, text: str, step: int) -> bool:
        """Hand over what was typed; leaving it any other way than forwards gives it up."""
        if step > 0 and self._answered is not None:
            try:
                self._answered(text)
            except Problem as problem:
                self._say(f"! {problem.detail}", refused=True)
                return False
        self.close()
        return True

    def _say(self, words: str, *, refused: bool = False) -> None:
        asked = self.query_one(Static)
        asked.update(Content(words))
        asked.set_class(refused, "refused")
