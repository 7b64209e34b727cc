"""Rules in words: short and right where they can be, and never a guess."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.forms.export.bounds import Bounds, bounds_of
from server.forms.export.conditions import Conditions
from server.forms.export.phrases import all_phrases, fill_in, phrases_of
from server.forms.export.wording import Wording
from shared.forms.model import Integer, SelectMultiple
from tests.server.forms.export.papers import choices, english, yes_no

RAMP = SelectMultiple(
    name="V06", label=english("Ramp?"), choices=choices("level", "usable", "unusable", "missing")
)
QUESTIONS = {each.name: each for each in (RAMP, yes_no("V01"), Integer(name="V16"))}
SPEAKING = Conditions(QUESTIONS, phrases_of("en"), Wording("en", "en"))


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("${V06} = 'missing'", "V06 = 4 (Missing)"),
        ("'missing' = ${V06}", "V06 = 4 (Missing)"),
        ("selected(${V06}, 'usable')", "V06 = 2 (Usable)"),
        ("not(selected(${V06}, 'usable'))", "V06 ≠ 2 (Usable)"),
        ("${V06} = 'level' or ${V06} = 'usable'", "V06 = 1 (Level) or 2 (Usable)"),
        (
            "${V06} = 'level' or ${V06} = 'usable' or ${V06} = 'missing'",
            "V06 = 1 (Level), 2 (Usable) or 4 (Missing)",
        ),
        ("${V01} != ''", "V01 is answered"),
        ("not(${V01} != '')", "V01 is not answered"),
        ("${V16} > 3", "V16 > 3"),
        ("3 < ${V16}", "V16 > 3"),
        ("${V16} >= 1.5 and ${V01} = 'yes'", "V16 ≥ 1.5 and V01 = 1 (Yes)"),
        (
            "${V01} = 'yes' and (${V16} > 3 or ${V06} = 'level')",
            "V01 = 1 (Yes) and (V16 > 3 or V06 = 1 (Level))",
        ),
        ("not(${V01} = 'yes' or ${V16} = 3)", "V01 ≠ 1 (Yes) and V16 ≠ 3"),
        ("${V01} = 'maybe'", "V01 = “maybe”"),
    ],
)
def test_a_plain_rule_is_said_in_words(rule: str, words: str):
    assert SPEAKING.in_words(rule) == words


@pytest.mark.parametrize(
    "rule",
    [
        "count-selected(${V06}) = 2",
        "${V16} + 1 > 3",
        "not(${V16} > 3)",
        "${V16} > ${V01}",
        "${V16} < ''",
        "today() > '2026-10-04'",
        "${nobody} = 'x'",
        "true()",
        "${V01} = ",
        " or ".join(f"${{V16}} = {number}" for number in range(200)),
    ],
)
def test_what_has_no_short_reading_is_left_to_the_rule(rule: str):
    assert SPEAKING.in_words(rule) is None


def test_every_language_says_the_same_phrases():
    english_phrases, *others = [all_phrases()[code] for code in ("en", "ru", "kk", "tr")]
    for phrases in others:
        assert phrases.keys() == english_phrases.keys()
        for key, phrase in english_phrases.items():
            assert type(phrases[key]) is type(phrase), key
            assert placeholders(phrases[key]) == placeholders(phrase), key
            assert len(phrases[key]) == len(phrase) or isinstance(phrase, str), key


def placeholders(phrase: str | list[str]) -> set[str]:
    text = phrase if isinstance(phrase, str) else " ".join(phrase)
    return {part.partition("}")[0] for part in text.split("{")[1:]}


def test_a_value_is_never_read_as_a_phrase():
    assert fill_in("Only if {what}", what="{where} {what}") == "Only if {where} {what}"
    assert fill_in("{page} of {", page="1") == "1 of {"


@given(st.text(alphabet="{}whatpage ", max_size=40))
def test_a_phrase_without_values_stays_as_it_is(phrase: str):
    assert fill_in(phrase) == phrase


@pytest.mark.parametrize(
    ("constraint", "bounds"),
    [
        (". >= 0 and . <= 40", Bounds(0, 40)),
        ("40 >= . and 0 <= .", Bounds(0, 40)),
        (". > -5 and . < 5 and . < 4", Bounds(-5, 4)),
        (". <= ${V16}", Bounds()),
        (". > 5 or . < 3", Bounds()),
        ("", Bounds()),
        (". >", Bounds()),
    ],
)
def test_bounds_are_read_only_where_they_are_plain(constraint: str, bounds: Bounds):
    assert bounds_of(constraint) == bounds
