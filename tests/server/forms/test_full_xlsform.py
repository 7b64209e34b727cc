"""Everything that an XLSForm can say arrives in the form, by feature."""

import pytest

from shared.forms.model import (
    Calculate,
    Hidden,
    Metadata,
    Note,
    Range,
    Repeat,
    Section,
    SelectOne,
    TextQuestion,
)
from tests.server.forms.from_sheets import SURVEY, asked_with, form_of, read
from tests.server.forms.sheets import sheets

# --- Groups and repeats ------------------------------------------------------------------


def test_a_repeat_at_the_top_gets_a_page_of_its_own():
    form = form_of(
        sheets(
            ["begin_repeat", "people", "People", "${ramp} = 'no'"],
            ["text", "who", "Who?", ""],
            ["begin_repeat", "things", "Things", ""],
            ["text", "what", "What?", ""],
            ["end_repeat", "", "", ""],
            ["end_repeat", "", "", ""],
            ["text", "last", "Last?", ""],
        )
    )
    assert [(page.name, page.implied) for page in form.sections] == [
        ("page_1", True),
        ("page_2", True),
        ("page_3", True),
    ]
    assert form.sections[1].label == {"en": "People"}
    (people,) = form.sections[1].children
    assert isinstance(people, Repeat)
    assert people.relevant == "${ramp} = 'no'"
    assert [type(child) for child in people.children] == [TextQuestion, Repeat]
    assert [each.name for each in form.single_questions()] == ["ramp", "steps", "last"]


def test_a_repeat_in_a_group_stays_there_with_its_count():
    header = [*SURVEY, "repeat_count"]
    form = form_of(
        sheets(
            survey=[
                header,
                ["integer", "n", "N?", ""],
                ["begin_group", "g", "G", ""],
                ["begin_repeat", "r", "R", "${n}"],
                ["text", "x", "X?", ""],
                ["end_repeat", "", "", ""],
                ["begin_repeat", "s", "S", "${n} + 1"],
                ["text", "y", "Y?", ""],
                ["end_repeat", "", "", ""],
                ["end_group", "", "", ""],
            ]
        )
    )
    group = form.sections[1]
    assert not group.implied
    counts = {each.name: each.count for each in group.children if isinstance(each, Repeat)}
    assert counts == {"r": "${n}", "s": "${s_count}"}
    counted = form.question("s_count")
    assert counted is not None
    assert counted.calculation == "${n} + 1"


def test_the_head_line_of_a_table_asks_nothing():
    header = [*SURVEY, "appearance"]
    form = form_of(
        sheets(
            survey=[
                header,
                ["begin_group", "t", "T", "table-list"],
                ["select_one yes_no", "a", "A?", ""],
                ["end_group", "", "", ""],
                ["begin_group", "u", "U", "field-list"],
                ["select_one yes_no", "head", "Head", "label"],
                ["select_one yes_no", "b", "B?", "list-nolabel"],
                ["end_group", "", "", ""],
            ]
        )
    )
    kinds = [(type(each), each.name) for each in form.questions()]
    assert [kind for kind, _ in kinds] == [Note, SelectOne, Note, SelectOne]
    assert form.sections[1].appearance == "field-list"


# --- Values ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "default", "expected"),
    [
        ("text", "plain", ("plain", "")),
        ("date", "2026-01-31", ("2026-01-31", "")),
        ("date", "today()", ("", "today()")),
        ("text", "${other}", ("", "${other}")),
        ("integer", "1 + 1", ("", "1 + 1")),
    ],
)
def test_defaults_are_static_or_dynamic(kind: str, default: str, expected: tuple[str, str]):
    question = asked_with({"default": default}, kind)
    assert (question.default, question.dynamic_default) == expected


def test_a_trigger_sets_what_the_calculation_gives():
    question = asked_with({"trigger": "${other}", "calculation": "now()"}, "dateTime")
    assert (question.trigger, question.calculation) == (("other",), "now()")


def test_a_visible_question_is_calculated():
    question = asked_with({"calculation": "1 + 1"}, "integer")
    assert (question.type, question.calculation) == ("integer", "1 + 1")


@pytest.mark.parametrize("column", ["calculation", "trigger"])
def test_what_is_computed_and_has_no_words_is_not_shown(column: str):
    header, cell = [*SURVEY, column], "${other}"
    content = sheets(["text", "other", "O?"], survey=[header, ["date", "q", "", cell]])
    question = form_of(content).question("q")
    assert isinstance(question, Calculate)
    assert question.kind == "date"


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("yes", (True, "")),
        ("no", (False, "")),
        ("", (False, "")),
        ("${other} = 1", (False, "${other} = 1")),
    ],
)
def test_read_only_is_a_truth_or_a_condition(cell: str, expected: tuple[bool, str]):
    question = asked_with({"read_only": cell})
    assert (question.read_only, question.read_only_when) == expected


