"""What can be wrong with a request for findings."""

from datetime import datetime

from shared.problems import Problem


class UnknownQuestion(Problem):
    """No version of the form asks this."""

    status = 404
    code = "unknown-question"
    title = "The form has no such question"


class UnknownAttribute(Problem):
    """Findings can't be broken down by this."""

    status = 422
    code = "unknown-attribute"
    title = "Findings can't be broken down by this"


class NotAsOfThen(Problem):
    """What checks ask was wanted as of a moment."""

    status = 422
    code = "not-as-of-then"
    title = "This is known only as it is now"


def require_known(as_of: datetime | None, *, verified: bool) -> None:
    """Raise NotAsOfThen where only verified reports are wanted, as of a moment."""
    if verified and as_of is not None:
        raise NotAsOfThen(
            "What checks ask about reports is known as it is now, not as it was at a moment. Leave "
            "the moment out, or look at all reports that counted then."
        )
