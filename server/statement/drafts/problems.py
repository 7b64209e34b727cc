"""What can be wrong with a deed on a kept draft."""

from server.errors import NotFound
from shared.problems import Problem


class NoSuchDraft(NotFound):
    """The mission keeps no such draft."""

    code = "no-such-statement-draft"
    title = "There is no such draft"


class NoSuchSentence(NotFound):
    """A draft has no such sentence, section, comment or approval."""

    code = "no-such-sentence"
    title = "There is no such sentence"


class NoSuchStatement(NotFound):
    """There is no sealed statement of this id that the reader may see."""

    code = "no-such-statement"
    title = "There is no such statement"


class DraftExists(Problem):
    """The mission keeps a draft of this template and language already."""

    status = 409
    code = "statement-draft-exists"
    title = "There is such a draft already"


class DraftSealed(Problem):
    """A sealed statement does not change."""

    status = 409
    code = "statement-sealed"
    title = "The statement is sealed"


class SentenceChanged(Problem):
    """Somebody else changed a sentence in the meantime."""

    status = 409
    code = "sentence-changed"
    title = "Somebody else changed this meanwhile"


class DraftChanged(Problem):
    """The draft is not any more what the reader saw."""

    status = 409
    code = "statement-draft-changed"
    title = "The draft has changed meanwhile"


class StatementIncomplete(Problem):
    """A statement can't be signed off while something is missing."""

    status = 409
    code = "statement-incomplete"
    title = "The statement is not ready to be signed off"


class InvalidDeed(Problem):
    """What was asked of a draft can't be done as it was asked."""

    status = 422
    code = "invalid-statement-deed"
    title = "This can't be done like this"
