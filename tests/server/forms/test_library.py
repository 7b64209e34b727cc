"""The standard checklists ask what the methodology asks, by its ids and choices."""

from datetime import UTC, datetime
from typing import Any

import pytest

from server.forms import service
from server.forms.problems import UnknownForm
from shared.forms.answers import NonAnswer
from shared.forms.model import (
    Calculate,
    Form,
    Indicator,
    Integer,
    Note,
    Question,
    SelectMultiple,
    SelectOne,
    choices_of,
)
from shared.forms.remarks import Code
from shared.forms.review import Review, review

NOW = datetime(2026, 10, 4, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def library() -> dict[str, Form]:
    forms = {reading.form.id: reading.form for reading in service.list_library() if reading.form}
    assert list(forms) == ["header", "opening", "voting", "counting"]
    return forms


def asking(form: Form) -> list[Question]:
    return [each for each in form.questions() if not isinstance(each, Note | Calculate)]


def looked_at(form: Form, answers: dict[str, Any]) -> Review:
    return review(form, answers, now=NOW)


@pytest.mark.parametrize("name", service.LIBRARY)
def test_a_standard_checklist_has_nothing_to_remark_on(name: str):
    assert service.read_library(name).findings == ()


def test_there_are_no_other_standard_checklists():
    with pytest.raises(UnknownForm, match="header, opening, voting, counting"):
        service.read_library("tabulation")


def test_all_questions_of_the_methodology_are_asked(library: dict[str, Form]):
    counts = {name: len(asking(form)) for name, form in library.items()}
    # H01 is the report's station, H09 is asked as two numbers, C23 as ten figures.
    assert counts == {"header": 9 - 1 + 1, "opening": 16, "voting": 38, "counting": 26 - 1 + 10}


def test_every_question_can_be_read_and_is_bound_to_an_indicator(library: dict[str, Form]):
    for form in library.values():
        for question in asking(form):
            assert question.label["en"]
            assert len(question.label["en"]) <= 120
            assert isinstance(question.indicator, Indicator)
            assert question.indicator.section
            assert all(choice.label["en"] for choice in choices_of(question))


def test_indicators_are_unique_over_all_checklists(library: dict[str, Form]):
    ids = [
        question.indicator.id
        for form in library.values()
        for question in asking(form)
        if question.indicator
    ]
    assert len(ids) == len(set(ids))


def test_the_core_is_required_except_the_figures(library: dict[str, Form]):
    core = [each for form in library.values() for each in asking(form) if each.core]
    figures = [each for each in core if each.name.startswith("C23_")]
    assert len(core) - len(figures) == 34 - 2  # H01 is the report's station, C23 the figures
    assert all(each.required for each in core if each not in figures)
    assert not any(each.required for each in figures)


def test_no_question_totals_votes(library: dict[str, Form]):
    figures = [each for each in asking(library["counting"]) if each.name.startswith("C23_")]
    assert len(figures) == 10
    assert all(isinstance(each, Integer) for each in figures)
    assert not any("contestant" in each.name or "candidate" in each.name for each in figures)


def test_scales_are_known_as_such(library: dict[str, Form]):
    scales = {
        question.name: question.scale
        for form in library.values()
        for question in form.questions()
        if isinstance(question, SelectOne) and question.scale
    }
    assert {name for name, scale in scales.items() if scale == "assessment"} == {
        "O16", "V37", "V38", "C26",
    }  # fmt: skip
    assert {name for name, scale in scales.items() if scale == "frequency"} == {
        "V18", "V23", "V24", "V25", "V26", "C12",
    }  # fmt: skip


def test_a_question_with_none_excludes_the_others(library: dict[str, Form]):
    voting = library["voting"]
    assert isinstance(voting.question("V28"), SelectMultiple)
    wrong = looked_at(voting, {"V28": ["none", "vote_buying"]}).wrong
    assert [remark.code for remark in wrong] == [Code.NONE_WITH_OTHERS]


@pytest.mark.parametrize(
    ("form", "answers", "name"),
    [
        ("voting", {"V01": "active"}, "V02"),
        ("voting", {"V11": ["media"]}, "V12"),
        ("voting", {"V11": NonAnswer.NOT_OBSERVED}, "V12"),
        ("voting", {"V31": "no"}, "V32"),
        ("opening", {"O07": "yes"}, "O08"),
        ("header", {"H09": 7}, "H09_women"),
    ],
)
def test_what_follows_from_an_answer_is_asked(
    library: dict[str, Form], form: str, answers: dict[str, Any], name: str
):
    assert name in looked_at(library[form], answers).asked


@pytest.mark.parametrize(
    ("form", "answers", "name"),
    [
        ("voting", {"V01": "none"}, "V02"),
        ("voting", {"V11": ["none"]}, "V12"),
        ("voting", {"V29": ["none"]}, "V30"),
        ("voting", {"V31": NonAnswer.NOT_APPLICABLE}, "V32"),
        ("opening", {"O07": "no"}, "O08"),
        ("opening", {"O14": ["none"]}, "O15"),
        ("header", {"H09": 0}, "H09_women"),
    ],
)
def test_what_makes_no_sense_is_not_asked(
    library: dict[str, Form], form: str, answers: dict[str, Any], name: str
):
    assert name not in looked_at(library[form], answers).asked


@pytest.mark.parametrize(
    ("form", "answers", "wrong"),
    [
        ("header", {"H08": 6001}, ["H08"]),
        ("header", {"H08": 6000}, []),
        ("header", {"H09": 5, "H09_women": 6}, ["H09_women"]),
        ("voting", {"V16": 41}, ["V16"]),
        ("voting", {"V16": -1}, ["V16"]),
        ("voting", {"V08": NonAnswer.NOT_OBSERVED}, ["V08"]),
    ],
)
def test_impossible_answers_are_wrong(
    library: dict[str, Form], form: str, answers: dict[str, Any], wrong: list[str]
):
    assert [remark.question for remark in looked_at(library[form], answers).wrong] == wrong


FIGURES = {
    "C23_voters_on_list": 1200,
    "C23_ballots_received": 1100,
    "C23_issued_at_station": 700,
    "C23_issued_mobile": 20,
    "C23_unused_cancelled": 370,
    "C23_spoiled": 10,
    "C23_in_stationary_boxes": 698,
    "C23_in_mobile_boxes": 20,
    "C23_invalid": 8,
    "C23_valid": 710,
}


@pytest.mark.parametrize(
    ("change", "flagged"),
    [
        ({}, []),
        ({"C23_ballots_received": 1101}, ["C23_spoiled"]),
        ({"C23_voters_on_list": 719}, ["C23_issued_mobile"]),
        ({"C23_in_mobile_boxes": 21, "C23_valid": 711}, ["C23_in_mobile_boxes"]),
        ({"C23_in_stationary_boxes": 701, "C23_valid": 713}, ["C23_in_mobile_boxes"]),
        ({"C23_valid": 709}, ["C23_valid"]),
    ],
)
def test_figures_that_do_not_add_up_are_a_question_and_no_obstacle(
    library: dict[str, Form], change: dict[str, int], flagged: list[str]
):
    result = looked_at(library["counting"], {**FIGURES, **change})
    assert [remark.question for remark in result.flagged] == flagged
    assert all(remark.message["en"].endswith("?") for remark in result.flagged)
    assert result.wrong == []


@pytest.mark.parametrize(
    ("answers", "flagged"),
    [
        ({"V38": "good"}, []),
        ({"V38": "good", "V15": ["none"], "V28": ["none"]}, []),
        ({"V38": "good", "V27": "no"}, ["V38"]),
        ({"V38": "bad"}, ["V38"]),
        ({"V38": "bad", "V27": "no"}, []),
        ({"V38": "very_good", "V28": NonAnswer.NOT_OBSERVED}, []),
    ],
)
def test_an_overall_mark_that_contradicts_the_answers_is_asked_about(
    library: dict[str, Form], answers: dict[str, Any], flagged: list[str]
):
    result = looked_at(library["voting"], answers)
    doubtful = [each.question for each in result.flagged if each.code is Code.DOUBTFUL]
    assert doubtful == flagged


@pytest.mark.parametrize(
    ("departure", "flagged"), [("09:20", []), ("09:19", ["H05"]), ("08:00", ["H05"])]
)
def test_a_short_visit_is_asked_about(library: dict[str, Form], departure: str, flagged: list[str]):
    result = looked_at(library["header"], {"H04": "09:00", "H05": departure})
    assert [remark.question for remark in result.flagged] == flagged
    assert result.wrong == []


def test_serious_problems_reach_headquarters_at_once(library: dict[str, Form]):
    answers = {"V27": "no", "V28": ["vote_buying"], "V06": "missing", "V08": "refused"}
    assert looked_at(library["voting"], answers).alerts == ["V08", "V27", "V28"]
    assert looked_at(library["header"], {"H06": "safety"}).alerts == ["H06"]
