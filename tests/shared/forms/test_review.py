from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.forms.answers import NonAnswer, from_json, to_json
from shared.forms.model import (
    Calculate,
    Date,
    DateTime,
    Decimal,
    Note,
    TextQuestion,
    Time,
    Unsupported,
)
from shared.forms.remarks import Code, Remark
from tests.shared.forms.checklists import (
    a_form,
    looked_at,
    negative,
    number,
    one,
    section,
    several,
)

RAMP = a_form(
    one("ramp", required="true()"),
    one("usable", relevant="${ramp} = 'yes'", required="true()"),
)


def codes(remarks: list[Remark]) -> list[tuple[str, Code]]:
    return [(remark.question, remark.code) for remark in remarks]


# --- What is asked -----------------------------------------------------------------------


def test_a_question_is_asked_once_its_condition_holds():
    assert looked_at(RAMP, {}).asked == ["ramp"]
    assert looked_at(RAMP, {"ramp": "no"}).asked == ["ramp"]
    assert looked_at(RAMP, {"ramp": "yes"}).asked == ["ramp", "usable"]


def test_a_hidden_section_hides_what_is_in_it_and_in_its_sections():
    inner = section("inner", number("deep"))
    form = a_form(one("open"), section("outer", number("near"), inner, relevant="${open} = 'yes'"))
    closed = looked_at(form, {"open": "no", "near": 1, "deep": 2})
    assert closed.asked == ["open"]
    assert closed.hidden == ["near", "deep"]
    assert looked_at(form, {"open": "yes"}).shown == ["page", "open", "outer", "near", "inner",
                                                       "deep"]  # fmt: skip


def test_an_answer_that_is_no_longer_asked_stays_in_the_draft_and_leaves_the_report():
    answers = {"ramp": "no", "usable": "yes"}
    result = looked_at(RAMP, answers)
    assert result.hidden == ["usable"]
    assert result.report_answers == {"ramp": "no"}
    assert answers == {"ramp": "no", "usable": "yes"}


def test_a_hidden_answer_counts_as_none_for_questions_that_depend_on_it():
    form = a_form(
        one("a"),
        one("b", relevant="${a} = 'yes'"),
        one("c", relevant="${b} = 'yes'"),
    )
    assert looked_at(form, {"a": "no", "b": "yes", "c": "yes"}).hidden == ["b", "c"]


def test_a_question_may_depend_on_one_that_comes_later():
    form = a_form(one("first", relevant="${last} = 'yes'"), one("last"))
    assert looked_at(form, {"last": "yes"}).asked == ["first", "last"]


def test_a_non_answer_reads_as_empty_in_conditions():
    form = a_form(number("booths"), one("enough", relevant="${booths} != ''"))
    assert looked_at(form, {"booths": NonAnswer.NOT_OBSERVED}).asked == ["booths"]
    assert looked_at(form, {"booths": 0}).asked == ["booths", "enough"]


def test_notes_are_shown_and_ask_nothing():
    form = a_form(
        Note(name="hello", label={"en": "Hello"}), Unsupported(name="map", kind="geoshape")
    )
    result = looked_at(form, {})
    assert result.shown == ["page", "hello", "map"]
    assert result.asked == []
    assert result.can_finish


# --- What is missing ---------------------------------------------------------------------


def test_a_checklist_is_finished_when_nothing_required_is_missing():
    assert looked_at(RAMP, {}).missing_required == ["ramp"]
    assert looked_at(RAMP, {"ramp": "yes"}).missing_required == ["usable"]
    assert looked_at(RAMP, {"ramp": "no"}).can_finish


def test_a_non_answer_answers_a_required_question():
    result = looked_at(RAMP, {"ramp": NonAnswer.NOT_OBSERVED})
    assert result.can_finish
    assert result.answered == ["ramp"]
    assert result.report_answers == {"ramp": NonAnswer.NOT_OBSERVED}


@pytest.mark.parametrize("nothing", ["", [], None])
def test_an_empty_answer_is_missing(nothing: object):
    result = looked_at(RAMP, {"ramp": nothing})
    assert result.missing == ["ramp"]
    assert result.report_answers == {}
    assert result.wrong == []


def test_a_question_may_be_required_on_a_condition():
    form = a_form(one("a"), number("n", required="${a} = 'yes'"))
    assert looked_at(form, {"a": "no"}).missing_required == []
    assert looked_at(form, {"a": "yes"}).missing_required == ["n"]


# --- What is wrong -----------------------------------------------------------------------

