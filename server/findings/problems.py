"""What can be wrong with a request for findings."""

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
