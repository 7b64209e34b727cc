"""A form as a workbook: the same form, and text in every cell."""

from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook

from server.forms import service
from server.forms.export.spreadsheet import as_workbook, is_same_form
from server.forms.reading import FormReading, read_form
from tests.server.forms.export.papers import standard
from tests.server.forms.sheets import comma_separated, markdown, sheets, workbook


def opened(reading: FormReading) -> Workbook:
    return load_workbook(BytesIO(as_workbook(reading)))


@pytest.mark.parametrize("name", service.LIBRARY)
def test_a_standard_form_is_the_same_form_as_a_workbook(name: str):
    reading = standard(name)
    again = read_form(as_workbook(reading), "renamed.xlsx")
    assert reading.form
    assert again.form
    assert again.form.digest == reading.form.digest
    assert again.xform == reading.xform
    assert again.errors == ()


@pytest.mark.parametrize(
    ("source", "name"),
    [(markdown(sheets()), "entrance.md"), (comma_separated(sheets()), "entrance.csv")],
)
def test_csv_and_markdown_become_workbooks(source: bytes, name: str):
    reading = read_form(source, name)
    content = as_workbook(reading)
    assert is_same_form(reading, content)
    assert load_workbook(BytesIO(content)).sheetnames == ["survey", "choices", "settings"]


def test_a_workbook_stays_byte_for_byte_what_its_author_sent():
    source = workbook(sheets())
    assert as_workbook(read_form(source, "Entrance.XLSX")) is source


def test_what_the_file_name_and_content_stood_for_is_written_down():
    bare = sheets()
    del bare["settings"]
    reading = read_form(markdown(bare), "entrance.md")
    again = read_form(as_workbook(reading), "renamed.xlsx").form
    assert reading.form
    assert again is not None
    assert again == reading.form
    assert (again.id, again.version) == ("entrance", reading.form.version)


def test_no_cell_is_a_formula():
    row = ["text", "why", '=HYPERLINK("http://example.org","Why?")', ""]
    plus = ["text", "more", "+1-2", ""]
    survey = opened(read_form(markdown(sheets(row, plus)), "entrance.md"))["survey"]
    cells = [cell for line in survey.iter_rows() for cell in line if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert row[2] in [cell.value for cell in cells]


def test_the_header_is_frozen_and_columns_are_wide_enough_to_read():
    survey = opened(standard("voting"))["survey"]
    assert survey.freeze_panes == "A2"
    widths = {
        survey.cell(1, number).value: survey.column_dimensions[letter].width
        for number, letter in enumerate("ABCD", start=1)
    }
    assert widths["name"] >= 8
    assert widths["label::English (en)"] == 60


def test_the_same_form_gives_the_same_bytes():
    reading = standard("opening")
    assert as_workbook(reading) == as_workbook(reading)
    assert opened(reading).properties.modified.year == 2020


def test_control_characters_are_shown_and_the_difference_is_noticed():
    reading = read_form(markdown(sheets(["text", "why", "Why\x07?", ""])), "entrance.md")
    content = as_workbook(reading)
    assert "Why\ufffd?" in {cell.value for cell in load_workbook(BytesIO(content))["survey"]["C"]}
    assert not is_same_form(reading, content)
