"""What can be wrong with what somebody wants to do to a note."""

from collections.abc import Sequence

from server.errors import NotFound
from shared.problems import Problem


class NoSuchNote(NotFound):
    """The mission has no such note of its long-term observers."""

    code = "no-such-fieldnote"
    title = "There is no such note"


class NoteUnsound(Problem):
    """What was typed makes no note. Nothing was kept."""

    status = 422
    code = "fieldnote-refused"
    title = "The note can't be kept like this"

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(["Nothing was kept.", *faults]), faults=list(faults))
        self.faults = tuple(faults)


class NoteChanged(Problem):
    """Somebody else changed the note since it was opened. Nothing was kept."""

    status = 409
    code = "fieldnote-changed"
    title = "Somebody else changed this note meanwhile"
