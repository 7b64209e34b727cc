"""Everything that an XLSForm can say arrives in the form, by feature."""

from collections.abc import Mapping

import pytest

from server.forms.reading import FormReading, read_form
from shared.forms.model import (
    Calculate,
    Choice,
    FileList,
    Form,
    FormFile,
    Hidden,
    Metadata,
    Note,
    Question,
    Range,
    Repeat,
    Section,
    SelectMultiple,
    SelectOne,
    TextQuestion,
    Unsupported,
)
from tests.server.forms.sheets import Sheets, markdown, sheets

SURVEY = ["type", "name", "label"]
NO_FILES: Mapping[str, bytes] = {}


def read(content: Sheets, files: Mapping[str, bytes] = NO_FILES) -> FormReading:
    return read_form(markdown(content), "form.md", files)


def form_of(content: Sheets, files: Mapping[str, bytes] = NO_FILES) -> Form:
    reading = read(content, files)
    assert reading.form is not None, reading.findings
    return reading.form


def asked_with(columns: dict[str, str], kind: str = "text") -> Question:
    """Return the question of a form that has one row, with more columns."""
    header, row = [*SURVEY, *columns], [kind, "q", "Q?", *columns.values()]
    question = form_of(sheets(["text", "other", "O?"], survey=[header, row])).question("q")
    assert question is not None
    return question


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


# --- Choices -----------------------------------------------------------------------------


def cascade(**more: list[list[str]]) -> Sheets:
    return sheets(
        survey=[
            [*SURVEY, "choice_filter"],
            ["select_one region", "region", "Region?", ""],
            ["select_one town", "town", "Town?", "in_region = ${region}"],
        ]
    ) | {
        "choices": [
            ["list_name", "name", "label", "in_region", "image"],
            ["region", "n", "North", "", "n.png"],
            ["town", "a", "Aa", "n", ""],
        ],
        **more,
    }


def test_choices_keep_the_columns_that_filters_compare():
    form = form_of(cascade())
    region, town = form.question("region"), form.question("town")
    assert isinstance(region, SelectOne)
    assert isinstance(town, SelectOne)
    assert region.choices == (
        Choice(name="n", label={"en": "North"}, media={"image": {"en": "n.png"}}),
    )
    assert town.choices == (Choice(name="a", label={"en": "Aa"}, columns={"in_region": "n"}),)
    assert (town.choice_filter, town.list_name) == ("in_region = ${region}", "town")


def test_choices_come_from_an_attached_file():
    header = [*SURVEY, "choice_filter", "parameters"]
    row = ["select_multiple_from_file st.csv", "s", "S?", "region = 'n'", "value=code label=title"]
    content = b"code,title,region\n1,One,n\n2,Two,s\n"
    form = form_of(sheets(survey=[header, row]), {"st.csv": content})
    question = form.question("s")
    assert isinstance(question, SelectMultiple)
    assert question.from_file == FileList(file="st.csv", value="code", label="title")
    (file,) = form.files
    assert file == FormFile(
        name="st.csv", sha256=file.sha256, columns=("code", "title", "region"), rows=2
    )


def test_choices_come_from_a_repeat():
    form = form_of(
        sheets(
            ["begin_repeat", "people", "People", ""],
            ["text", "who", "Who?", ""],
            ["end_repeat", "", "", ""],
            ["select_one ${who}", "chair", "Who chairs?", ""],
        )
    )
    chair = form.question("chair")
    assert isinstance(chair, SelectOne)
    assert chair.from_repeat == "who"


def test_choices_come_from_the_sheet_of_external_choices():
    content = sheets(
        survey=[
            [*SURVEY, "choice_filter"],
            ["text", "state", "State?", ""],
            ["select_one_external city", "city", "City?", "state = ${state}"],
        ]
    ) | {
        "external_choices": [["list_name", "name", "label", "state"], ["city", "a", "Aa", "n"]],
    }
    city = form_of(content).question("city")
    assert isinstance(city, SelectOne)
    assert city.choices == (Choice(name="a", label={"en": "Aa"}, columns={"state": "n"}),)


