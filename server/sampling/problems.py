"""What can be wrong with a sample."""

from shared.problems import Problem


class ImpossibleSample(Problem):
    """The sample can't be drawn as it was asked for."""

    status = 422
    code = "impossible-sample"
    title = "This sample can't be drawn"
