"""What can be wrong with a register of stations, in words for whoever keeps it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from server.errors import NotFound
from shared.problems import Problem

SHOWN_ERRORS = 20
LISTED_ERRORS = 1000
"""More are counted and not listed: nobody reads them, and the first ones tell the cause."""


@dataclass(frozen=True)
class RowError:
    """One cell that keeps a register from being imported."""

    row: int
    """As spreadsheet programs count, the header included."""
    column: str
    """Its name in the file; '' = the row as a whole."""
    message: str
    cure: str

    def __str__(self) -> str:
        place = f"Row {self.row}, column '{self.column}'" if self.column else f"Row {self.row}"
        return f"{place}: {self.message}. {self.cure}"

    def as_json(self) -> dict[str, Any]:
        """Return the error for programs."""
        return asdict(self)


class RegisterRefused(Problem):
    """Rows of the register are wrong. Nothing of it was imported."""

    status = 422
    code = "register-refused"
    title = "The register has mistakes"

    def __init__(self, name: str, errors: Sequence[RowError], total: int) -> None:
        self.errors, self.total = tuple(errors), total
        count = "one mistake" if total == 1 else f"{total:,} mistakes"
        lines = [f"{name} has {count}. Nothing was imported."]
        lines += [f"  {error}" for error in errors[:SHOWN_ERRORS]]
        if total > SHOWN_ERRORS:
            lines.append(f"  … and {total - SHOWN_ERRORS:,} more.")
        super().__init__(
            "\n".join(lines), errors=[error.as_json() for error in errors], errors_total=total
        )


class WrongColumns(Problem):
    """The register's header does not have what is needed, or `--map` names what is not there."""

    status = 422
    code = "wrong-columns"
    title = "The register's columns are not understood"


class NoSuchStation(NotFound):
    """No station of the register bears this code."""

    code = "no-such-station"
    title = "There is no such station"
