"""Every standard question is asked, with its choices, its reading and its non-answers.

`standard_questions.json` is the methodology's list: 89 questions in four parts. Three of them are
asked otherwise than as one question: H01 is the report's station, H09 is two numbers, C23 is the
protocol's lines.
"""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from shared.forms.answers import NonAnswer
from shared.forms.model import Form, Integer, Question, Repeat, SelectOne, TextQuestion, choices_of
from tests.server.forms.library.looking import asking, looked_at

STANDARD: list[dict[str, Any]] = json.loads(
    Path(__file__).with_name("standard_questions.json").read_text(encoding="utf-8")
)
AS_ONE = [each for each in STANDARD if each["id"] not in ("H01", "H09", "C23")]
TYPES = {
    "single": "select_one",
    "frequency": "select_one",
    "scale4": "select_one",
    "multi": "select_multiple",
    "integer": "integer",
    "time": "time",
}
FIGURES = next(each for each in STANDARD if each["id"] == "C23")["choices"]
"""The lines of the protocol; the last one is the contestants'."""


def by_id(questions: list[dict[str, Any]]) -> list[Any]:
    return [pytest.param(each, id=each["id"]) for each in questions]


def in_library(library: dict[str, Form], name: str, form: str) -> Question:
    question = library[form].question(name)
    assert question is not None, f"{form} does not ask {name}"
    return question


def test_the_methodology_has_89_questions_of_which_34_are_core():
    assert Counter(each["form"] for each in STANDARD) == {
        "header": 9, "opening": 16, "voting": 38, "counting": 26,
    }  # fmt: skip
    assert len([each for each in STANDARD if each.get("core")]) == 34


@pytest.mark.parametrize("standard", by_id(AS_ONE))
def test_a_question_has_its_type_choices_and_reading(
    library: dict[str, Form], standard: dict[str, Any]
):
    question = in_library(library, standard["id"], standard["form"])
    assert question.type == TYPES[standard["type"]]
    assert [each.name for each in choices_of(question)] == standard.get("choices", [])
    assert question.indicator is not None
    assert question.indicator.positive == tuple(standard.get("positive", ()))
    assert question.indicator.negative == tuple(standard.get("negative", ()))
    assert [each.value for each in question.non_answers] == standard.get("non_answers", [])
    assert question.core == standard.get("core", False)
    assert question.seen_by == standard.get("seen_by", False)
    scale = {"frequency": "frequency", "scale4": "assessment"}.get(standard["type"], "")
    assert not isinstance(question, SelectOne) or question.scale == scale


@pytest.mark.parametrize("standard", by_id(AS_ONE))
def test_a_comment_is_asked_for_where_the_methodology_wants_one(
    library: dict[str, Form], standard: dict[str, Any]
):
    question = in_library(library, standard["id"], standard["form"])
    wanted = standard.get("comment_on", [])
    expected = standard["negative"] if wanted == ["*negative"] else wanted
    assert set(question.comment_on) == set(expected)


@pytest.mark.parametrize("standard", by_id([each for each in AS_ONE if "skip" in each]))
def test_a_question_is_skipped_where_the_methodology_skips_it(
    library: dict[str, Form], standard: dict[str, Any]
):
    form = library[standard["form"]]
    [(rule, conditions)] = standard["skip"].items()
    [(other, values)] = conditions.items()
    asked = in_library(library, other, standard["form"])
    for choice in choices_of(asked):
        answer = [choice.name] if asked.type == "select_multiple" else choice.name
        expected = (choice.name in values) == (rule == "show_if")
        assert (standard["id"] in looked_at(form, {other: answer}).asked) == expected, choice.name


def test_a_question_about_mobile_voting_is_skipped_where_there_is_none(library: dict[str, Form]):
    result = looked_at(library["voting"], {"V31": NonAnswer.NOT_APPLICABLE})
    assert "V32" not in result.asked


def test_members_and_the_women_among_them_are_two_numbers(library: dict[str, Form]):
    for name in ("H09", "H09_women"):
        question = in_library(library, name, "header")
        assert isinstance(question, Integer)
        assert question.non_answers == (NonAnswer.NOT_OBSERVED, NonAnswer.DONT_KNOW)


@pytest.mark.parametrize("figure", FIGURES[:-1])
def test_each_line_of_the_protocol_is_a_number_of_the_core(library: dict[str, Form], figure: str):
    question = in_library(library, f"C23_{figure}", "counting")
    assert isinstance(question, Integer)
    assert question.core
    assert question.non_answers == (NonAnswer.NOT_OBSERVED, NonAnswer.DONT_KNOW)
    assert question.indicator is not None
    assert question.indicator.id == f"protocol.{figure}"


def test_the_contestants_votes_are_lines_that_nothing_reads_but_their_own_check(
    library: dict[str, Form],
):
    assert FIGURES[-1] == "votes_by_contestant"
    form = library["counting"]
    contestant = in_library(library, "C23_contestant", "counting")
    votes = in_library(library, "C23_votes", "counting")
    assert isinstance(contestant, TextQuestion)
    assert isinstance(votes, Integer)
    assert votes.indicator is None
    assert contestant.indicator is None
    alone = [each.name for each in form.single_questions()]
    assert not {contestant.name, votes.name} & set(alone)
    reading = [each.name for each in form.questions() if "C23_votes" in each.model_dump_json()]
    assert reading == ["C23_votes", "C23_all_contestants"]


def test_nothing_but_the_standard_questions_is_required_of_their_forms(library: dict[str, Form]):
    core = {each["id"] for each in STANDARD if each.get("core")} - {"H01", "C23"}
    forms = [library[name] for name in ("header", "opening", "voting", "counting")]
    required = {each.name for form in forms for each in asking(form) if each.required}
    assert required == core


def test_the_three_other_forms_are_short(library: dict[str, Form]):
    counts = {name: len(asking(library[name])) for name in ("tabulation", "flash", "accessibility")}
    assert counts["flash"] <= 10
    assert max(counts.values()) <= 25


def test_a_flash_report_wants_three_keys_and_a_sentence(library: dict[str, Form]):
    required = [each for each in asking(library["flash"]) if each.required]
    assert [each.type for each in required] == ["select_one", "select_one", "select_one", "text"]
    assert all(len(choices_of(each)) <= 9 for each in required)


def test_a_flash_report_that_is_not_minor_is_an_alert(library: dict[str, Form]):
    flash = library["flash"]
    assert looked_at(flash, {"F02": "low"}).alerts == []
    assert looked_at(flash, {"F02": "medium"}).alerts == ["F02"]
    assert looked_at(flash, {"F02": "high"}).alerts == ["F02"]


def test_repeats_are_only_where_a_list_is_copied(library: dict[str, Form]):
    repeats = [
        node.name
        for form in library.values()
        for section in form.sections
        for node in section.children
        if isinstance(node, Repeat)
    ]
    assert repeats == ["C23_votes_by_contestant", "T18_lines"]