KINDS = a_form(
    one("one"),
    several("several", "none", "masks", "gloves"),
    number("integer"),
    Decimal(name="decimal"),
    TextQuestion(name="text"),
    Date(name="date"),
    Time(name="time"),
    DateTime(name="moment"),
)


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("one", "yes"),
        ("several", ["masks", "gloves"]),
        ("several", ["none"]),
        ("integer", 0),
        ("integer", 12.0),
        ("decimal", 1.5),
        ("text", "said so"),
        ("date", "2026-10-04"),
        ("time", "09:30"),
        ("moment", "2026-10-04T09:30:00+05:00"),
        ("integer", NonAnswer.DONT_KNOW),
    ],
)
def test_an_answer_of_its_question_s_kind_is_right(name: str, answer: object):
    result = looked_at(KINDS, {name: answer})
    assert result.wrong == []
    assert result.report_answers == {name: answer}


@pytest.mark.parametrize(
    ("name", "answer", "code"),
    [
        ("one", "maybe", Code.NOT_A_CHOICE),
        ("one", ["yes"], Code.WRONG_KIND),
        ("one", 1, Code.WRONG_KIND),
        ("several", "masks", Code.WRONG_KIND),
        ("several", ["masks", "hats"], Code.NOT_A_CHOICE),
        ("several", ["none", "masks"], Code.NONE_WITH_OTHERS),
        ("several", ["masks", "masks"], Code.CHOSEN_TWICE),
        ("integer", 1.5, Code.WRONG_KIND),
        ("integer", True, Code.WRONG_KIND),
        ("integer", "12", Code.WRONG_KIND),
        ("integer", 10**400, Code.WRONG_KIND),
        ("integer", 10**10, Code.WRONG_KIND),
        ("decimal", float("nan"), Code.WRONG_KIND),
        ("text", 5, Code.WRONG_KIND),
        ("text", "x" * 10_001, Code.TOO_LONG),
        ("date", "4.10.2026", Code.WRONG_KIND),
        ("date", "2026-02-30", Code.WRONG_KIND),
        ("time", "25:00", Code.WRONG_KIND),
        ("time", "9:30", Code.WRONG_KIND),
        ("moment", "yesterday", Code.WRONG_KIND),
        ("moment", "0001-01-01T00:00", Code.WRONG_KIND),
    ],
)
def test_an_answer_that_does_not_fit_is_wrong_and_is_not_dropped(
    name: str, answer: object, code: Code
):
    result = looked_at(KINDS, {name: answer})
    assert codes(result.wrong) == [(name, code)]
    assert result.wrong[0].message["en"]
    assert name in result.report_answers
    assert not result.can_finish


def test_a_number_too_long_to_be_printed_is_wrong_like_any_other():
    result = looked_at(KINDS, {"integer": 10**5_000})
    assert codes(result.wrong) == [("integer", Code.WRONG_KIND)]


def test_an_answer_to_no_question_of_the_form_is_wrong():
    result = looked_at(RAMP, {"rmap": "yes"})
    assert codes(result.wrong) == [("rmap", Code.UNKNOWN_QUESTION)]
    assert result.report_answers == {}


def test_a_non_answer_that_is_not_offered_is_wrong():
    form = a_form(one("admitted", non_answers=()))
    result = looked_at(form, {"admitted": NonAnswer.NOT_OBSERVED})
    assert codes(result.wrong) == [("admitted", Code.NON_ANSWER_NOT_OFFERED)]


def test_a_constraint_speaks_in_its_author_s_words():
    form = a_form(
        number("booths", constraint=". <= 40", constraint_message={"en": "So many?", "ru": "?"})
    )
    assert looked_at(form, {"booths": 40}).wrong == []
    assert looked_at(form, {"booths": 41}).wrong[0].message == {"en": "So many?", "ru": "?"}


def test_constraints_are_for_values_not_for_non_answers():
    form = a_form(number("booths", constraint=". <= 40"))
    assert looked_at(form, {"booths": NonAnswer.NOT_OBSERVED}).wrong == []


# --- What is doubtful --------------------------------------------------------------------

FIGURES = a_form(
    number("boxes"),
    number("invalid"),
    number("valid", warning="${invalid} + . = ${boxes}", warning_message={"en": "Read again?"}),
)


def test_figures_that_do_not_add_up_are_asked_about_and_never_block():
    result = looked_at(FIGURES, {"boxes": 100, "invalid": 1, "valid": 98})
    assert codes(result.flagged) == [("valid", Code.DOUBTFUL)]
    assert result.flagged[0].message == {"en": "Read again?"}
    assert result.can_finish


@pytest.mark.parametrize("invalid", [{}, {"invalid": NonAnswer.DONT_KNOW}])
def test_a_warning_waits_until_all_that_it_compares_is_there(invalid: dict[str, Any]):
    assert looked_at(FIGURES, {"boxes": 100, "valid": 98, **invalid}).flagged == []


def test_a_choice_that_asks_for_a_comment_is_flagged_until_there_is_one():
    form = a_form(several("persons", "none", "police", comment_on=("police",)))
    answers = {"persons": ["police"]}
    assert codes(looked_at(form, answers).flagged) == [("persons", Code.COMMENT_WANTED)]
    assert looked_at(form, answers, comments={"persons": " "}).flagged != []
    assert looked_at(form, answers, comments={"persons": "Two officers."}).flagged == []
    assert looked_at(form, {"persons": ["none"]}).flagged == []


