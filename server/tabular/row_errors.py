"""What is wrong with the rows of a table, in words for whoever keeps it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from shared.problems import Problem

SHOWN_ERRORS = 20
LISTED_ERRORS = 1000
"""More are counted and not listed: nobody reads them, and the first ones tell the cause."""


@dataclass(frozen=True)
class RowError:
    """One cell, or one row, that keeps a table from being imported."""

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


@dataclass
class RowErrors:
    """All errors of a table, the first of them listed."""

    listed: list[RowError] = field(default_factory=list[RowError])
    total: int = 0
    most: int = LISTED_ERRORS
    """How many are listed."""

    def add(self, row: int, column: str, message: str, cure: str) -> None:
        """Note one more."""
        self.total += 1
        if len(self.listed) < self.most:
            self.listed.append(RowError(row, column, message, cure))

    def by_rows(self) -> list[RowError]:
        """Return those listed in the order of their rows, as whoever corrects them goes."""
        return sorted(self.listed, key=lambda each: each.row)


class RowsRefused(Problem):
    """Rows of a table are wrong. Nothing of it was imported."""

    status = 422
    code = "rows-refused"
    title = "The table has mistakes"

    def __init__(self, name: str, errors: Sequence[RowError], total: int) -> None:
        self.errors, self.total = tuple(errors), total
        count = "one mistake" if total == 1 else f"{total:,} mistakes"
        lines = [f"{name} has {count}. Nothing was imported."]
        lines += [f"  {error}" for error in errors[:SHOWN_ERRORS]]
        if total > SHOWN_ERRORS:
            lines.append(f"  … and {total - SHOWN_ERRORS:,} more.")
        listed = [error.as_json() for error in errors]
        super().__init__("\n".join(lines), errors=listed, errors_total=total)


SURPLUS = (
    "more cells are filled than there are column names",
    "Name the columns, or put text that holds the separator in quotation marks.",
)
"""What to say of a row with a surplus: message and cure."""
