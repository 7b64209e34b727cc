"""Forms as they are read from sheets."""

from collections.abc import Mapping

from server.forms.reading import FormReading, read_form
from shared.forms.model import Form, Question
from tests.server.forms.sheets import Sheets, markdown, sheets

SURVEY = ["type", "name", "label"]
NO_FILES: Mapping[str, bytes] = {}


def read(content: Sheets, files: Mapping[str, bytes] = NO_FILES) -> FormReading:
    """Read a form that comes with `files`, contents by name."""
    return read_form(markdown(content), "form.md", files)


def form_of(content: Sheets, files: Mapping[str, bytes] = NO_FILES) -> Form:
    """Return a form without mistakes."""
    reading = read(content, files)
    assert reading.form is not None, reading.findings
    return reading.form


def asked_with(columns: dict[str, str], kind: str = "text") -> Question:
    """Return the question of a form that has one row, with more columns."""
    header, row = [*SURVEY, *columns], [kind, "q", "Q?", *columns.values()]
    question = form_of(sheets(["text", "other", "O?"], survey=[header, row])).question("q")
    assert question is not None
    return question
