"""What can go wrong with a register of stations."""

from server.errors import NotFound


class NoSuchStation(NotFound):
    """No station of the register bears this code."""

    code = "no-such-station"
    title = "There is no such station"
