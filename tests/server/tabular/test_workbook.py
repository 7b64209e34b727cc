"""Workbooks are read whichever program wrote them, within bounds."""

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH

from server.tabular.table import HowToRead, UnreadableTable
from server.tabular.workbook import read_xlsx
from server.tabular.workbook_writing import WorkbookWriter

TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]), max_size=8
).filter(lambda text: not text.startswith("=") and "_x" not in text)
DAYS = st.dates(date(1901, 1, 1), date(2199, 12, 31))
CELLS = st.one_of(
    st.none(), TEXT, st.booleans(), st.integers(-(10**14), 10**14), DAYS,
    st.floats(-1e9, 1e9, allow_nan=False).map(lambda number: round(number, 6)),
)  # fmt: skip
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def saved(*rows: list[Any], write_only: bool = False) -> bytes:
    book = Workbook(write_only=write_only)
    sheet = book.create_sheet("Data", 0)
    for row in rows:
        sheet.append(row)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def changed(content: bytes, part: str, change: Callable[[str], str]) -> bytes:
    """Return a workbook with one part changed."""
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(kept, "w") as new:
        for each in old.namelist():
            text = old.read(each)
            new.writestr(each, change(text.decode()).encode() if each == part else text)
    return kept.getvalue()


def cells(content: bytes) -> list[list[str]]:
    return [row.cells for row in read_xlsx(content, "book.xlsx").rows]


def told(value: object) -> str:
    """Return a value of openpyxl's as a table has it."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float() if value.is_integer():
            return str(int(value))
        case datetime() | date() | time():
            return value.isoformat()
        case str():
            return value.strip(" \t\r\n\u00a0\u200b\u2060\ufeff")
        case _:
            return str(value)


@pytest.mark.parametrize("shares_texts", [True, False])
@given(rows=st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=4))
@settings(max_examples=40)
def test_whatever_openpyxl_writes_is_read_as_openpyxl_reads_it(
    rows: list[list[Any]], *, shares_texts: bool
) -> None:
    content = saved(["a", "b", "c"], *rows, write_only=not shares_texts)
    sheet = load_workbook(io.BytesIO(content), data_only=True).worksheets[0]
    plain = [[told(each.value) for each in row] for row in sheet.iter_rows(min_row=2)]
    assert cells(content) == [row for row in plain if any(row)]


def test_moments_are_told_as_the_calendar_of_the_workbook_has_them() -> None:
    for epoch in (WINDOWS_EPOCH, MAC_EPOCH):
        book = Workbook()
        book.epoch = epoch
        sheet = book.worksheets[0]
        sheet.append(["day", "hour", "lasts", "none"])
        sheet.append([date(2026, 10, 4), time(7, 30), timedelta(hours=30), 1e9])
        sheet["D2"].number_format = "yyyy-mm-dd"
        kept = io.BytesIO()
        book.save(kept)
        assert cells(kept.getvalue()) == [
            ["2026-10-04T00:00:00", "07:30:00", "1 day, 6:00:00", "#VALUE!"]
        ]


def sheet_of(rows: str) -> bytes:
    """Return a workbook whose first sheet has these rows, as XML."""
    xml = f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
    return changed(saved(["x"]), "xl/worksheets/sheet1.xml", lambda _: xml)


def test_a_prefix_before_all_names_makes_no_difference() -> None:
    xml = (
        f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData>'
        '<x:row r="2"><x:c r="B2" t="inlineStr"><x:is><x:t>name</x:t></x:is></x:c></x:row>'
        '<x:row r="5"><x:c r="B5"><x:f>1+1</x:f><x:v>2</x:v></x:c></x:row>'
        "</x:sheetData></x:worksheet>"
    )
    content = changed(saved(["x"]), "xl/worksheets/sheet1.xml", lambda _: xml)
    assert [(row.number, row.cells) for row in read_xlsx(content, "b").rows] == [(5, ["", "2"])]


def test_what_this_server_writes_it_reads() -> None:
    kept = io.BytesIO()
    writer = WorkbookWriter(kept)
    writer.add("One", ["code", "n"], [["=0147", 1], ["", 2.5]])
    writer.add("Two", ["x"], [["y"]])
    writer.close()
    assert cells(kept.getvalue()) == [["=0147", "1"], ["", "2.5"]]
    two = read_xlsx(kept.getvalue(), "b", HowToRead(sheet="Two"))
    assert (two.columns, two.sheets) == (("x",), ("One", "Two"))


@pytest.mark.parametrize(
    "rows",
    [
        '<row><c r="AAAA1"><v>1</v></c></row>',
        '<row><c t="s"><v>99</v></c></row>',
        '<row><c t="s"><v>-5</v></c></row>',
        '<row r="one"/>',
        "<row><c><v>1</v></row>",
        '<row><c t="b"><v>maybe</v></c></row>',
    ],
)
def test_a_damaged_sheet_is_called_so(rows: str) -> None:
    with pytest.raises(UnreadableTable, match="is damaged: its sheets can't be read"):
        cells(sheet_of(rows))


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><c><v>1</v></c></row><row r="99999999"><c><v>1</v></c></row>',
        "".join(f'<row><c r="XFD{n}"><v>1</v></c></row>' for n in range(1, 310)),
    ],
    ids=["a far row", "wide rows"],
)
def test_a_sheet_of_more_cells_than_are_held_is_refused(rows: str) -> None:
    with pytest.raises(UnreadableTable, match=r"more than|no spreadsheet has"):
        cells(sheet_of(rows))
