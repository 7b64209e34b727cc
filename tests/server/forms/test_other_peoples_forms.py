"""Forms as others write them: read, or refused with a reason; never a traceback."""

import json
from datetime import UTC, datetime
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyxform.question_type_dictionary import QUESTION_TYPE_DICT

from server.forms.reading import FormReading, read_form
from shared.forms.model import Form, Unsupported
from shared.forms.review import review
from shared.forms.reviewing import Reviewing
from tests.server.forms.sheets import Sheets, comma_separated, markdown, sheets, workbook

NOW = datetime(2026, 10, 4, 12, tzinfo=UTC)
KINDS = sorted(cast(dict[str, object], QUESTION_TYPE_DICT))
NOTATIONS = [(markdown, "form.md"), (comma_separated, "form.csv"), (workbook, "form.xlsx")]


def holds(reading: FormReading) -> None:
    """Check that a form was read and can be filled in, or refused with words."""
    for finding in reading.findings:
        assert finding.message
        assert finding.cure
    if reading.form is None:
        assert reading.errors
        return
    form = reading.form
    assert Form.model_validate(json.loads(form.model_dump_json())).digest == form.digest
    reviewing = Reviewing(form, {}, now=NOW)
    reviewing.begin()
    for question in form.questions():
        reviewing.choices_for(question.name)
        reviewing.change(question.name, "1")
        reviewing.text(question.name, question.label)
    assert reviewing.review == review(form, reviewing.answers, now=NOW)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_that_pyxform_knows_is_read_or_refused(kind: str):
    holds(read_form(markdown(sheets([kind, "q", "Q?", ""])), "form.md"))


@pytest.mark.parametrize(
    "kind",
    [
        "select_one yes_no",
        "select_multiple yes_no",
        "rank yes_no",
        "select_one yes_no or_other",
        "select_multiple yes_no or_other",
        "select_one_from_file a.csv",
        "select_multiple_from_file a.csv",
        "select_one_from_file a.geojson",
        "select_one_from_file a.xml",
        "select_one_external yes_no",
        "select_one ${ramp}",
        "select one from yes_no",
        "select all that apply from yes_no",
        "add select one prompt using yes_no",
        "csv-external",
        "xml-external",
        "osm yes_no",
        "begin repeat",
        "nonsense",
        "",
    ],
)
def test_selects_of_all_notations_are_read_or_refused(kind: str):
    holds(read_form(markdown(sheets([kind, "q", "Q?", ""])), "form.md"))


COLUMNS = [
    ("relevant", "${ramp} = 'yes'"),
    ("relevance", "selected(${ramp}, 'yes')"),
    ("constraint", ". > 0"),
    ("constraint", "((("),
    ("constraint_message", "No ${ramp}"),
    ("required", "yes"),
    ("required", "${steps} > 1"),
    ("requiredMsg", "Needed"),
    ("read_only", "TRUE"),
    ("readonly", "${ramp} = 'no'"),
    ("default", "1"),
    ("default", "today()"),
    ("default", "${steps} + 1"),
    ("calculation", "1 + 1"),
    ("calculation", "${q}"),
    ("trigger", "${ramp}"),
    ("trigger", "ramp"),
    ("appearance", "minimal autocomplete w2"),
    ("appearance", "label"),
    ("appearance", "search('f')"),
    ("parameters", "start=1 end=5 step=2"),
    ("parameters", "randomize=true"),
    ("parameters", "rubbish"),
    ("choice_filter", "name = ${ramp}"),
    ("choice_filter", "nothing = 1"),
    ("repeat_count", "3"),
    ("repeat_count", "${steps}"),
    ("media::image", "a.png"),
    ("media::audio::English (en)", "a.mp3"),
    ("guidance_hint", "Look ${steps}"),
    ("label::Русский (ru)", "Вопрос ${ramp}"),
    ("bind::type", "int"),
    ("bind::jr:preload", "uid"),
    ("body::accuracyThreshold", "5"),
    ("instance::x", "y"),
    ("my own column", "anything"),
    ("note", "x"),
    ("save_to", "property"),
    ("intent", "ex:org.app(a='b')"),
    ("autoplay", "audio"),
    ("rows", "5"),
]
ROW_KINDS = [
    "text",
    "integer",
    "select_one yes_no",
    "select_multiple yes_no",
    "rank yes_no",
    "range",
    "calculate",
    "note",
    "hidden",
    "geopoint",
    "image",
    "acknowledge",
    "start",
    "begin_group",
    "begin_repeat",
    "end_group",
    "end_repeat",
    "select_one_from_file a.csv",
]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(ROW_KINDS), st.lists(st.sampled_from(COLUMNS), max_size=3)),
        max_size=4,
    ),
    st.sampled_from(NOTATIONS),
)
def test_whatever_columns_meet_a_form_is_read_or_refused(
    rows: list[tuple[str, list[tuple[str, str]]]], notation: tuple[object, str]
):
    write, name = notation
    headers = list(dict.fromkeys(column for _, cells in rows for column, _ in cells))
    survey = [
        ["type", "name", "label", *headers],
        ["select_one yes_no", "ramp", "Ramp?", *[""] * len(headers)],
        ["integer", "steps", "Steps?", *[""] * len(headers)],
    ]
    for number, (kind, cells) in enumerate(rows):
        given_cells = dict(cells)
        own = ["" if kind.startswith("end") else f"n{number}", f"Label {number}"]
        survey.append([kind, *own, *(given_cells.get(header, "") for header in headers)])
    content: Sheets = sheets(survey=survey)
    assert callable(write)
    holds(read_form(cast(bytes, write(content)), name))


def test_what_a_terminal_can_not_do_is_kept_as_such():
    form = read_form(markdown(sheets(["osm", "q", "Q?", ""])), "form.md").form
    assert form is not None
    question = form.question("q")
    assert isinstance(question, Unsupported)
    assert question.kind == "osm"
