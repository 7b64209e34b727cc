import zipfile
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.forms.problems import FormUnreadable
from server.forms.reading import read_form
from tests.server.forms.sheets import comma_separated, markdown, sheets, workbook


def refusal(content: bytes, name: str) -> str:
    with pytest.raises(FormUnreadable) as caught:
        read_form(content, name)
    assert caught.value.detail.startswith(name)
    assert "Traceback" not in caught.value.detail
    return caught.value.detail


def unfolding_to_gigabytes() -> bytes:
    folded = BytesIO()
    with zipfile.ZipFile(folded, "w", zipfile.ZIP_DEFLATED) as parts:
        for number in range(3):
            parts.writestr(f"xl/{number}.xml", b"\0" * 90_000_000)
    return folded.getvalue()


def test_an_empty_file_is_refused_with_a_cure():
    assert "is empty" in refusal(b"", "form.md")
    assert "is empty" in refusal(b" \n\n", "form.csv")


def test_half_a_workbook_is_refused_with_a_cure():
    whole = workbook(sheets())
    assert "cut off" in refusal(whole[: len(whole) // 2], "form.xlsx")


def test_a_workbook_that_is_something_else_is_refused():
    assert "not a whole Excel workbook" in refusal(b"%PDF-1.7 ...", "form.xlsx")
    other = BytesIO()
    with zipfile.ZipFile(other, "w") as parts:
        parts.writestr("hello.txt", "hello")
    assert "can't be read as an XLSForm" in refusal(other.getvalue(), "form.xlsx")


def test_a_workbook_that_unfolds_to_gigabytes_is_not_unfolded():
    assert "unpacks to more than" in refusal(unfolding_to_gigabytes(), "form.xlsx")


@pytest.mark.parametrize("name", ["form.docx", "form.xls", "form", "form.xlsx.exe"])
def test_another_kind_of_file_is_refused_with_the_kinds_that_work(name: str):
    assert ".xlsx" in refusal(b"content", name)


def test_another_encoding_is_named_with_its_line():
    content = sheets(["text", "why", "Pourquoi? éà", ""])
    detail = refusal(comma_separated(content, "latin-1"), "form.csv")
    assert "line 5" in detail
    assert "UTF-8" in detail


def test_a_file_without_tables_is_refused():
    assert "can't be read" in refusal(b"Dear observers, the form is attached.", "form.md")
    assert "can't be read" in refusal(b"Dear observers", "form.csv")


def test_a_form_without_a_survey_sheet_is_refused():
    content = sheets()
    del content["survey"]
    assert "survey" in refusal(markdown(content), "form.md")
    assert "survey" in refusal(workbook(content), "form.xlsx")


def test_a_survey_without_questions_is_refused():
    assert "no rows" in refusal(markdown(sheets(survey=[["type", "name", "label"]])), "form.md")


def test_an_endless_survey_is_refused():
    rows = [["text", f"q{number}", "?", ""] for number in range(5_001)]
    assert "5,003 rows" in refusal(comma_separated(sheets(*rows)), "form.csv")


def test_an_enormous_file_is_refused_unread():
    assert "11 MB" in refusal(b"x" * 11 * 1024 * 1024, "form.csv")


def test_two_thousand_questions_are_read():
    rows = [["text", f"q{number}", "?", "${ramp} = 'no'"] for number in range(2_000)]
    reading = read_form(comma_separated(sheets(*rows)), "form.csv")
    assert reading.errors == ()
    assert reading.form is not None
    assert len(list(reading.form.questions())) == 2_002


@pytest.mark.parametrize("depth", [21, 100, 300, 1_000])
def test_groups_that_nest_without_end_are_explained(depth: int):
    rows = [["begin_group", f"g{number}", "G", ""] for number in range(depth)]
    rows += [["text", "deep", "Deep?", ""]] + [["end_group", "", "", ""]] * depth
    reading = read_form(comma_separated(sheets(*rows)), "form.csv")
    assert reading.errors
    assert reading.errors[0].cure


@given(st.text(max_size=200))
def test_whatever_stands_in_a_table_is_read_or_explained(text: str):
    content = markdown(sheets()) + ("\n| | text | x | X | " + text + " |\n").encode(
        errors="replace"
    )
    try:
        reading = read_form(content, "form.md")
    except FormUnreadable as refused:
        reading = None
        detail = refused.detail
        explained = detail.startswith("form.md")
    else:
        explained = reading.form is not None or bool(reading.errors)
    assert explained
