"""Where an XLSForm takes its choices from."""

import pytest

from shared.forms.model import (
    Choice,
    FileList,
    FormFile,
    SelectMultiple,
    SelectOne,
    Unsupported,
)
from tests.server.forms.from_sheets import SURVEY, asked_with, form_of
from tests.server.forms.sheets import Sheets, sheets


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
