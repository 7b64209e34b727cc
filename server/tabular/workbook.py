"""Spreadsheets (XLSX): values as the spreadsheet last showed them, never formulas."""

import io
import re
import unicodedata
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from server.tabular.sheet_marks import SheetMarks, marks_of
from server.tabular.table import (
    AS_FOUND,
    HowToRead,
    Row,
    Table,
    UnreadableTable,
    columns_of,
    row_of,
)
from server.tabular.unpacking import complaint_about

MAX_UNPACKED_BYTES = 300_000_000
MOST_ROWS = 1_048_576
"""As many as Excel has."""
MOST_CELLS = 5_000_000
"""They are held in memory. What has more comes as CSV, which needs little."""
_ZEROS = re.compile("0+")
_BROKEN = (
    zipfile.BadZipFile, InvalidFileException, ParseError, zlib.error, KeyError, ValueError,
    TypeError, AttributeError, IndexError, EOFError, NotImplementedError, RuntimeError,
)  # fmt: skip
"""What openpyxl lets out when a part of the file is damaged."""


def read_xlsx(content: bytes, name: str, how: HowToRead = AS_FOUND) -> Table:
    """Read a sheet (the first visible one by default) of a workbook.

    Raises UnreadableTable: also where a formula's value was never computed, as its cell would
    read as empty.
    """
    _check_parts(content, name)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and extensions, which we don't read
            book: Any = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
            chosen = _sheet_of(book, name, how.sheet)
            marks = marks_of(content, chosen._worksheet_path)  # noqa: SLF001 - it has no other name
            records = list(_records(chosen, name))
    except _BROKEN:
        raise UnreadableTable(
            f"{name} is damaged: its sheets can't be read. Open it in a spreadsheet program and "
            "save it anew, or save it as CSV (UTF-8)."
        ) from None
    _require_values(marks, name)
    _fill(records, marks, how, name)
    records = [(n, cells) for n, cells in records if n >= how.header and any(cells)]
    if not records:
        raise UnreadableTable(
            f"{name}: the sheet '{chosen.title}' is empty. Name the right one with --sheet; the "
            f"file has: {', '.join(book.sheetnames)}."
        )
    number, header = records[0]
    columns = columns_of(header, name, number)
    rows: list[Row] = [row for n, cells in records[1:] if (row := row_of(n, cells, columns))]
    others = [each for each in book.sheetnames if each != chosen.title]
    said = f"sheet '{chosen.title}'" + (f" (not read: {', '.join(others)})" if others else "")
    open_ranges = () if how.merged else tuple(marks.below(number))
    return Table(name, columns, rows, said, "xlsx", tuple(book.sheetnames), open_ranges)


def _require_values(marks: SheetMarks, name: str) -> None:
    """Refuse formulas that no program has computed: they would read as empty cells."""
    if marks.uncomputed:
        some = ", ".join(marks.uncomputed[:5]) + (", …" if len(marks.uncomputed) > 5 else "")
        raise UnreadableTable(
            f"{name} has formulas whose values were never computed ({some}). Open it in a "
            "spreadsheet program and save it anew, or save it as CSV (UTF-8)."
        )


def _fill(
    records: list[tuple[int, list[str]]], marks: SheetMarks, how: HowToRead, name: str
) -> None:
    """Give each cell of a merged range the value of its first, where that is what was said."""
    if how.merged != "fill":
        return
    if sum(each.cells for each in marks.merged) > MOST_CELLS:
        raise UnreadableTable(
            f"{name} has merged ranges of more than {MOST_CELLS:,} cells. Unmerge them."
        )
    by_number = dict(records)
    for each in marks.merged:
        source = by_number.get(each.top, [])
        value = source[each.left] if each.left < len(source) else ""
        for number in range(each.top, each.bottom + 1):
            cells = by_number.get(number)
            if cells is None or not value:
                continue
            cells.extend([""] * (each.right + 1 - len(cells)))
            cells[each.left : each.right + 1] = [value] * (each.right - each.left + 1)


def _check_parts(content: bytes, name: str) -> None:
    """Refuse what would unpack without bounds, or declares XML entities."""
    if complaint := complaint_about(content, MAX_UNPACKED_BYTES):
        cure = "" if complaint.endswith("?") else ". Save it as CSV (UTF-8)."
        raise UnreadableTable(f"{name} {complaint}{cure}")


def _sheet_of(book: Any, name: str, sheet: str) -> Any:  # noqa: ANN401 - openpyxl is untyped
    if sheet:
        if sheet not in book.sheetnames:
            raise UnreadableTable(
                f"{name} has no sheet '{sheet}'. It has: {', '.join(book.sheetnames)}."
            )
        return book[sheet]
    visible = [each for each in book.worksheets if each.sheet_state == "visible"]
    if not visible:
        raise UnreadableTable(f"{name} has no sheet with rows. Name one with --sheet.")
    return visible[0]


def _records(sheet: Any, name: str) -> Iterator[tuple[int, list[str]]]:  # noqa: ANN401 - openpyxl is untyped
    sheet.reset_dimensions()  # a file's own claim of its size is often wrong
    cells = 0
    for number, row in enumerate(sheet.iter_rows(), start=1):
        cells += len(row)
        if number > MOST_ROWS or cells > MOST_CELLS:
            raise UnreadableTable(
                f"{name} has more than {MOST_ROWS:,} rows or {MOST_CELLS:,} cells, the empty ones "
                "between others included. Save it as CSV (UTF-8)."
            )
        yield number, [_text(cell) for cell in row]


def _text(cell: Any) -> str:  # noqa: ANN401 - openpyxl is untyped
    """Return the cell's value as text: 147.0 is `147`; a number shown as 0147 is `0147`."""
    match cell.value:
        case None:
            return ""
        case str() as text:
            return unicodedata.normalize("NFC", text).strip(" \t\r\n\u00a0\u200b\u2060\ufeff")
        case bool() as truth:
            return "true" if truth else "false"
        case int() | float() as number:
            return _number(number, cell.number_format)
        case datetime() | date() | time() as moment:
            return moment.isoformat()
        case other:
            return str(other)


def _number(number: float, shown_as: str) -> str:
    if isinstance(number, float) and not number.is_integer():
        return repr(number)
    text = str(int(number))
    return text.zfill(len(shown_as)) if _ZEROS.fullmatch(shown_as or "") else text
