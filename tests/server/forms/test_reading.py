from collections.abc import Callable

import pytest

from server.forms.reading import FormReading, read_form
from shared.forms.answers import NonAnswer
from shared.forms.model import (
    Acknowledge,
    Barcode,
    Date,
    DateTime,
    Decimal,
    Form,
    Geopoint,
    Hidden,
    Indicator,
    Integer,
    Media,
    Metadata,
    Note,
    Range,
    Rank,
    SelectMultiple,
    SelectOne,
    Shape,
    TextQuestion,
    Time,
    Unsupported,
)
from tests.server.forms.sheets import Sheets, comma_separated, markdown, sheets, workbook


def comma_separated_with_bom(content: Sheets) -> bytes:
    return comma_separated(content, "utf-8-sig")


def read(content: Sheets) -> FormReading:
    return read_form(markdown(content), "form.md")


def form_of(content: Sheets) -> Form:
    reading = read(content)
    assert reading.errors == ()
    assert reading.form is not None
    return reading.form


def codes(reading: FormReading) -> set[str]:
    return {finding.code for finding in reading.findings}


@pytest.mark.parametrize(
    ("write", "name"),
    [(markdown, "form.md"), (comma_separated, "form.csv"), (workbook, "form.xlsx"),
     (comma_separated_with_bom, "with_bom.csv")],
)  # fmt: skip
def test_the_notation_does_not_matter(write: Callable[[Sheets], bytes], name: str):
    reading = read_form(write(sheets()), name)
    assert reading.findings == ()
    assert reading.form == form_of(sheets())
    assert '<bind nodeset="/data/steps"' in reading.xform


def test_questions_keep_their_words_choices_and_conditions():
    form = form_of(sheets())
    assert (form.id, form.version, form.title) == ("entrance", "1", {"en": "Entrance"})
    ramp, steps = form.questions()
    assert isinstance(ramp, SelectOne)
    assert ramp.label == {"en": "Is there a ramp?"}
    assert [choice.name for choice in ramp.choices] == ["yes", "no"]
    assert isinstance(steps, Integer)
    assert steps.relevant == "${ramp} = 'no'"


def test_groups_are_sections_and_questions_outside_get_one_of_their_own():
    form = form_of(
        sheets(
            ["begin_group", "inside", "Inside", "${ramp} != ''"],
            ["note", "hello", "Look around.", ""],
            ["begin_group", "deeper", "Deeper", ""],
            ["text", "what", "What?", ""],
            ["end_group", "", "", ""],
            ["end_group", "", "", ""],
            ["text", "last", "Last?", ""],
        )
    )
    assert [section.name for section in form.sections] == ["page_1", "inside", "page_3"]
    assert form.sections[1].relevant == "${ramp} != ''"
    assert [question.name for question in form.questions()] == ["ramp", "steps", "hello", "what",
                                                                "last"]  # fmt: skip
    assert isinstance(form.question("hello"), Note)


def test_our_own_columns_arrive_at_the_question():
    header = ["type", "name", "label", "required", "evenhand::indicator", "evenhand::positive",
              "evenhand::negative", "evenhand::section", "evenhand::core", "evenhand::seen_by",
              "evenhand::alert", "evenhand::non_answers", "evenhand::comment_on",
              "evenhand::warning", "evenhand::warning_message"]  # fmt: skip
    row = ["select_one yes_no", "ramp", "Ramp?", "yes", "access.ramp", "yes", "no", "access", "yes",
           "yes", "*negative", "not_observed", "yes, *negative", ". = 'yes'", "Sure?"]  # fmt: skip
    question = form_of(sheets(survey=[header, row])).question("ramp")
    assert isinstance(question, SelectOne)
    assert question.indicator == Indicator(
        id="access.ramp", positive=("yes",), negative=("no",), section="access"
    )
    assert question.required == "true()"
    assert question.core
    assert question.seen_by
    assert question.alert == ("no",)
    assert question.comment_on == ("yes", "no")
    assert question.non_answers == (NonAnswer.NOT_OBSERVED,)
    assert question.warning == ". = 'yes'"
    assert question.warning_message == {"en": "Sure?"}


def test_other_people_s_forms_offer_all_three_non_answers():
    ramp = form_of(sheets()).question("ramp")
    assert ramp is not None
    assert ramp.non_answers == tuple(NonAnswer)


def test_labels_come_in_every_language_of_the_form():
    content: Sheets = {
        "survey": [
            ["type", "name", "label::English (en)", "label::Русский (ru)", "hint::Türkçe"],
            ["select_one yes_no", "ramp", "Ramp?", "Пандус?", "Rampa"],
        ],
        "choices": [
            ["list_name", "name", "label::English (en)", "label::Русский (ru)"],
            ["yes_no", "yes", "Yes", "Да"],
        ],
        "settings": [["form_id", "version", "default_language"], ["e", "1", "Русский (ru)"]],
    }
    form = form_of(content)
    assert form.languages == ("ru", "en", "tr")
    assert form.default_language == "ru"
    ramp = form.question("ramp")
    assert isinstance(ramp, SelectOne)
    assert ramp.label == {"en": "Ramp?", "ru": "Пандус?"}
    assert ramp.hint == {"tr": "Rampa"}
    assert ramp.choices[0].label == {"en": "Yes", "ru": "Да"}


