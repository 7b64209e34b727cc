"""The cells of a sheet (XLSX), read as they stream by: what they hold, and what is merged.

A reader of our own, on expat. openpyxl reads a tenth as many rows a second, and tells in its mode
for large sheets neither which cells are merged nor which formulas were never computed.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import IO, NamedTuple
from xml.parsers import expat

from openpyxl.utils import get_column_letter

from server.tabular.table import UnreadableTable
from server.tabular.xml_texts import Attributes, Handlers, TextReader

MOST_ROWS = 1_048_576
"""As many as Excel has."""
MOST_COLUMNS = 16_384
MOST_CELLS = 5_000_000
"""They are held in memory. What has more comes as CSV, which needs little."""
MOST_RANGES = 100_000
"""Of merged cells; more are not told, nor are more formulas without a value."""
_RANGE = re.compile("([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})")
_DIGITS = "0123456789"

Values = Callable[[str, str, str], str]
"""From a cell's type, style and what it holds, as they stand in the file, to its text."""
Record = tuple[int, list[str]]
"""A row's number and its cells, up to the last one that the file has."""


class Merged(NamedTuple):
    """A range of merged cells: rows from 1, columns from 0, the last ones included."""

    top: int
    left: int
    bottom: int
    right: int
    name: str

    @property
    def cells(self) -> int:
        """How many cells it has."""
        return max(0, self.bottom - self.top + 1) * max(0, self.right - self.left + 1)


@dataclass
class Sheet:
    """What a sheet holds."""

    records: list[Record] = field(default_factory=list[Record])
    merged: list[Merged] = field(default_factory=list[Merged])
    uncomputed: list[str] = field(default_factory=list[str])
    """Cells with a formula and no value."""


def read_sheet(part: IO[bytes], name: str, values: Values) -> Sheet:
    """Read a sheet of the file `name`.

    Raises UnreadableTable where it has more cells than are held, and ExpatError or ValueError
    where it is damaged.
    """
    reader = _SheetReader(name, values)
    reader.read(part)
    return reader.sheet


class _SheetReader(TextReader):
    """Takes a sheet's elements in. Cells are taken by closures: there are millions of them."""

    def __init__(self, name: str, values: Values) -> None:
        super().__init__()
        self.starts = {"row": self._start_row, "f": self._formula, "mergeCell": self._merged}
        self.ends = {"row": self._end_row}
        self.sheet = Sheet()
        self._name, self._values = name, values
        self._row, self._cells, self._count = 0, list[str](), 0
        self._has_formula = False

    def handlers(self, parser: expat.XMLParserType, prefix: str) -> Handlers:
        """Return what the parser calls."""
        start_other, end_other = super().handlers(parser, prefix)
        take, values, put = self.take, self._values, self._put
        cell = f"{prefix}c"
        at, kind, style = 0, "", ""

        def start(tag: str, attributes: Attributes) -> None:
            nonlocal at, kind, style
            if tag == cell:
                get = attributes.get
                place = get("r")
                at = _column(place.rstrip(_DIGITS)) if place else self._next()
                kind, style = get("t", "n"), get("s", "")
            else:
                start_other(tag, attributes)

        def end(tag: str) -> None:
            if tag != cell:
                end_other(tag)
                return
            held = take()
            if self._has_formula:
                self._check_formula(at, kind, held)
            cells = self._cells
            value = values(kind, style, held) if held else ""
            if at == len(cells):
                cells.append(value)
            else:
                put(at, value)

        return start, end

    def _next(self) -> int:
        if len(self._cells) >= MOST_COLUMNS:
            raise ValueError(len(self._cells))
        return len(self._cells)

    def _put(self, at: int, value: str) -> None:
        cells = self._cells
        cells.extend([""] * (at + 1 - len(cells)))
        cells[at] = value

    def _start_row(self, attributes: Attributes) -> None:
        number = int(attributes.get("r") or self._row + 1)
        if number <= self._row:
            raise ValueError(number)
        self._row, self._cells = number, []
        if number > MOST_ROWS:
            raise self._too_many()

    def _end_row(self) -> None:
        self.sheet.records.append((self._row, self._cells))
        self._count += len(self._cells)
        if self._count > MOST_CELLS:
            raise self._too_many()

    def _formula(self, _: Attributes) -> None:
        self._has_formula = True

    def _check_formula(self, at: int, kind: str, held: str) -> None:
        """Note a formula without a value; a computed text may be empty."""
        self._has_formula = False
        if not held and kind != "str" and len(self.sheet.uncomputed) < MOST_RANGES:
            self.sheet.uncomputed.append(f"{get_column_letter(at + 1)}{self._row}")

    def _merged(self, attributes: Attributes) -> None:
        found = _RANGE.fullmatch(attributes.get("ref", ""))
        if found and len(self.sheet.merged) < MOST_RANGES:
            left, top, right, bottom = found.groups()
            self.sheet.merged.append(
                Merged(int(top), _column(left), int(bottom), _column(right), found[0])
            )

    def _too_many(self) -> UnreadableTable:
        return UnreadableTable(
            f"{self._name} has more than {MOST_ROWS:,} rows or {MOST_CELLS:,} cells, the empty "
            "ones between others included. Save it as CSV (UTF-8)."
        )


@cache
def _column(letters: str) -> int:
    """Return the number of a column, from 0. Raises ValueError."""
    number = 0
    for letter in letters:
        number = number * 26 + "ABCDEFGHIJKLMNOPQRSTUVWXYZ".index(letter) + 1
    if not 0 < number <= MOST_COLUMNS:
        raise ValueError(letters)
    return number - 1
