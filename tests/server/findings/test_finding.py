"""What counts say of a question."""

from statistics import fmean, median, quantiles, stdev
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.findings.finding import QuestionFinding, find
from server.findings.keys import Hearsay, Key, KeyReader, Mark, Silence, is_answer, of_station
from server.sampling.design import Design
from shared.forms.model import (
    Choice,
    Indicator,
    Integer,
    Question,
    SelectMultiple,
    SelectOne,
    TextQuestion,
    Time,
)

CONVENIENCE = Design("convenience", 9000)
SAMPLE = Design("srs", 9000)


def choices(*names: str) -> tuple[Choice, ...]:
    return tuple(Choice(name=name, label={"en": name}) for name in names)


RAMP = SelectOne(
    name="ramp",
    choices=choices("level", "usable", "missing"),
    indicator=Indicator(
        id="accessibility.ramp", positive=("level", "usable"), negative=("missing",)
    ),
)
INFLUENCE = SelectMultiple(
    name="influence",
    choices=choices("none", "by_commission", "by_police"),
    seen_by=True,
    indicator=Indicator(
        id="influence.inside", positive=("none",), negative=("by_commission", "by_police")
    ),
)
BOOTHS = Integer(name="booths")
REMARKS = TextQuestion(name="remarks")

KEYS: list[Key | None] = [
    "level",
    "usable",
    "missing",
    "dont_know",
    Silence.NOT_OBSERVED,
    Silence.DONT_KNOW,
    Silence.NOT_APPLICABLE,
    Hearsay("missing"),
    None,
]
SEVERAL: list[Key | None] = [
    ("none",),
    ("by_police",),
    ("by_commission", "none"),
    ("by_commission", "by_police"),
    Silence.DONT_KNOW,
    Hearsay(("by_police",)),
    None,
]
NUMBERS: list[Key | None] = [4, 6, 2.5, Silence.NOT_OBSERVED, None]


def counted(keys: list[Key | None], question: Question = RAMP) -> QuestionFinding:
    counts: dict[Key, int] = {}
    for key in keys:
        if key is not None:
            counts[key] = counts.get(key, 0) + 1
    return find(question, counts, len(keys), CONVENIENCE)


@given(st.lists(st.sampled_from(KEYS)))
def test_reports_are_answered_or_one_of_the_non_answers_or_missing(keys: list[Key | None]) -> None:
    found = counted(keys)
    assert (
        len(keys)
        == found.reports
        == (
            found.answered
            + found.not_observed
            + found.dont_know
            + found.not_applicable
            + found.missing
        )
    )
    assert found.missing == keys.count(None)
    assert found.answered == sum(option.count for option in found.options)


def test_a_choice_that_is_called_like_a_non_answer_is_an_answer() -> None:
    found = counted(["dont_know", Silence.DONT_KNOW])
    assert (found.answered, found.dont_know) == (1, 1)


def test_shares_are_of_the_answered_alone() -> None:
    found = counted(["missing", "level", "level", "usable", Silence.DONT_KNOW, None])
    assert {option.value: option.estimate.share for option in found.options} == {
        "level": 0.5,
        "usable": 0.25,
        "missing": 0.25,
    }
    assert found.positive is not None
    assert found.negative is not None
    assert (found.positive.cases, found.negative.cases) == (3, 1)


def test_without_an_answer_there_is_no_share() -> None:
    found = counted([Silence.NOT_OBSERVED, None])
    assert [option.estimate.share for option in found.options] == [None, None, None]


def test_a_report_with_two_negative_choices_counts_once() -> None:
    found = counted([("by_commission", "by_police"), ("none",)], INFLUENCE)
    assert found.negative is not None
    assert found.negative.cases == 1
    assert [option.count for option in found.options] == [1, 1, 1]


def test_a_report_with_a_good_and_a_bad_choice_reads_negative() -> None:
    found = counted([("by_police", "none")], INFLUENCE)
    assert found.positive is not None
    assert found.negative is not None
    assert (found.positive.cases, found.negative.cases) == (0, 1)


@pytest.mark.parametrize("design", ["route", "convenience"])
def test_margins_are_for_samples_that_chance_drew(design: str) -> None:
    assert all(
        option.estimate.interval is None
        for option in find(RAMP, {"level": 400}, 400, Design(design, 9000)).options
    )
    assert find(RAMP, {"level": 400}, 400, SAMPLE).options[0].estimate.interval is not None


def test_what_others_told_is_listed_apart_and_enters_no_share() -> None:
    reports: list[tuple[dict[str, Any], dict[str, str]]] = [
        ({"influence": ["by_police"]}, {"influence": "reported"}),
        ({"influence": ["by_police"]}, {"influence": "both"}),
        ({"influence": ["none"]}, {}),
    ]
    keys = [
        key
        for answers, seen in reports
        for key in KeyReader([INFLUENCE]).read(answers, seen).values()
    ]
    found = counted(list(keys), INFLUENCE)
    assert (found.answered, found.not_observed) == (2, 1)
    assert found.reported == {"by_police": 1}
    assert found.negative is not None
    assert found.negative.share == 0.5


