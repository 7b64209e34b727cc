"""What a sheet's cells don't tell: which of them are merged, and which formulas have no value.

openpyxl's reading mode, which is the one that bears large sheets, tells neither.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

MOST_RANGES = 100_000
_PIECE = 256 * 1024
_OVERLAP = 16 * 1024
_MERGED = re.compile(
    rb"""<(?:\w+:)?mergeCell\s[^>]*?ref=["']([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})["']"""
)
_UNCOMPUTED = re.compile(
    rb"""<c\s([^>]*?r=["']([A-Z]{1,3}[0-9]{1,7})["'][^>]*)>"""
    rb"""<f(?:[^>]*/>|[^>]*>[^<]{0,9000}</f>)(?:</c>|<v\s*/>|<v></v>)"""
)


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


@dataclass(frozen=True)
class SheetMarks:
    """What was found in a sheet's XML."""

    merged: list[Merged] = field(default_factory=list[Merged])
    uncomputed: list[str] = field(default_factory=list[str])
    """Cells with a formula and no value."""

    def below(self, row: int) -> Iterator[str]:
        """Yield the names of the ranges that reach below `row`."""
        return (each.name for each in self.merged if each.bottom > row)


def marks_of(content: bytes, part: str) -> SheetMarks:
    """Look through `part` of a workbook, a piece at a time; it was found sound before."""
    marks = SheetMarks()
    with zipfile.ZipFile(io.BytesIO(content)) as parts, parts.open(part.lstrip("/")) as opened:
        before = b""
        while piece := opened.read(_PIECE):
            seen = before + piece
            end = max(seen.rfind(b">") + 1, len(seen) - _OVERLAP)
            cut = _last_cell(seen, end)
            _note(marks, seen[:cut])
            before = seen[cut:]
        _note(marks, before)
    return marks


def _last_cell(seen: bytes, end: int) -> int:
    """Return where the last cell or range begins that may go on in the next piece."""
    begins = max(seen.rfind(b"<c ", 0, end), seen.rfind(b"mergeCell ", 0, end) - 20)
    return begins if begins > len(seen) - _OVERLAP and begins > 0 else end


def _note(marks: SheetMarks, seen: bytes) -> None:
    if b"mergeCell " in seen and len(marks.merged) < MOST_RANGES:
        marks.merged.extend(map(_range_of, _MERGED.finditer(seen)))
    if b"<f" in seen:
        marks.uncomputed.extend(
            each[2].decode()
            for each in _UNCOMPUTED.finditer(seen)
            if b't="str"' not in each[1]  # a computed text may be empty
        )


def _range_of(found: re.Match[bytes]) -> Merged:
    left, top, right, bottom = (each.decode() for each in found.groups())
    name = f"{left}{top}:{right}{bottom}"
    return Merged(int(top), _column(left), int(bottom), _column(right), name)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
