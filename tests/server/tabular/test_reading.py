"""Tables that people send are read as they are meant, or refused with what to do."""

import csv
import io
import re
import unicodedata
import zipfile
from datetime import date
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from openpyxl import Workbook

from server.tabular.decoding import UnreadableText
from server.tabular.reading import read_table
from server.tabular.table import HowToRead, Table, UnreadableTable

INVISIBLE = " \t\u00a0\u200b\u2060\ufeff"
TEXT = "code,name,region\n0147,Школа № 12,Алматы\n0148,Çocuk bahçesi,İzmir\n"


def rows(table: Table) -> list[tuple[int, list[str]]]:
    return [(row.number, row.cells) for row in table.rows]


def csv_rows(text: str) -> list[tuple[int, list[str]]]:
    return rows(read_table(text.encode(), "file.csv"))


def workbook(*lines: list[Any], title: str = "Sheet") -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    for line in lines:
        sheet.append(line)
    return saved(book)


def saved(book: Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_every_unicode_encoding_reads_the_same(encoding: str) -> None:
    table = read_table(TEXT.encode(encoding), "file.csv")
    assert table.columns == ("code", "name", "region")
    assert rows(table)[0] == (2, ["0147", "Школа № 12", "Алматы"])


def test_another_encoding_is_refused_with_the_line_the_cure_and_a_look_at_it() -> None:
    with pytest.raises(UnreadableText) as caught:
        read_table(
            TEXT.replace("Ç", "C").replace("ç", "c").replace("İ", "I").encode("cp1251"), "s.csv"
        )
    assert "s.csv, line 2: the file is not in UTF-8 (byte 0xD8)" in caught.value.detail
    assert "--encoding cp1251" in caught.value.detail
    assert "cp1251 reads it as “0147,Школа № 12,Алматы”" in caught.value.detail


def test_an_encoding_that_is_told_is_used() -> None:
    content = "code,name,region\n1,Школа,Алматы\n".encode("cp1251")
    assert rows(read_table(content, "s.csv", HowToRead(encoding="cp1251"))) == [
        (2, ["1", "Школа", "Алматы"])
    ]


def test_an_encoding_that_does_not_exist_or_does_not_fit_is_refused() -> None:
    with pytest.raises(UnreadableText, match="'klingon' is no encoding that is known here"):
        read_table(b"a", "s.csv", HowToRead(encoding="klingon"))
    with pytest.raises(UnreadableText, match="'base64' is no encoding"):
        read_table(b"YQ==", "s.csv", HowToRead(encoding="base64"))
    with pytest.raises(UnreadableText, match="line 2: the file is not in ascii either"):
        read_table("a\né\n".encode(), "s.csv", HowToRead(encoding="ascii"))


@pytest.mark.parametrize(
    ("separator", "word"),
    [(",", "comma"), (";", "semicolon"), ("\t", "tab"), ("|", "vertical bar")],
)
def test_the_separator_is_found_out_and_said(separator: str, word: str) -> None:
    table = read_table(TEXT.replace(",", separator).encode(), "file.csv")
    assert table.columns == ("code", "name", "region")
    assert table.how == f"UTF-8, columns separated by {word}"


def test_a_spreadsheet_s_own_line_about_the_separator_is_followed_and_counted() -> None:
    table = read_table(b"sep=;\r\ncode;name\r\n1;a, b\r\n", "file.csv")
    assert table.columns == ("code", "name")
    assert rows(table) == [(3, ["1", "a, b"])]


def test_blank_lines_and_blank_columns_are_passed_over_and_rows_keep_their_numbers() -> None:
    assert csv_rows("\n code , name ,,\n\n1,a,,\n,,,\n2,b\n") == [(4, ["1", "a"]), (6, ["2", "b"])]


def test_a_table_can_be_gone_through_twice() -> None:
    for content in (b"sep=;\n\na;b\n1;2\n", workbook(["a", "b"], ["1", "2"])):
        table = read_table(content, "file")
        assert rows(table) == rows(table) != []


def test_cells_under_no_name_are_noticed() -> None:
    table = read_table(b"code,,name\n1,,a\n2,x,b\n3,,c,d,e\n", "file.csv")
    assert [row.surplus for row in table.rows] == [0, 1, 2]


def test_a_column_name_that_stands_twice_is_refused() -> None:
    with pytest.raises(
        UnreadableTable, match=r"the column 'Code' stands twice \(columns 1 and 3\)"
    ):
        read_table(b"code,name,Code\n", "file.csv")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty"),
        ("\n\n , \n", "is empty"),
        ('code,name\n1,"a\n2,b\n', "row 2 (line 3): a quotation mark is opened and never closed"),
        ('code,name\n1,a\n2,"b" c\n', "row 3 (line 3): text follows a closing quotation mark"),
        ("code\n" + "x" * 200_000, "row 2 (line 2): a cell is longer than 131,072 characters"),
    ],
)
def test_broken_csv_is_refused_with_its_row(text: str, said: str) -> None:
    with pytest.raises(UnreadableTable) as caught:
        csv_rows(text)
    assert said in caught.value.detail


def test_zeros_that_were_guarded_from_a_spreadsheet_are_kept() -> None:
    assert csv_rows('code\n"=""0147"""\n') == [(2, ["0147"])]