def test_a_question_that_does_not_ask_who_saw_it_ignores_the_mark() -> None:
    assert KeyReader([RAMP]).read({"ramp": "missing"}, {"ramp": "reported"}) == {"ramp": "missing"}


@given(st.lists(st.integers(0, 40), min_size=1))
def test_numbers_are_summarised_without_a_sum(numbers: list[int]) -> None:
    found = counted(list(numbers), BOOTHS).summary
    assert found is not None
    in_order = sorted(numbers)
    middle = (in_order[(len(numbers) - 1) // 2] + in_order[len(numbers) // 2]) / 2
    assert found.median == middle
    assert found.mean == pytest.approx(sum(numbers) / len(numbers))
    assert (found.least, found.greatest) == (in_order[0], in_order[-1])


def test_texts_are_counted_and_not_quoted() -> None:
    assert KeyReader([REMARKS]).read({"remarks": "Quiet."}, {}) == {"remarks": Mark.ANSWERED}
    found = counted([Mark.ANSWERED, None], REMARKS)
    assert (found.answered, found.options) == (1, ())


@pytest.mark.parametrize("raw", [["level"], 3, {"non_answer": "no idea"}, "", {}])
def test_an_answer_that_the_question_could_not_have_is_missing(raw: object) -> None:
    assert KeyReader([RAMP]).read({"ramp": raw}, {}) == {}


def test_the_order_in_which_choices_were_ticked_does_not_matter() -> None:
    one = KeyReader([INFLUENCE]).read({"influence": ["by_police", "by_commission"]}, {})
    assert one == KeyReader([INFLUENCE]).read({"influence": ["by_commission", "by_police"]}, {})


def test_an_irregularity_that_was_ever_seen_at_a_station_was_seen_there() -> None:
    assert of_station(RAMP, ["missing", "level", None]) == "missing"
    assert of_station(INFLUENCE, [("by_police",), ("none",), ("by_commission",)]) == (
        "by_commission",
        "by_police",
    )


def test_otherwise_the_last_answer_of_a_station_counts() -> None:
    assert of_station(BOOTHS, [4, 6, Silence.NOT_OBSERVED]) == 6
    assert of_station(RAMP, ["level", "usable"]) == "usable"


@given(st.lists(st.sampled_from(KEYS), min_size=1))
def test_a_visit_that_saw_nothing_takes_nothing_away(visits: list[Key | None]) -> None:
    together = of_station(RAMP, visits)
    assert is_answer(together) == any(is_answer(key) for key in visits)
    if together is None:
        assert set(visits) == {None}


@given(
    st.lists(st.tuples(*(st.sampled_from(each) for each in (KEYS, SEVERAL, NUMBERS))), min_size=2)
)
def test_visits_are_taken_together_the_short_way_as_question_by_question(
    visits: list[tuple[Key | None, ...]],
) -> None:
    asked = (RAMP, INFLUENCE, BOOTHS)
    said = [
        {each.name: key for each, key in zip(asked, keys, strict=True) if key is not None}
        for keys in visits
    ]
    one_by_one = {
        each.name: key
        for each, keys in zip(asked, zip(*visits, strict=True), strict=True)
        if (key := of_station(each, keys)) is not None
    }
    assert KeyReader(asked).together(said) == one_by_one


def test_clock_times_are_counted_by_the_hour_and_never_averaged() -> None:
    opened = Time(name="opened")
    reader = KeyReader([opened])
    keys = [reader.read({"opened": at}, {})["opened"] for at in ("06:58", "07:00", "07:31")]
    found = counted([*keys, Silence.NOT_OBSERVED], opened)
    assert [(option.label["en"], option.count) for option in found.options] == [
        ("06:00–06:59", 1),
        ("07:00–07:59", 2),
    ]
    assert found.summary is None


def test_a_scale_of_assessments_reads_itself() -> None:
    grades = SelectOne(
        name="overall", scale="assessment", choices=choices("very_good", "good", "bad", "very_bad")
    )
    found = counted(["very_good", "good", "good", "bad", "very_bad"], grades)
    assert found.positive is not None
    assert found.negative is not None
    assert (found.positive.cases, found.negative.cases) == (3, 2)


@given(st.lists(st.integers(0, 40), min_size=1, max_size=60))
def test_numbers_are_summarised_as_statisticians_do(numbers: list[int]) -> None:
    summary = counted([*numbers], BOOTHS).summary
    assert summary is not None
    assert summary.mean == pytest.approx(fmean(numbers))
    assert summary.median == pytest.approx(median(numbers))
    assert summary.deviation == pytest.approx(stdev(numbers) if len(numbers) > 1 else 0)
    assert summary.total is None
    if len(numbers) > 1:
        lower, _, upper = quantiles(numbers, n=4, method="inclusive")
        assert (summary.lower, summary.upper) == pytest.approx((lower, upper))


def test_numbers_are_added_up_only_where_the_form_says_that_they_add_up() -> None:
    summary = counted([2, 3], Integer(name="incidents", adds_up=True)).summary
    assert summary is not None
    assert summary.total == 5
