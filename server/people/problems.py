"""What may go wrong with observers and with the store of their names."""

from server.errors import NotFound
from shared.problems import Problem


class NoSuchObserver(NotFound):
    """No observer of the mission bears this code."""

    code = "no-such-observer"
    title = "There is no such observer"


class ObserverRefused(Problem):
    """What was typed about an observer does not fit. Nothing was changed."""

    status = 422
    code = "observer-refused"
    title = "This can't be saved as it stands"


class NamesLocked(Problem):
    """The store of names is there, and the key to it is not, or is another one's."""

    status = 503
    code = "names-locked"
    title = "The names can't be opened"


class NamesDamaged(Problem):
    """A record of the store of names was changed or moved by somebody."""

    status = 500
    code = "names-damaged"
    title = "A record of names is damaged"


class KeyNotOurs(Problem):
    """There is no key to the names here that could be changed."""

    status = 409
    code = "key-not-ours"
    title = "The key can't be changed here"
