"""What can go wrong with a register of stations."""

from server.errors import NotFound
from server.tabular.row_errors import RowsRefused
from shared.problems import Problem


class RegisterRefused(RowsRefused):
    """Rows of the register are wrong. Nothing of it was imported."""

    code = "register-refused"
    title = "The register has mistakes"


class WrongColumns(Problem):
    """The register's header does not have what is needed, or `--map` names what is not there."""

    status = 422
    code = "wrong-columns"
    title = "The register's columns are not understood"


class NoSuchStation(NotFound):
    """No station of the register bears this code."""

    code = "no-such-station"
    title = "There is no such station"