CELL = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]))


@given(st.lists(st.lists(CELL, min_size=1, max_size=4), min_size=1))
def test_whatever_is_written_as_csv_is_read_back(table: list[list[str]]) -> None:
    buffer = io.StringIO()
    csv.writer(buffer, quoting=csv.QUOTE_ALL).writerows([["a", "b", "c", "d"], *table])
    read = dict(csv_rows(buffer.getvalue()))
    for number, cells in enumerate(table, start=2):
        plain = [unicodedata.normalize("NFC", cell).strip(INVISIBLE) for cell in cells]
        assume(not any(cell.startswith('="') for cell in plain))
        whole = plain + [""] * (4 - len(plain))
        assert read.get(number, ["", "", "", ""]) == whole


@given(st.binary())
def test_no_bytes_whatever_end_in_anything_but_a_table_or_a_sentence(content: bytes) -> None:
    for start in (b"", b"PK\x03\x04", b"\xff\xfe", b"a,b\n"):
        try:
            rows(read_table(start + content, "file"))
        except (UnreadableTable, UnreadableText) as problem:
            said = problem.detail
            assert said.endswith((".", "?", '").'))


def test_numbers_in_a_workbook_are_codes_as_they_were_seen() -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["code", "name", "latitude"])
    sheet.append([147.0, "a", 51.25])
    sheet.append([147, "b", -0.5])
    sheet["A3"].number_format = "0000"
    sheet.append(["0149", "c\u00a0", None])
    assert rows(read_table(saved(book), "s.xlsx")) == [
        (2, ["147", "a", "51.25"]),
        (3, ["0147", "b", "-0.5"]),
        (4, ["0149", "c", ""]),
    ]


def test_dates_and_truths_in_a_workbook_become_plain_text() -> None:
    content = workbook(["a", "b"], [date(2026, 10, 4), True])
    assert rows(read_table(content, "s.xlsx")) == [(2, ["2026-10-04T00:00:00", "true"])]


def test_formulas_in_a_workbook_read_as_their_last_values() -> None:
    content = workbook(["code", "name"], ["=1+1", "a"])
    with_value = _replace(content, r"<f>1\+1</f><v ?(/>|></v>)", "<f>1+1</f><v>2</v>")
    assert rows(read_table(with_value, "s.xlsx")) == [(2, ["2", "a"])]


def _replace(content: bytes, old: str, new: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(buffer, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            if name.endswith("sheet1.xml"):
                assert re.search(old.encode(), part)
            target.writestr(name, re.sub(old.encode(), new.encode(), part))
    return buffer.getvalue()


def test_blank_rows_of_a_workbook_are_passed_over_and_the_others_keep_their_numbers() -> None:
    content = workbook([], ["code", "name", None], [None, None], ["1", "a", None])
    assert rows(read_table(content, "s.xlsx")) == [(4, ["1", "a"])]


def test_the_first_visible_sheet_is_read_and_the_others_are_named() -> None:
    book = Workbook()
    book.worksheets[0].sheet_state = "hidden"
    book.create_sheet("Register").append(["code"])
    book["Register"].append(["1"])
    book.create_sheet("Notes").append(["read me"])
    table = read_table(saved(book), "s.xlsx")
    assert table.how == "sheet 'Register' (not read: Sheet, Notes)"
    assert rows(table) == [(2, ["1"])]
    assert read_table(saved(book), "s.xlsx", HowToRead(sheet="Notes")).columns == ("read me",)
    with pytest.raises(UnreadableTable, match=r"has no sheet 'X'\. It has: Sheet, Register, Notes"):
        read_table(saved(book), "s.xlsx", HowToRead(sheet="X"))


def test_an_empty_sheet_is_refused_with_the_others_named() -> None:
    with pytest.raises(UnreadableTable, match="the sheet 'Sheet' is empty"):
        read_table(saved(Workbook()), "s.xlsx")


def test_a_workbook_that_declares_entities_is_refused() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "ha">]><worksheet'
    with pytest.raises(UnreadableTable, match="declares XML entities"):
        read_table(_replace(workbook(["a"]), "<worksheet", bomb), "s.xlsx")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04 and then nothing", "it can't be unpacked. Was it copied whole?"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel file (.xls) or protected"),
        (b"%PDF-1.7", "is a PDF document, not a table"),
        (b"PK\x03\x04" + b"\0" * 26 + b"mimetypeapplication/vnd.oasis.o", "is an OpenDocument"),
    ],
)  # fmt: skip
def test_other_kinds_of_files_are_called_by_their_name(content: bytes, said: str) -> None:
    with pytest.raises(UnreadableTable) as caught:
        read_table(content, "file.xlsx")
    assert said in caught.value.detail


def test_a_workbook_without_sheets_inside_is_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as parts:
        parts.writestr("readme.txt", "nothing")
    with pytest.raises(UnreadableTable, match="is damaged: its sheets can't be read"):
        read_table(buffer.getvalue(), "s.xlsx")


def test_what_a_file_is_its_bytes_say_not_its_name() -> None:
    assert read_table(workbook(["code"], ["1"]), "stations.csv").kind == "xlsx"