def test_only_of_something_negative_is_it_asked_who_saw_it():
    form = a_form(one("clumps", seen_by=True, indicator=negative("yes")))
    assert codes(looked_at(form, {"clumps": "yes"}).flagged) == [("clumps", Code.SEEN_BY_WANTED)]
    assert looked_at(form, {"clumps": "yes"}, seen_by={"clumps": "observed"}).flagged == []
    assert looked_at(form, {"clumps": "no"}).flagged == []


def test_some_answers_raise_an_alert():
    form = a_form(one("sealed", alert=("no",)), several("seen", "none", "bribe", alert=("bribe",)))
    assert looked_at(form, {"sealed": "no", "seen": ["bribe"]}).alerts == ["sealed", "seen"]
    assert looked_at(form, {"sealed": "yes", "seen": ["none"]}).alerts == []


# --- What is calculated ------------------------------------------------------------------


def calculating(calculation: str) -> object:
    form = a_form(number("a"), number("b"), Calculate(name="c", calculation=calculation))
    return looked_at(form, {"a": 7, "b": 2}).calculated.get("c")


@pytest.mark.parametrize(
    ("calculation", "value"),
    [
        ("${a} + ${b}", 9),
        ("${a} div ${b}", 3.5),
        ("concat(${a}, '/', ${b})", "7/2"),
        ("${a} > ${b}", "true"),
        ("today()", "2026-10-04"),
        ("${a} div 0", None),
        ("number('x')", None),
        ("''", None),
    ],
)
def test_a_calculated_value_goes_into_the_report_if_there_is_one(calculation: str, value: object):
    assert calculating(calculation) == value


def test_calculations_build_on_each_other_in_any_order():
    form = a_form(
        Calculate(name="twice", calculation="2 * ${sum}"),
        Calculate(name="sum", calculation="${a} + 1"),
        number("a"),
    )
    result = looked_at(form, {"a": 1})
    assert result.calculated == {"twice": 4, "sum": 2}
    assert result.report_answers == {"twice": 4, "sum": 2, "a": 1}


def test_a_calculated_value_that_came_with_a_report_is_worked_out_anew():
    form = a_form(number("a"), Calculate(name="sum", calculation="${a} + 1"))
    assert looked_at(form, {"a": 1, "sum": 99}).report_answers == {"a": 1, "sum": 2}


# --- Whatever comes ----------------------------------------------------------------------


def test_a_circle_leaves_its_questions_asked_and_says_that_they_were_not_checked():
    form = a_form(one("a", relevant="${b} = 'yes'"), one("b", relevant="${a} = 'yes'"), one("c"))
    result = looked_at(form, {"c": "yes"})
    assert "c" in result.answered
    assert Code.NOT_CHECKED in [remark.code for remark in result.flagged]


def test_an_expression_of_a_newer_program_hides_no_question():
    form = a_form(one("a", relevant="some-new-function(1)", constraint="(("))
    result = looked_at(form, {"a": "yes"})
    assert result.answered == ["a"]
    assert codes(result.flagged) == [("a", Code.NOT_CHECKED)]


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
    | st.sampled_from(["yes", "no", "none", "masks", "09:30", "2026-10-04", *NonAnswer]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=4,
)  # fmt: skip
LAW = a_form(
    *KINDS.sections[0].children,
    one("x", relevant="${integer} > 2 or selected(${several}, 'masks')", required="true()"),
    number("y", constraint=". < ${integer} and regex(${text}, 'a+')", warning=". = ${decimal}"),
    Calculate(name="z", calculation="concat(${date}, ${time}, ${moment} + ${y})"),
)
NAMES = st.sampled_from([*(question.name for question in LAW.questions()), "unknown"])


@given(st.dictionaries(NAMES, ANYTHING))
def test_whatever_the_answers_a_review_comes_out_and_divides_the_questions(
    answers: dict[str, Any],
):
    result = looked_at(LAW, answers)
    assert sorted(result.asked) == sorted(result.answered + result.missing)
    assert set(result.missing_required) <= set(result.missing)
    assert not set(result.hidden) & set(result.asked)
    assert set(result.report_answers) == set(result.answered) | set(result.calculated)


ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "one": st.sampled_from(["yes", "no", *NonAnswer]),
        "several": st.lists(st.sampled_from(["masks", "gloves"]), min_size=1, unique=True),
        "integer": st.integers(-100, 100),
        "text": st.text(min_size=1, max_size=5),
    },
)


@given(ANSWERS)
def test_reviewing_what_a_report_holds_gives_the_same_report(answers: dict[str, Any]):
    report = looked_at(LAW, answers).report_answers
    assert looked_at(LAW, from_json(to_json(report))).report_answers == report
