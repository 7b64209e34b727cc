"""From the rows of a table to rows of values, or to the list of what is wrong with them. Pure."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from server.imports import days
from server.imports.cells import Wrong
from server.imports.columns import Columns
from server.imports.importer import Field, TakenRow
from server.tabular.row_errors import SURPLUS, RowErrors
from server.tabular.table import Row, Table

_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_GUARD = "'"
_GUARDED = ("'+", "'-", "'@", "'=")
"""How a text begins that a CSV file keeps from becoming a formula (`tabular.csv_writing`)."""
LEVELS = " / "
"""What joins the levels of a path."""


class _Column(NamedTuple):
    field: str
    at: tuple[int, ...]
    """Where its cells are; more than one for levels."""
    read: Callable[[str], object]


def taken(
    table: Table, fields: Sequence[Field], columns: Columns, order: str, errors: RowErrors
) -> Iterator[TakenRow]:
    """Yield the rows of `table`, without the values of wrong cells; note what is wrong with them.

    `order` is that of days, one of `days.ORDERS`; '' = they are in doubt nowhere.
    """
    read = list(_columns(fields, columns, order))
    places = columns.fields
    exact = {places[each.name] for each in fields if each.exact and each.name in places}
    for row in table.rows:
        if table.kind == "csv" and _GUARD in "".join(row.cells):
            _unguard(row)
        if row.surplus or _UNSEEN.search("".join(row.cells)):
            _check_cells(row, columns, exact, errors)
        values = _values(row, read, columns, errors)
        cells = row.cells
        rest = {name: cell for name, at in columns.rest.items() if (cell := cells[at])}
        yield TakenRow(row.number, values, rest)


def _unguard(row: Row) -> None:
    """Take off the apostrophe before what a spreadsheet would have taken for a formula."""
    for at, cell in enumerate(row.cells):
        if cell.startswith(_GUARDED):
            row.cells[at] = cell[1:]


def days_in_doubt(table: Table, fields: Sequence[Field], columns: Columns) -> list[str]:
    """Return a few cells whose day depends on an order that somebody has to say."""
    places = columns.fields
    at = [places[each.name] for each in fields if each.is_day and each.name in places]
    return days.in_doubt(row.cells[place] for row in table.rows for place in at) if at else []


def _columns(fields: Sequence[Field], columns: Columns, order: str) -> Iterator[_Column]:
    day = days.reader(order)
    for field in fields:
        read = day if field.is_day else field.read
        if field.name in columns.levels:
            yield _Column(field.name, columns.levels[field.name], read)
        elif field.name in columns.fields:
            yield _Column(field.name, (columns.fields[field.name],), read)


def _values(
    row: Row, read: Sequence[_Column], columns: Columns, errors: RowErrors
) -> dict[str, Any]:
    values: dict[str, Any] = {}
    cells = row.cells
    for field, at, reader in read:
        cell = cells[at[0]]
        if len(at) > 1:
            cell = LEVELS.join(each for place in at if (each := cells[place]))
        try:
            values[field] = reader(cell)
        except Wrong as wrong:
            errors.add(row.number, columns.called(field), wrong.message, wrong.cure)
    return values


def _check_cells(row: Row, columns: Columns, exact: set[int], errors: RowErrors) -> None:
    """Note cells without a column, and what cannot be seen; make line breaks spaces."""
    if row.surplus:
        errors.add(row.number, "", *SURPLUS)
    for at, name in enumerate(columns.names):
        cell = row.cells[at]
        if at not in exact:
            cell = row.cells[at] = " ".join(cell.split())  # an address may stand on two lines
        if found := _UNSEEN.search(cell):
            message = f"it holds an invisible character (U+{ord(found.group()):04X})"
            errors.add(row.number, name, message, "Delete it.")
