"""The one line in which an observer says why a sealed report is corrected."""

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from client.language import later, tr
from client.widgets.line_edit import LineEdit
from shared.problems import Problem

ASK = later("Why is this report corrected? Headquarters sees both versions, and the reason.")
EXAMPLE = later("In one line, as: booths counted again")


class ReasonLine(Vertical):
    """Takes no room until it asks. All is called directly, so that keys take effect in order."""

    DEFAULT_CSS = """
    ReasonLine { height: auto; padding: 0 1; margin: 0 0 1 0; display: none; }
    ReasonLine Static { height: auto; }
    ReasonLine Static.refused { color: $warning; }
    """

    def __init__(self, after: Callable[[], None]) -> None:
        """Call `after` whenever the line has gone, answered or given up."""
        super().__init__()
        self._after = after
        self._answered: Callable[[str], None] | None = None
        self._edit: LineEdit | None = None

    def compose(self) -> ComposeResult:
        """Lay out the question; the input comes when it is asked."""
        yield Static(tr(ASK), markup=False)

    @property
    def is_open(self) -> bool:
        """Whether a reason is asked for just now."""
        return self._edit is not None

    def ask(self, answered: Callable[[str], None]) -> None:
        """Open the line. `answered` takes what was typed; where it raises a Problem, ask again."""
        self._answered = answered
        self._say(tr(ASK))
        self._edit = LineEdit("", close=self._take, give_up=self._close, placeholder=tr(EXAMPLE))
        self.mount(self._edit)
        self.display = True
        self._edit.focus()

    def take(self, key: str, character: str) -> bool:
        """Take a key that was typed before the line had the focus; return whether it did."""
        return self._edit is not None and self._edit.take(key, character)

    def _take(self, text: str, step: int) -> bool:
        """Hand over what was typed; leaving it any other way than forwards gives it up."""
        if step > 0 and self._answered is not None:
            try:
                self._answered(text)
            except Problem as problem:
                self._say(f"! {problem.detail}", refused=True)
                return False
        self._close()
        return True

    def _close(self) -> None:
        edit, self._edit = self._edit, None
        if edit is not None:
            self.display = False
            edit.remove()
            self._after()

    def _say(self, words: str, *, refused: bool = False) -> None:
        asked = self.query_one(Static)
        asked.update(words)
        asked.set_class(refused, "refused")
