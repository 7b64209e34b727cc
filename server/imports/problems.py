"""What can go wrong with an import."""

from server.errors import NotFound
from shared.problems import Problem


class WrongColumns(Problem):
    """The file's columns lack what is needed, or are said to be what there is not."""

    status = 422
    code = "wrong-columns"
    title = "The file's columns are not understood"


class Unanswered(Problem):
    """The file can be understood in several ways, and nobody has said which is meant."""

    status = 422
    code = "import-unanswered"
    title = "Something about the file has to be said first"


class ChangedSince(Problem):
    """Importing would now do something else than what was shown."""

    status = 409
    code = "import-changed"
    title = "Something changed since this was shown"


class AlreadySettled(Problem):
    """The file was imported, or set aside, before."""

    status = 409
    code = "import-settled"
    title = "This import is over"


class FileTooLarge(Problem):
    """The file is larger than any register."""

    status = 413
    code = "import-too-large"
    title = "The file is too large"


class NoSuchSource(NotFound):
    """No kept file of the mission has this number."""

    code = "no-such-source"
    title = "There is no such file"


class SourceErased(Problem):
    """The file's bytes were erased; its hash and what became of it are still there."""

    status = 410
    code = "source-erased"
    title = "The file was erased"
