"""From the rows of a register's file to stations, or to the list of what is wrong. Pure.

The whole file is judged before anything is kept, so that one run tells all there is to correct.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from server.stations.columns import Columns, assigned
from server.stations.problems import RegisterRefused
from server.tabular.row_errors import SURPLUS, RowErrors
from server.tabular.table import Row, Table

MAX_CODE = 80
SETTINGS = ("urban", "rural")
KINDS = ("ordinary", "hospital", "military", "detention", "sanatorium_or_travel", "abroad")
MAX_VOTERS = 1_000_000
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_SPREADSHEET_ERROR = re.compile(r"#(REF!|N/A|VALUE!|NAME\?|DIV/0!|NUM!|NULL!)")
_SEPARATOR = re.compile(r"\s+/\s+")
_GROUPED = re.compile("(?<=[0-9])[ \u00a0\u202f](?=[0-9]{3})")

StationRow = dict[str, Any]
"""The fields of `Station` that the file has columns for."""


@dataclass
class Register:
    """The stations of a file, in its order."""

    columns: Columns
    stations: dict[str, StationRow] = field(default_factory=dict[str, StationRow])
    """By code."""
    without_region: int = 0


class _Wrong(Exception):  # noqa: N818 - it never leaves this file
    def __init__(self, message: str, cure: str) -> None:
        super().__init__(message)
        self.message, self.cure = message, cure


@dataclass
class _Checking:
    """One walk over the rows."""

    register: Register
    errors: RowErrors = field(default_factory=RowErrors)
    first_rows: dict[str, int] = field(default_factory=dict[str, int])


def read_register(table: Table, mapping: Mapping[str, str]) -> Register:
    """Check every row of `table` and return its stations; `mapping` is field → column.

    Raises WrongColumns for the header, RegisterRefused with all the wrong cells.
    """
    columns = assigned(table.columns, mapping)
    checking = _Checking(Register(columns))
    for row in table.rows:
        _take(checking, row)
    errors = checking.errors
    if not errors.total and not checking.register.stations:
        errors.add(1, "", "no station stands below the header", "Add one row a station.")
    if errors.total:
        raise RegisterRefused(table.name, errors.listed, errors.total)
    return checking.register


def _take(checking: _Checking, row: Row) -> None:
    columns = checking.register.columns
    if row.surplus or _UNSEEN.search("".join(row.cells)):
        _check_cells(checking, row)
    station: StationRow = {}
    for name, read in _FIELDS.items():
        at = columns.fields.get(name)
        if at is None:
            continue
        try:
            station[name] = read(row.cells[at])
        except _Wrong as wrong:
            checking.errors.add(row.number, columns.called(name), wrong.message, wrong.cure)
    if columns.levels:
        path = (row.cells[at] for at in columns.levels)
        station["region"] = " / ".join(level for level in path if level)
    station["attributes"] = {
        name: cell for name, at in columns.attributes.items() if (cell := row.cells[at])
    }
    _check_position(checking, row, station)
    _keep(checking, row, station)


def _keep(checking: _Checking, row: Row, station: StationRow) -> None:
    code = station.get("code")
    if code is None:
        return
    register = checking.register
    if code in register.stations:
        first = checking.first_rows[code]
        message = f"station {code} stands twice in this file (also row {first})"
        message += _difference(register.stations[code], station)
        column = register.columns.called("code")
        checking.errors.add(row.number, column, message, "Keep one of the two rows.")
        return
    register.stations[code] = station
    register.without_region += not station.get("region")
    checking.first_rows[code] = row.number


def _difference(first: StationRow, second: StationRow) -> str:
    names = [
        name
        for name in first
        if name not in ("code", "attributes") and first[name] != second.get(name)
    ]
    plurals = {"address": "addresses", "latitude": "positions", "longitude": "positions"}
    words = dict.fromkeys(
        plurals.get(name, f"{name}s".replace("voterss", "voters")) for name in names
    )
    return f", with different {' and '.join(words)}" if words else ", with the same particulars"


def _check_cells(checking: _Checking, row: Row) -> None:
    if row.surplus:
        checking.errors.add(row.number, "", *SURPLUS)
    code_at = checking.register.columns.fields["code"]
    for at, name in enumerate(checking.register.columns.names):
        cell = row.cells[at]
        if at != code_at:
            cell = row.cells[at] = " ".join(cell.split())  # an address may stand on two lines
        if found := _UNSEEN.search(cell):
            message = f"it holds an invisible character (U+{ord(found.group()):04X})"
            checking.errors.add(row.number, name, message, "Delete it.")


def _check_position(checking: _Checking, row: Row, station: StationRow) -> None:
    latitude, longitude = station.get("latitude"), station.get("longitude")
    if ("latitude" in station and "longitude" in station) and (
        (latitude is None) != (longitude is None)
    ):
        empty = "latitude" if latitude is None else "longitude"
        message = f"the {empty} is missing beside the other half of the position"
        column = checking.register.columns.called(empty)
        checking.errors.add(row.number, column, message, "Give both, or neither.")


def _code(cell: str) -> str:
    cell = _text(cell)
    if not cell:
        raise _Wrong("the station's code is missing", "Give each station its code.")
    if len(cell) > MAX_CODE:
        raise _Wrong(f"the code is longer than {MAX_CODE} characters", "Shorten it.")
    return cell


def _name(cell: str) -> str:
    cell = _text(cell)
    if not cell:
        cure = "Give each station a name; where it has none, its code."
        raise _Wrong("the station's name is missing", cure)
    return cell


def _text(cell: str) -> str:
    if cell[:1] == "#" and _SPREADSHEET_ERROR.match(cell):
        raise _Wrong(f"it holds the spreadsheet's error {cell}", "Correct the formula there.")
    return cell


def _region(cell: str) -> str:
    return " / ".join(part for part in _SEPARATOR.split(_text(cell)) if part)


def _one_of(known: tuple[str, ...]) -> Callable[[str], str]:
    def read(cell: str) -> str:
        word = cell.casefold()
        if word and word not in known:
            raise _Wrong(f"'{cell}' is not known", f"Write {', '.join(known)}, or leave it empty.")
        return word

    return read


def _voters(cell: str) -> int | None:
    if not cell:
        return None
    digits = _GROUPED.sub("", cell)
    if not (digits.isascii() and digits.isdigit()):
        raise _Wrong(f"'{cell}' is not a number of voters", "Write digits only, or leave it empty.")
    if int(digits) > MAX_VOTERS:
        raise _Wrong(f"{cell} voters can't be at one station", "Is it another column's number?")
    return int(digits)


def _degrees(limit: int) -> Callable[[str], float | None]:
    def read(cell: str) -> float | None:
        if not cell:
            return None
        cure = f"Write degrees between -{limit} and {limit} with a point, for example 51.1694."
        try:
            degrees = float(cell.replace(",", ".") if cell.count(",") == 1 else cell)
        except ValueError:
            raise _Wrong(f"'{cell}' is not a number of degrees", cure) from None
        if not -limit <= degrees <= limit:
            raise _Wrong(f"{cell} is no place on earth", cure)
        return degrees

    return read


def _zone() -> Callable[[str], str]:
    judged: dict[str, bool] = {"": True}

    def known(name: str) -> bool:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            return False
        return True

    def read(cell: str) -> str:
        if cell not in judged:
            judged[cell] = known(cell)
        if not judged[cell]:
            cure = "Write a name like Europe/Paris, or leave it empty for the mission's."
            raise _Wrong(f"'{cell}' is not a known time zone", cure)
        return cell

    return read


_FIELDS: dict[str, Callable[[str], Any]] = {
    "code": _code,
    "name": _name,
    "region": _region,
    "address": _text,
    "setting": _one_of(SETTINGS),
    "kind": _one_of(KINDS),
    "voters": _voters,
    "timezone": _zone(),
    "latitude": _degrees(90),
    "longitude": _degrees(180),
}
