"""Our engine against the committed answers of JavaRosa: the same, or different on purpose."""

import re
from collections import Counter
from pathlib import Path

import pytest

from shared.forms.functions.catalogue import FUNCTIONS
from tests.oracle.answers import (
    GOLDEN,
    agree,
    our_answer,
    read_differences,
    read_golden,
)
from tests.oracle.questions import themes
from tests.oracle.scopes import View
from tests.oracle.worlds import WORLDS

THEMES = sorted(page.stem for page in GOLDEN.glob("*.tsv"))
PAGE = Path(__file__).parents[2] / "docs" / "expressions.md"
WITHOUT_ORACLE = {"pulldata", "property"}
"""Functions that JavaRosa leaves to the app around it."""
SELDOM = {"depend", "enclosed-area", "pi", "random", "version"}
"""Functions of which there is little to ask."""


@pytest.fixture(scope="module")
def views() -> dict[str, View]:
    return {name: View(world) for name, world in WORLDS.items()}


@pytest.mark.parametrize("theme", THEMES)
def test_every_expression_is_worth_here_what_it_is_worth_on_phones(
    theme: str, views: dict[str, View]
):
    known = {each.question for each in read_differences()}
    wrong: list[str] = []
    for row in read_golden(theme):
        asked = row.question
        ours = our_answer(asked.expression, views[asked.world].scope(asked.at))
        if agree(ours, row.answer) is (asked in known):
            wrong.append(f"{asked.at}: {asked.expression} is {row.answer}, here {ours}")
    assert wrong == []


def test_where_we_differ_on_purpose_the_answer_is_the_one_that_is_promised(
    views: dict[str, View],
):
    differences = list(read_differences())
    assert len(differences) < 50
    for each in differences:
        asked = each.question
        ours = our_answer(asked.expression, views[asked.world].scope(asked.at))
        assert agree(ours, each.ours), each


def test_every_purposeful_difference_is_explained_to_authors():
    explained = set(re.findall(r"^\| `([a-z-]+)` \|", PAGE.read_text(), re.MULTILINE))
    assert {each.reason for each in read_differences()} <= explained


def test_the_table_is_what_the_questions_ask():
    asked = themes()
    assert sorted(asked) == THEMES
    for theme in THEMES:
        assert [row.question for row in read_golden(theme)] == asked[theme]


def test_the_table_is_wide():
    expressions = {row.question.expression for theme in THEMES for row in read_golden(theme)}
    assert len(expressions) > 5_000
    called = Counter(name for each in expressions for name in re.findall(r"([a-z][\w:-]*)\(", each))
    assert {name for name in FUNCTIONS if called[name] < 5} == WITHOUT_ORACLE | SELDOM


def test_every_function_is_in_the_list_for_authors():
    listed = set(re.findall(r"`([a-z][\w:-]*)\(", PAGE.read_text()))
    assert set(FUNCTIONS) <= listed
