"""A form as an Excel workbook, for those who go on working on it there.

Every cell is text: nothing that an author wrote becomes a formula. The same form gives the same
bytes.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any, cast
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from pyxform.xls2json_backends import DefinitionData

from server.forms.reading import FormReading, read_form
from server.forms.xlsform.workbook import read_workbook
from shared.forms.model import Form

Sheet = Sequence[Mapping[str, Any]]
"""Rows, header → cell."""

WORKBOOK = ".xlsx"
SHEETS = ("survey", "choices", "settings", "external_choices", "entities", "osm")
NARROWEST, WIDEST = 8, 60
"""Of a column, in characters."""
ROWS_MEASURED = 500
_MADE = datetime(2020, 1, 1)  # noqa: DTZ001 - workbooks know no time zones; any fixed day will do
_ZIPPED = (1980, 1, 1, 0, 0, 0)
_CHANGED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
_ID_HEADERS = {"form_id", "id_string", "set_form_id"}


def as_workbook(reading: FormReading) -> bytes:
    """Return the source of a form as a workbook: byte for byte if it is one, else converted.

    What the file's name or content stood in for (the form's id, its version) is written down, so
    that the workbook reads as the same form whatever it is called. Raises FormUnreadable.
    """
    if reading.name.lower().endswith(WORKBOOK):
        return reading.source
    definition = read_workbook(reading.source, reading.name)
    book = Workbook()
    book.remove(cast("Worksheet", book.active))
    for name in SHEETS:
        rows: Sheet = getattr(definition, name) or []
        if name == "settings" and reading.form is not None:
            rows = _settled(rows, reading.form)
        if rows or name in SHEETS[:3]:
            _write_sheet(book.create_sheet(name), _headers_of(definition, name, rows), rows)
    return _saved(book)


def is_same_form(reading: FormReading, workbook: bytes) -> bool:
    """Tell whether `workbook` reads as the form that `reading` holds."""
    if reading.form is None:
        return False
    again = read_form(workbook, f"{reading.form.id}{WORKBOOK}", reading.attached)
    return again.form is not None and again.form.digest == reading.form.digest


def _settled(rows: Sheet, form: Form) -> Sheet:
    """Return the settings with what the file itself said of the form's id and version."""
    first = dict(rows[0]) if rows else {}
    given = {header.strip().lower().replace(" ", "_") for header, cell in first.items() if cell}
    if not given & _ID_HEADERS:
        first["form_id"] = form.id
    if "version" not in given:
        first["version"] = form.version
    return [first, *rows[1:]]


def _headers_of(definition: DefinitionData, name: str, rows: Sheet) -> list[str]:
    listed: Sheet = getattr(definition, f"{name}_header") or [{}]
    headers = [*listed[0], *(header for row in rows for header in row)]
    return [header for header in dict.fromkeys(headers) if header]


def _write_sheet(sheet: Worksheet, headers: list[str], rows: Sheet) -> None:
    for column, header in enumerate(headers, start=1):
        cell = _write_text(sheet, 1, column, header)
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="E8E8E8")
        sheet.column_dimensions[get_column_letter(column)].width = _width(header, rows)
    for number, row in enumerate(rows, start=2):
        for column, header in enumerate(headers, start=1):
            if row.get(header) not in (None, ""):
                cell = _write_text(sheet, number, column, str(row[header]))
                cell.alignment = Alignment(vertical="top", wrap_text=True)
    sheet.freeze_panes = "A2"


def _write_text(sheet: Worksheet, row: int, column: int, text: str) -> Cell:
    cell = cast("Cell", sheet.cell(row, column))
    cell.value = ILLEGAL_CHARACTERS_RE.sub("\ufffd", text)
    cell.data_type = "s"  # also where it begins with =
    return cell


def _width(header: str, rows: Sheet) -> int:
    longest = max((len(str(row.get(header) or "")) for row in rows[:ROWS_MEASURED]), default=0)
    return max(NARROWEST, min(WIDEST, max(len(header), longest) + 2))


def _saved(book: Workbook) -> bytes:
    """Return the file of `book`, without the moment at which it was made."""
    book.properties.creator, book.properties.created = "", _MADE
    written, settled = BytesIO(), BytesIO()
    book.save(written)
    with ZipFile(written) as parts, ZipFile(settled, "w", ZIP_DEFLATED) as out:
        for part in parts.infolist():
            content = parts.read(part)
            if part.filename == "docProps/core.xml":
                content = _CHANGED.sub(rb"\g<1>2020-01-01T00:00:00Z", content)
            info = ZipInfo(part.filename, _ZIPPED)
            info.compress_type = ZIP_DEFLATED
            out.writestr(info, content)
    return settled.getvalue()
