"""Spreadsheets (XLSX): values as the spreadsheet last showed them, never formulas."""

import io
import zipfile
import zlib
from xml.etree.ElementTree import ParseError
from xml.parsers.expat import ExpatError

from server.tabular.sheet_cells import MOST_CELLS, Sheet, read_sheet
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
from server.tabular.workbook_parts import Book, SheetPart

MAX_UNPACKED_BYTES = 300_000_000
_BROKEN = (
    zipfile.BadZipFile, ParseError, ExpatError, zlib.error, KeyError, ValueError, IndexError,
    EOFError, NotImplementedError, RuntimeError, OverflowError, StopIteration,
)  # fmt: skip
"""What reading lets out when a part of the file is damaged."""


def read_xlsx(content: bytes, name: str, how: HowToRead = AS_FOUND) -> Table:
    """Read a sheet (the first visible one by default) of a workbook.

    Raises UnreadableTable: also where a formula's value was never computed, as its cell would
    read as empty.
    """
    _check_parts(content, name)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            book = Book(parts)
            chosen = _sheet_of(book, name, how.sheet)
            with parts.open(chosen.part) as opened:
                sheet = read_sheet(opened, name, book.values())
    except _BROKEN:
        raise UnreadableTable(
            f"{name} is damaged: its sheets can't be read. Open it in a spreadsheet program and "
            "save it anew, or save it as CSV (UTF-8)."
        ) from None
    _require_values(sheet, name)
    _fill(sheet, how, name)
    records = [(n, cells) for n, cells in sheet.records if n >= how.header and any(cells)]
    names = [each.name for each in book.sheets]
    if not records:
        raise UnreadableTable(
            f"{name}: the sheet '{chosen.name}' is empty. Name the right one with --sheet; the "
            f"file has: {', '.join(names)}."
        )
    number, header = records[0]
    columns = columns_of(header, name, number)
    rows: list[Row] = [row for n, cells in records[1:] if (row := row_of(n, cells, columns))]
    others = [each for each in names if each != chosen.name]
    said = f"sheet '{chosen.name}'" + (f" (not read: {', '.join(others)})" if others else "")
    below = (each.name for each in sheet.merged if each.bottom > number)
    open_ranges = () if how.merged else tuple(below)
    return Table(name, columns, rows, said, "xlsx", tuple(names), open_ranges)


def _require_values(sheet: Sheet, name: str) -> None:
    """Refuse formulas that no program has computed: they would read as empty cells."""
    if sheet.uncomputed:
        some = ", ".join(sheet.uncomputed[:5]) + (", …" if len(sheet.uncomputed) > 5 else "")
        raise UnreadableTable(
            f"{name} has formulas whose values were never computed ({some}). Open it in a "
            "spreadsheet program and save it anew, or save it as CSV (UTF-8)."
        )


def _fill(sheet: Sheet, how: HowToRead, name: str) -> None:
    """Give each cell of a merged range the value of its first, where that is what was said."""
    if how.merged != "fill":
        return
    if sum(each.cells for each in sheet.merged) > MOST_CELLS:
        raise UnreadableTable(
            f"{name} has merged ranges of more than {MOST_CELLS:,} cells. Unmerge them."
        )
    by_number: dict[int, list[str]] = dict(sheet.records)
    for each in sheet.merged:
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
    if complaint := complaint_about(content, MAX_UNPACKED_BYTES, rows_are_bounded=True):
        cure = "" if complaint.endswith("?") else ". Save it as CSV (UTF-8)."
        raise UnreadableTable(f"{name} {complaint}{cure}")


def _sheet_of(book: Book, name: str, sheet: str) -> SheetPart:
    if sheet:
        found = next((each for each in book.sheets if each.name == sheet), None)
        if found is None:
            raise UnreadableTable(
                f"{name} has no sheet '{sheet}'. It has: "
                f"{', '.join(each.name for each in book.sheets)}."
            )
        return found
    visible = next((each for each in book.sheets if each.is_visible), None)
    if visible is None:
        raise UnreadableTable(f"{name} has no sheet with rows. Name one with --sheet.")
    return visible
