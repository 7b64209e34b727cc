"""Whatever an answer holds, its cell reads back as that answer."""

import unicodedata
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from server.exchange.cells import Words, Writer
from server.exchange.disguise import Disguise
from server.journal.report_cells import reader_of
from server.tabular.csv_writing import csv_lines
from server.tabular.reading import read_table
from shared.forms.answers import NonAnswer
from shared.forms.model import (
    Choice,
    Decimal,
    Integer,
    Question,
    Range,
    Rank,
    SelectMultiple,
    SelectOne,
    TextQuestion,
    Time,
)

OPEN = Disguise(b"s", ZoneInfo("UTC"), people=True, exact_times=True)
CHOICES = tuple(Choice(name=each, label={"en": each.upper()}) for each in ("a", "b", "none"))
SILENCES = st.sampled_from([{"non_answer": each.value} for each in NonAnswer])


def read_back(question: Question, raw: Any) -> Any:  # noqa: ANN401 - JSON
    """Return `raw` after it went out as CSV and came in again."""
    cell = Writer(question, Words(), OPEN).write(raw)
    text = "".join(csv_lines([["n", "q"], ["1", cell]]))
    (row,) = read_table(text.encode(), "reports.csv").rows
    return reader_of(question)(row.cells[1]) if row.cells[1] else None


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cn"]), min_size=1))
@example("=1+1")
@example("'=1+1")
@example("'")
@example("not_observed")
@example("'dont_know")
@example("a\nb")
def test_texts(text: str):

    trimmed = unicodedata.normalize("NFC", text).strip(" \t\r\n\u00a0\u200b\u2060\ufeff")
    if trimmed:
        assert read_back(TextQuestion(name="q"), trimmed) == trimmed


@given(
    st.one_of(
        SILENCES,
        st.lists(st.sampled_from(["a", "b"]), min_size=1, unique=True),
    )
)
def test_several_choices(raw: object):
    assert read_back(SelectMultiple(name="q", choices=CHOICES), raw) == raw
    assert read_back(Rank(name="q", choices=CHOICES), raw) == raw


@pytest.mark.parametrize(
    ("question", "raw"),
    [
        (SelectOne(name="q", choices=CHOICES), "a"),
        (Integer(name="q"), -4),
        (Decimal(name="q"), 0.125),
        (Range(name="q", start=0, end=1, step=0.5), 0.5),
        (Range(name="q"), 7),
        (Time(name="q"), "07:35"),
        (Integer(name="q"), {"non_answer": "not_applicable"}),
    ],
)
def test_other_kinds(question: Question, raw: object):
    assert read_back(question, raw) == raw


def test_a_choice_that_is_called_like_a_non_answer_is_not_taken_for_it():
    choices = (Choice(name="dont_know", label={}),)
    writer = Writer(SelectOne(name="q", choices=choices), Words(), OPEN)
    assert writer.write("dont_know") == "dont_know"
    assert writer.write({"non_answer": "dont_know"}) == "non_answer:dont_know"


@pytest.mark.parametrize(
    ("exact", "coarse"),
    [
        ("07:35", "07:00"),
        ("7:35:59.5", "7:00"),
        ("2026-10-04T19:59:01+05:30", "2026-10-04T19:00+05:30"),
        ("2026-10-04", "2026-10-04"),
    ],
)
def test_answers_that_are_times_are_cut_to_the_hour(exact: str, coarse: str):
    veiled = Disguise(b"s", ZoneInfo("UTC"), people=False, exact_times=False)
    assert Writer(Time(name="q"), Words(), veiled).write(exact) == coarse
