"""What can be wrong with what somebody wants to do about an incident."""

from server.errors import NotFound
from shared.problems import Problem


class NoSuchIncident(NotFound):
    """The mission has no such incident."""

    code = "no-such-incident"
    title = "There is no such incident"


class NotDone(Problem):
    """What somebody wants to do about an incident can't be done like this."""

    status = 422
    code = "incident-deed-refused"
    title = "This can't be done about the incident"
