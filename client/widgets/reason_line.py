"""The one line in which an observer says why a sealed report is corrected."""

from collections.abc import Callable

from client.language import later
from client.widgets.ask_line import AskLine

ASK = later("Why is this report corrected? Headquarters sees both versions, and the reason.")
EXAMPLE = later("In one line, as: booths counted again")


class ReasonLine(AskLine):
    """Asks for the reason of a correction."""

    def ask_why(self, answered: Callable[[str], None]) -> None:
        """Open the line. `answered` takes the reason; where it raises a Problem, ask again."""
        self.ask(ASK, answered, example=EXAMPLE)
