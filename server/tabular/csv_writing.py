"""Tables as CSV that spreadsheets open as they are meant: UTF-8, and nothing becomes a formula."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

BOM = "\ufeff"
"""Without it, spreadsheets take UTF-8 for something else."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_lines(rows: Iterable[Sequence[object]], *, mark: bool = True) -> Iterator[str]:
    """Yield the lines of a CSV file, the first one with a byte order `mark`.

    A text that a spreadsheet would take for a formula gets an apostrophe before it; numbers don't.
    """
    start = BOM if mark else ""
    for row in rows:
        line = io.StringIO()
        csv.writer(line).writerow([_cell(each) for each in row])
        yield start + line.getvalue()
        start = ""


def _cell(value: object) -> object:
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value
