"""A table as it was sent: named columns, and rows by the number that a spreadsheet shows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from shared.problems import Problem


class UnreadableTable(Problem):
    """The file is not a table that can be read here."""

    status = 422
    code = "unreadable-table"
    title = "The table can't be read"


class HowToRead(NamedTuple):
    """What people said of a file; '' and 0 = find it out from the file."""

    encoding: str = ""
    """Of a CSV file that is neither UTF-8 nor UTF-16."""
    separator: str = ""
    """Between the cells of a CSV file: one character."""
    sheet: str = ""
    """Of a workbook."""
    header: int = 0
    """Number of the row with the columns' names; 0 = the first that is not blank."""
    merged: str = ""
    """What merged cells mean: `fill` = each cell has the value, `first` = only the first one."""


AS_FOUND = HowToRead()


class Row(NamedTuple):
    """One row: as many cells as the table has columns, white space trimmed."""

    number: int
    """As spreadsheet programs count, the header included."""
    cells: list[str]
    surplus: int
    """Filled cells that stand under no column name."""


@dataclass(frozen=True)
class Table:
    """A header and its rows, which can be gone through more than once."""

    name: str
    """The file's."""
    columns: tuple[str, ...]
    """In the file's order; '' = a column without a name, whose cells are not read."""
    rows: Iterable[Row]
    how: str
    """How the file was read, for people: encoding and separator, or sheet."""
    kind: str
    """csv, xlsx or geojson."""
    sheets: tuple[str, ...] = ()
    """All those of a workbook."""
    merged: tuple[str, ...] = ()
    """Ranges of merged cells below the header (`A2:A5`), where nobody said what they mean."""


def columns_of(header: Sequence[str], name: str, row: int) -> tuple[str, ...]:
    """Return the column names in `header`, which is row number `row` of the file `name`.

    Raises UnreadableTable where a name stands twice.
    """
    columns = [" ".join(cell.split()) for cell in header]
    while columns and not columns[-1]:
        columns.pop()
    places: dict[str, int] = {}
    for place, column in enumerate(columns, start=1):
        if column and column.casefold() in places:
            first = places[column.casefold()]
            raise UnreadableTable(
                f"{name}, row {row}: the column '{column}' stands twice (columns {first} and "
                f"{place}). Rename or delete one of the two."
            )
        places[column.casefold()] = place
    return tuple(columns)


def row_of(number: int, cells: list[str], columns: tuple[str, ...]) -> Row | None:
    """Return `cells` as the row of a table with `columns`; None for a blank one."""
    if not any(cells):
        return None
    width = len(columns)
    surplus = sum(1 for cell in cells[width:] if cell)
    if "" in columns:
        surplus += sum(
            1 for cell, column in zip(cells, columns, strict=False) if cell and not column
        )
    if len(cells) < width:
        cells.extend([""] * (width - len(cells)))
    return Row(number, cells[:width], surplus)
