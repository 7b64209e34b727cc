"""Kinds of answers, and those that the form gives itself: defaults, triggers, calculations."""

from datetime import timedelta
from typing import Any

import pytest

from shared.forms.evaluating import Surroundings
from shared.forms.model import (
    Acknowledge,
    Calculate,
    Date,
    DateTime,
    Geopoint,
    Hidden,
    Media,
    Metadata,
    Note,
    Question,
    Range,
    Rank,
    Repeat,
    SelectMultiple,
    Shape,
    TextQuestion,
)
from shared.forms.remarks import Code
from shared.forms.review import review
from tests.shared.forms.checklists import NOW, a_form, choices, looked_at, number, one
from tests.shared.forms.reviewings import codes, filling

FILE = "sha256:" + "0f" * 32
KINDS: list[tuple[Question, list[Any], list[Any]]] = [
    (Rank(name="q", choices=choices("a", "b")), [["b", "a"]], [["a"], ["a", "a"], "a", ["a", "x"]]),
    (Range(name="q", start=0, end=1, step=0.1), [0, 0.3, 1], [0.35, 2, -0.1, "1", True]),
    (Range(name="q", start=5, end=1, step=1), [5, 1], [6, 1.5]),
    (Acknowledge(name="q"), ["OK"], ["yes", True, 1]),
    (Geopoint(name="q"), ["51.1 71.4", "-51 71.4 300 5.5"], ["91 0", "0 181", "x", "51", 5]),
    (Media(name="q", kind="image"), [FILE], ["photo.jpg", "sha256:xy", FILE + "0", 1]),
    (
        Shape(name="q", kind="geotrace"),
        [FILE, "done-on-phone", "51 71 0 0; 51.1 71.1 0 0"],
        ["x", "51 71; nowhere", 1],
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("question", "answer", "fits"),
    [
        (question, answer, fits)
        for question, good, bad in KINDS
        for fits, answers in ((True, good), (False, bad))
        for answer in answers
    ],
)
def test_answers_fit_their_kind_or_are_wrong(question: Question, answer: object, fits: bool):  # noqa: FBT001 - of the table
    result = looked_at(a_form(question), {"q": answer})
    assert (result.wrong == []) is fits
    assert result.report_answers == {"q": answer}


# --- What the form itself sets -----------------------------------------------------------


def test_a_new_draft_begins_with_its_defaults():
    form = a_form(
        Metadata(name="begun", kind="start"),
        Metadata(name="day", kind="today"),
        number("n", default="3"),
        number("bad", default="many"),
        one("choice", default="no"),
        SelectMultiple(name="several", choices=choices("a", "b"), default="b a"),
        Date(name="date", dynamic_default="today()"),
        DateTime(name="moment", dynamic_default="now()"),
        number("more", dynamic_default="${n} + 1"),
        Hidden(name="secret", default="x"),
        TextQuestion(name="text"),
    )
    reviewing = filling(form)
    assert reviewing.begin() == {
        "begun": "2026-10-04T12:00:00+00:00",
        "day": "2026-10-04",
        "n": 3,
        "choice": "no",
        "several": ["b", "a"],
        "date": "2026-10-04",
        "moment": "2026-10-04T12:00:00+00:00",
        "more": 4,
        "secret": "x",
    }
    later = reviewing.turn_to(NOW + timedelta(days=1))
    assert later.report_answers["day"] == "2026-10-04"


def test_a_default_does_not_overwrite_an_answer():
    reviewing = filling(a_form(number("n", default="3")), {"n": 5})
    assert reviewing.begin() == {}


def test_a_hidden_default_is_not_called_left_out():
    form = a_form(one("a"), number("n", default="3", relevant="${a} = 'yes'"))
    reviewing = filling(form)
    reviewing.begin()
    assert reviewing.review.hidden == []
    assert reviewing.change("n", 4).hidden == ["n"]


def test_what_the_laptop_knows_goes_into_the_report_unasked():
    form = a_form(
        Metadata(name="device", kind="deviceid"),
        Metadata(name="ended", kind="end"),
        Metadata(name="audit", kind="audit"),
        Calculate(name="user", calculation="property('username')"),
    )
    around = Surroundings(facts={"deviceid": "d-1", "username": "aa"})
    result = review(form, {}, now=NOW, surroundings=around)
    assert result.asked == []
    assert result.report_answers == {
        "device": "d-1",
        "ended": "2026-10-04T12:00:00+00:00",
        "user": "aa",
    }


def test_a_trigger_sets_an_answer_when_another_changes():
    form = a_form(
        one("status", "open", "shut"),
        DateTime(name="since", trigger=("status",), calculation="now()"),
        TextQuestion(name="why", trigger=("status",)),
        Calculate(name="times", trigger=("since",), calculation="${times} + 1"),
    )
    reviewing = filling(form, {"why": "because"})
    reviewing.change("status", "open")
    assert reviewing.changes["since"] == "2026-10-04T12:00:00+00:00"
    assert reviewing.changes["why"] is None
    assert "why" not in reviewing.answers
    reviewing.change("since", "2026-10-05T12:00:00+00:00")
    assert reviewing.review.report_answers["since"] == "2026-10-05T12:00:00+00:00"
    reviewing.change("why", "again")
    reviewing.change("status", "open")
    assert reviewing.answers["why"] == "again"


def test_a_trigger_in_a_repeat_sets_its_own_instance():
    form = a_form(
        Repeat(
            name="r",
            children=(number("x"), number("copy", trigger=("x",), calculation="${x} * 2")),
        )
    )
    reviewing = filling(form, {"r": 2})
    reviewing.change("r[2]/x", 4)
    assert reviewing.changes == {"r[2]/copy": 8}


def test_triggers_that_chase_each_other_come_to_rest():
    form = a_form(
        number("a", trigger=("b",), calculation="${b} + 1"),
        number("b", trigger=("a",), calculation="${a} + 1"),
    )
    reviewing = filling(form)
    reviewing.change("a", 1)
    assert reviewing.answers["b"] == 2


def test_a_visible_question_is_calculated_and_can_not_be_changed():
    form = a_form(number("a"), number("twice", calculation="${a} * 2", constraint=". < 10"))
    reviewing = filling(form, {"a": 3, "twice": 99})
    assert reviewing.review.report_answers == {"a": 3, "twice": 6}
    assert reviewing.review.read_only == ["twice"]
    reviewing.change("a", 7)
    assert codes(reviewing) == [("twice", Code.CONSTRAINT)]


def test_what_is_worked_out_once_stays():
    form = a_form(number("a"), Calculate(name="first", calculation="once(${a})"))
    reviewing = filling(form)
    reviewing.change("a", 3)
    assert reviewing.changes == {"first": 3}
    assert reviewing.change("a", 4).calculated == {"first": 3}


def test_a_computed_day_is_a_day_to_others():
    form = a_form(
        Calculate(name="day", kind="date", calculation="today()"),
        Calculate(name="whole", kind="integer", calculation="'7'"),
        Calculate(name="later", calculation="date('2026-12-01') > ${day}"),
    )
    result = looked_at(form, {})
    assert result.calculated == {"day": "2026-10-04", "whole": 7, "later": "true"}


def test_read_only_may_depend_on_an_answer():
    form = a_form(one("a"), number("n", read_only_when="${a} = 'no'"), number("m", read_only=True))
    reviewing = filling(form)
    assert reviewing.review.read_only == ["m"]
    assert reviewing.change("a", "no").read_only == ["n", "m"]


def test_texts_repeat_answers():
    form = a_form(
        number("n"),
        Note(name="note", label={"en": "There are ${n}.", "tr": "${n} tane"}),
        Repeat(name="r", children=(TextQuestion(name="who"), number("age"))),
    )
    reviewing = filling(form, {"n": 3, "r": 2, "r[2]/who": "Aa"})
    assert reviewing.text("note", {"en": "There are ${n}.", "tr": "${ n } tane"}) == {
        "en": "There are 3.",
        "tr": "3 tane",
    }
    assert reviewing.text("r[2]/age", {"en": "How old is ${who}?"}) == {"en": "How old is Aa?"}
    assert reviewing.text("r[1]/age", {"en": "How old is ${who}?"}) == {"en": "How old is ?"}
