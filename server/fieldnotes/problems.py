"""What can be wrong with what somebody wants to do to a note."""

from collections.abc import Sequence
from typing import NamedTuple

from server.errors import NotFound
from shared.problems import Problem


class NoSuchNote(NotFound):
    """The mission has no such note of its long-term observers."""

    code = "no-such-fieldnote"
    title = "There is no such note"


class NoteFault(NamedTuple):
    """One mistake in what makes a note."""

    field: str
    """Its name; '' = the note as a whole."""
    label: str
    """What a form calls it."""
    message: str
    """A clause without its full stop."""
    cure: str

    def __str__(self) -> str:
        place = f"{self.label}: " if self.label else ""
        return f"{place}{self.message}. {self.cure}".strip()


class NoteUnsound(Problem):
    """What was typed makes no note. Nothing was kept."""

    status = 422
    code = "fieldnote-refused"
    title = "The note can't be kept like this"

    def __init__(self, faults: Sequence[str | NoteFault]) -> None:
        told = [str(each) for each in faults]
        super().__init__("\n".join(["Nothing was kept.", *told]), faults=told)
        self.faults = tuple(told)
        self.of_fields = tuple(each for each in faults if isinstance(each, NoteFault))


class NoteChanged(Problem):
    """Somebody else changed the note since it was opened. Nothing was kept."""

    status = 409
    code = "fieldnote-changed"
    title = "Somebody else changed this note meanwhile"
