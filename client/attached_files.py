"""The files of drafts and reports, as what reads them sees them."""

from dataclasses import dataclass
from typing import ClassVar

from client.language import later
from shared.forms.model import Form, Media, Shape
from shared.forms.paths import name_in
from shared.problems import Problem

ANSWER_PREFIX = "sha256:"
"""What the answer to a question for a file begins with; its hash follows."""


class FileNotTaken(Problem):
    """The file can't be attached. Says why."""

    status: ClassVar[int] = 422
    code: ClassVar[str] = "file-not-taken"
    title: ClassVar[str] = later("The file can't be attached")


@dataclass(frozen=True)
class TakenFile:
    """A file that is whole in the store."""

    sha256: str
    name: str
    """As it was called on the disk, without its folder."""

    @property
    def answer(self) -> str:
        """The answer to a question that asks for a file."""
        return ANSWER_PREFIX + self.sha256


@dataclass(frozen=True)
class AttachedFile:
    """A file of a draft or of a sealed report."""

    question: str
    """The path of the question; '' = the report as a whole."""
    sha256: str
    name: str
    size: int
    media_type: str
    is_held: bool
    """Headquarters has it whole, by a verified receipt."""
    refusal: str
    """Why headquarters will not take it; '' = it does."""


@dataclass(frozen=True)
class WaitingFile:
    """A file to be uploaded, and the entry that announced it."""

    sha256: str
    size: int
    entry: int


@dataclass(frozen=True)
class SealedFile:
    """A file of a sealed report that is here whole."""

    sha256: str
    size: int


@dataclass(frozen=True)
class AttachmentStanding:
    """How many files of sealed reports there are, by hash, and where."""

    made: int
    held: int
    refused: int

    @property
    def waiting(self) -> int:
        """Files that only this laptop has, and that headquarters would take."""
        return self.made - self.held - self.refused


def asks_for_file(form: Form, question: str) -> bool:
    """Tell whether the question of this path is answered by a file."""
    return isinstance(form.question(name_in(question)), Media | Shape)