@pytest.mark.parametrize(
    ("appearance", "choice_filter"),
    [
        ("search('st')", ""),
        ("minimal search('st', 'matches', 'region', ${other})", "region = ${other}"),
        ("search('st', 'contains', 'title', 'x')", "contains(title, 'x')"),
        (
            "search('st', 'startswith', 'title', 'x', 'region', ${other})",
            "starts-with(title, 'x') and region = ${other}",
        ),
    ],
)
def test_a_search_of_the_old_kind_is_a_filter_over_a_file(appearance: str, choice_filter: str):
    question = asked_with({"appearance": appearance}, "select_one yes_no")
    assert isinstance(question, SelectOne)
    assert question.from_file == FileList(file="st.csv", value="yes", label="Yes")
    assert question.choice_filter == choice_filter


def test_a_search_that_is_not_understood_is_shown_as_unsupported():
    question = asked_with({"appearance": "search(${other})"}, "select_one yes_no")
    assert isinstance(question, Unsupported)


def test_a_list_that_only_expressions_look_into_is_kept():
    content = cascade(
        settings=[["form_id", "version"], ["f", "1"]],
        survey=[
            [*SURVEY, "calculation"],
            ["calculate", "c", "", "instance('town')/root/item[name = 'a']/in_region"],
        ],
    )
    form = form_of(content)
    assert list(form.lists) == ["town"]


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


# --- Files -------------------------------------------------------------------------------

EXTERNAL = sheets(["csv-external", "towns", "", ""])


@pytest.mark.parametrize(
    ("content", "columns"),
    [
        ("a,b\n1,2\n", ("a", "b")),
        ("a;b\r\n1;2\r\n\r\n", ("a", "b")),
        ("a\tb\n1\n", ("a", "b")),
        ('"ä, ö"\n"x\ny"\n', ("ä, ö",)),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_tables_come_in_several_notations(content: str, columns: tuple[str, ...], encoding: str):
    form = form_of(EXTERNAL, {"towns.csv": content.encode(encoding)})
    assert [(file.columns, file.rows) for file in form.files] == [(columns, 1)]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        ("a,b\nПривет,2".encode("cp1251"), "line 2"),
        (b'a,b\n"1,2\n', "not CSV"),
        (b"a,a\n1,2\n", "twice"),
    ],
)
def test_a_table_that_cannot_be_read_is_named_with_its_cure(content: bytes, words: str):
    reading = read(EXTERNAL, {"towns.csv": content})
    (finding,) = reading.errors
    assert finding.code == "attached-file"
    assert "towns.csv" in finding.message
    assert words in finding.message
    assert finding.cure


def test_a_declared_file_that_is_missing_is_named():
    (finding,) = read(EXTERNAL).errors
    assert (finding.code, finding.row) == ("missing-file", 4)
    assert "towns.csv" in finding.message


def test_geojson_is_a_table():
    content = b"""{"type": "FeatureCollection", "features": [{"type": "Feature", "id": 7,
      "properties": {"title": "School"}, "geometry": {"type": "Point", "coordinates": [71.4, 51.1]}
      }]}"""
    form = form_of(
        sheets(survey=[SURVEY, ["select_one_from_file st.geojson", "s", "S?"]]),
        {"st.geojson": content},
    )
    assert form.files[0].columns == ("title", "geometry", "id")
    question = form.question("s")
    assert isinstance(question, SelectOne)
    assert question.from_file == FileList(file="st.geojson", value="id", label="title")


def test_other_files_are_kept_by_their_hash():
    form = form_of(sheets(), {"map.png": b"\x89PNG"})
    assert [(file.name, file.columns) for file in form.files] == [("map.png", ())]


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