def test_required_can_be_a_condition_with_a_message():
    question = asked_with({"required": "${other} != ''", "required_message": "Needed."})
    assert question.required == "${other} != ''"
    assert question.required_message == {"en": "Needed."}


def test_a_range_is_a_ladder():
    question = asked_with({"parameters": "start=5 end=-5 step=0.5"}, "range")
    assert isinstance(question, Range)
    assert (question.start, question.end, question.step) == (5, -5, 0.5)
    plain = asked_with({}, "range")
    assert isinstance(plain, Range)
    assert (plain.start, plain.end, plain.step) == (1, 10, 1)


def test_hidden_values_and_metadata_know_what_they_are():
    form = form_of(
        sheets(
            survey=[
                [*SURVEY, "default"],
                ["hidden", "h", "", "x"],
                ["start", "begun", "", ""],
                ["deviceid", "d", "", ""],
                ["audit", "audit", "", ""],
                ["text", "q", "Q?", ""],
            ]
        )
    )
    hidden = form.question("h")
    assert isinstance(hidden, Hidden)
    assert hidden.default == "x"
    kinds = {each.name: each.kind for each in form.questions() if isinstance(each, Metadata)}
    assert kinds == {"begun": "start", "d": "deviceid", "audit": "audit"}


# --- Texts, media, and what is left ------------------------------------------------------


def test_all_texts_are_translated():
    columns = [
        "label",
        "hint",
        "guidance_hint",
        "constraint_message",
        "required_message",
        "image",
    ]
    header = ["type", "name", "constraint", "required"]
    row = ["integer", "q", ". > 1", "yes"]
    for column in columns:
        header += [f"{column}::English (en)", f"{column}::Türkçe (tr)"]
        row += [f"{column} en", f"{column} tr"]
    form = form_of(sheets(survey=[header, row]))
    question = form.question("q")
    assert question is not None
    assert question.label == {"en": "label en", "tr": "label tr"}
    assert question.hint == {"en": "hint en", "tr": "hint tr"}
    assert question.guidance == {"en": "guidance_hint en", "tr": "guidance_hint tr"}
    assert question.constraint_message == {
        "en": "constraint_message en",
        "tr": "constraint_message tr",
    }
    assert question.required_message == {"en": "required_message en", "tr": "required_message tr"}
    assert question.media == {"image": {"en": "image en", "tr": "image tr"}}
    assert set(form.languages) == {"en", "tr"}


def test_references_in_texts_are_kept():
    question = asked_with({"hint": "You said ${other}."})
    assert question.hint == {"en": "You said ${other}."}


def test_unknown_columns_are_kept_as_they_are():
    question = asked_with(
        {"my notes": "ask twice", "bind::odk:x": "y", "body::rows": "5", "instance::a": "b"}
    )
    assert question.extras == {
        "my notes": "ask twice",
        "bind::odk:x": "y",
        "body::rows": "5",
        "instance::a": "b",
    }


def test_parameters_are_kept():
    question = asked_with({"parameters": "max-pixels=640"}, "image")
    assert question.parameters == {"max-pixels": "640"}
    assert question.extras == {}


def test_settings_are_kept():
    content = sheets()
    content["settings"] = [
        ["form_id", "version", "instance_name", "style", "name", "public_key"],
        ["entrance", "1", "concat('E ', ${ramp})", "pages", "root", "abc"],
    ]
    form = form_of(content)
    assert form.instance_name == "concat('E ', ${ramp})"
    assert form.root == "root"
    assert form.settings == {"style": "pages", "public_key": "abc"}


def test_groups_have_hints_and_appearances():
    header = [*SURVEY, "appearance", "hint"]
    form = form_of(
        sheets(
            survey=[
                header,
                ["begin_group", "g", "G", "field-list", "All at once"],
                ["text", "x", "X?", "multiline", ""],
                ["end_group", "", "", "", ""],
            ]
        )
    )
    (group,) = form.sections
    assert isinstance(group, Section)
    assert group.appearance == "field-list"
    assert group.children[0].appearance == "multiline"


def test_a_loop_is_refused_with_the_cure():
    reading = read(
        sheets(
            ["begin_loop over yes_no", "l", "L", ""],
            ["text", "x", "X?", ""],
            ["end_loop", "", "", ""],
        )
    )
    assert [(finding.code, finding.row) for finding in reading.errors] == [("loop", 4)]


def test_entities_are_said_to_be_answers_like_others():
    content = sheets() | {"entities": [["dataset", "label"], ["trees", "${ramp}"]]}
    codes = {finding.code for finding in read(content).findings}
    assert "entities" in codes
