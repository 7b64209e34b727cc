"""Forms as people write them for ODK and KoboToolbox: they load, or are refused with a reason."""

from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook

from server.forms.problems import FormUnreadable
from server.forms.reading import FormReading, read_form
from server.forms.showing import show
from server.forms.versions import compare
from shared.forms.lint.catalogue import CATALOGUE
from shared.forms.model import Form

FORMS = dict[
    str, str
](
    part.split("\n", 1)  # pyright: ignore[reportArgumentType]
    for part in Path(__file__).with_name("other_peoples_forms.txt").read_text().split("=== ")[1:]
)
LOADS = [title for title in FORMS if title.startswith("loads")]
REFUSED = [title for title in FORMS if title.startswith("refused")]


def read(title: str) -> FormReading:
    return read_form(FORMS[title].encode(), "form.md")


@pytest.mark.parametrize("title", FORMS)
def test_all_that_is_found_is_in_the_catalogue(title: str):
    assert {each.code for each in read(title).findings} <= CATALOGUE.keys()


@pytest.mark.parametrize("title", LOADS)
def test_it_loads_and_can_be_shown_compared_and_kept(title: str):
    reading = read(title)
    assert reading.errors == ()
    form = reading.form
    assert form is not None
    assert reading.xform.startswith("<?xml")
    assert Form.model_validate(form.model_dump(mode="json")) == form
    assert compare(form, form).is_same
    for language in form.languages:
        assert len(show(form, language)) > 2


@pytest.mark.parametrize("title", REFUSED)
def test_it_is_refused_with_a_reason_that_helps(title: str):
    errors = read(title).errors
    assert errors
    for each in errors:
        assert "Error" not in each.message.split("(")[0]
        assert len(each.message) > 10
        assert len(each.cure) > 10


def test_rows_are_those_of_the_spreadsheet_even_with_blank_ones():
    book = Workbook()
    survey = book.worksheets[0]
    survey.title = "survey"
    for row in (["type", "name", "label", "relevant"], [], ["text", "a", "A"], [None, None]):
        survey.append(row)
    survey.append(["text", "b", "B", "${a} = "])
    saved = BytesIO()
    book.save(saved)
    (error,) = read_form(saved.getvalue(), "form.xlsx").errors
    assert error.row == 5


@pytest.mark.parametrize("name", ["~$form.xlsx", "form.xlsx", "form.xls", "form.csv", "form.ods"])
@pytest.mark.parametrize("content", [b"\x00\x01\x02", b"PK\x03\x04nothing", b"just words"])
def test_what_is_no_form_is_refused_and_named(name: str, content: bytes):
    with pytest.raises(FormUnreadable) as caught:
        read_form(content, name)
    assert name in caught.value.detail