def test_a_scale_is_known_by_its_list():
    content = sheets(
        survey=[["type", "name", "label"], ["select_one frequency", "f", "How often?"]]
    )
    content["choices"] = [["list_name", "name", "label"], ["frequency", "always", "Always"]]
    question = form_of(content).question("f")
    assert isinstance(question, SelectOne)
    assert question.scale == "frequency"


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("select_multiple yes_no", SelectMultiple), ("rank yes_no", Rank), ("text", TextQuestion),
     ("int", Integer), ("decimal", Decimal), ("range", Range), ("percentage", Integer),
     ("barcode", Barcode), ("acknowledge", Acknowledge), ("date", Date), ("time", Time),
     ("datetime", DateTime), ("note", Note), ("hidden", Hidden), ("geopoint", Geopoint),
     ("geotrace", Shape), ("geoshape", Shape), ("image", Media), ("photo", Media),
     ("audio", Media), ("video", Media), ("file", Media), ("start", Metadata), ("end", Metadata),
     ("today", Metadata), ("deviceid", Metadata), ("username", Metadata), ("email", Metadata),
     ("start-geopoint", Metadata), ("osm", Unsupported),
     ("select_one_from_file stations.xml", Unsupported)],
)  # fmt: skip
def test_every_kind_of_question_finds_its_place(kind: str, expected: type):
    assert isinstance(form_of(sheets([kind, "x", "X?", ""])).question("x"), expected)


def test_or_other_asks_which_other():
    form = form_of(sheets(["select_one yes_no or_other", "kind", "Kind?", ""]))
    other = form.question("kind_other")
    assert isinstance(other, TextQuestion)
    assert other.relevant == "selected(../kind, 'other')"


def test_a_form_without_a_version_gets_one_from_its_content():
    content = sheets()
    content["settings"] = [["form_id"], ["entrance"]]
    first, second = read(content), read({**content, "choices": [*content["choices"]]})
    assert codes(first) == {"no-version"}
    assert first.form is not None
    assert first.form.version == (second.form and second.form.version)
    assert f'version="{first.form.version}"' in first.xform


def test_a_form_without_an_id_is_called_like_its_file():
    content = sheets()
    content["settings"] = [["version"], ["1"]]
    assert form_of(content).id == "form"


# --- An author's mistakes ----------------------------------------------------------------


def test_a_typo_in_a_function_names_the_row_and_the_cure():
    reading = read(sheets(["text", "why", "Why?", "selectd(${ramp}, 'no')"]))
    (finding,) = reading.errors
    assert finding.row == 4
    assert "why, column `relevant`" in finding.message
    assert finding.cure == "Did you mean `selected`?"


def test_every_reference_to_no_question_is_found_at_once():
    reading = read(
        sheets(
            ["text", "why", "Why?", "${rmap} = 'no'"],
            ["text", "where", "Where?", "${stepps} > 1"],
        )
    )
    assert [(finding.row, finding.cure) for finding in reading.errors] == [
        (4, "Did you mean `${ramp}`?"),
        (5, "Did you mean `${steps}`?"),
    ]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (["text", "why", "Why?", "(${ramp} = 'no'"], "never closed"),
        (["text", "why", "Why?", "${ramp} ~ 'no'"], "no meaning"),
        (["text", "why", "Why?", "${why} = 'x'"], "waits for itself"),
        (["text", "ramp", "Why?", ""], "unique"),
        (["txet", "why", "Why?", ""], "Unknown question type 'txet'"),
        (["select_one colours", "why", "Why?", ""], "colours"),
        (["text", "two words", "Why?", ""], "invalid"),
        (["begin_group", "g", "G", ""], "begin_group"),
        (["begin_repeat", "r", "R", ""], "begin_repeat"),
    ],
)
def test_a_mistake_in_the_survey_is_found_in_its_row(row: list[str], words: str):
    reading = read(sheets(row))
    (finding,) = reading.errors
    assert finding.row == 4
    assert words in finding.message
    assert finding.cure


@pytest.mark.parametrize(
    ("column", "cell", "words"),
    [
        ("evenhand::postive", "yes", "no such column"),
        ("evenhand::core", "perhaps", "neither yes nor no"),
        ("evenhand::non_answers", "not_seen", "`not_seen`"),
        ("evenhand::positive", "yes", "for no indicator"),
        ("evenhand::scale", "colour", "not a scale"),
        ("evenhand::alert", "nope", "no choice `nope`"),
        ("evenhand::warning", "foo(.)", "no function `foo`"),
    ],
)
def test_a_mistake_in_our_own_columns_is_an_error(column: str, cell: str, words: str):
    header = ["type", "name", "label", column]
    reading = read(sheets(survey=[header, ["select_one yes_no", "ramp", "Ramp?", cell]]))
    (finding,) = reading.errors
    assert finding.row == 2
    assert words in finding.message


def test_a_hostile_pattern_is_harmless():
    header = ["type", "name", "label", "constraint"]
    form = form_of(sheets(survey=[header, ["text", "t", "T?", r"regex(., '(a+)+$')"]]))
    question = form.question("t")
    assert question is not None
    assert question.constraint == "regex(., '(a+)+$')"
