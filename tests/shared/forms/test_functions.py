"""What functions ask of the form and the laptop, and what chance decides."""

import hashlib
import re
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.forms.evaluation import compile_expression
from shared.forms.scope import Scope
from shared.forms.shuffling import shuffled
from shared.forms.syntax import ExpressionError
from shared.forms.trouble import TroubleError
from shared.forms.values import Value
from tests.oracle.scopes import View
from tests.oracle.worlds import VISIT

NOW = datetime(2026, 10, 4, tzinfo=UTC)


def chance_of(*numbers: float) -> Callable[[], float]:
    """Return a chance that gives these numbers, again and again."""
    places = count()
    return lambda: numbers[next(places) % len(numbers)]


def test_labels_texts_version_and_properties_come_from_the_form_and_the_laptop():
    scope = View(VISIT).scope("/data/a")
    asked = {
        "jr:choice-name(${one}, '${one}')": "Yes",
        "jr:choice-name('dk', ' /data/one ')": "Don't know",
        "jr:choice-name(${one}, '../one')": "Yes",
        "jr:choice-name('zz', '${one}')": "",
        "jr:itext('hello')": "Good evening",
        "jr:itext('absent')": "[itext:absent]",
        "version()": "2026100401",
        "property('deviceid')": "evenhand:7",
        "property('simserial')": "",
    }
    for text, expected in asked.items():
        assert compile_expression(text).evaluate(scope) == expected, text


def test_without_a_form_they_are_empty():
    scope = Scope({}, NOW)
    for text in ("jr:choice-name('a', '${b}')", "version()", "property('deviceid')"):
        assert compile_expression(text).evaluate(scope) == ""
    assert compile_expression("jr:itext('a')").evaluate(scope) == "[itext:a]"


def test_chance_is_given_and_decides():
    scope = Scope({}, NOW, chance=chance_of(0.25, 0.5, 0.75))
    assert compile_expression("random()").evaluate(scope) == 0.25
    assert compile_expression("random()").evaluate(scope) == 0.5
    letters = compile_expression("uuid(6)").evaluate(Scope({}, NOW, chance=chance_of(0.0, 0.999)))
    assert letters == "0Z0Z0Z"


def test_an_identifier_is_random_and_looks_like_one():
    identifiers = {compile_expression("uuid()").evaluate(Scope({}, NOW)) for _ in range(50)}
    assert len(identifiers) == 50
    pattern = r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
    assert all(re.fullmatch(pattern, str(each)) for each in identifiers)


SEEDS = st.integers(-(2**40), 2**40).map(float) | st.text(max_size=5) | st.just(2.9)


@given(st.lists(st.integers(), max_size=20, unique=True), SEEDS)
def test_another_order_loses_nothing_and_is_the_same_for_the_same_seed(
    things: list[int], seed: Value
):
    mixed = shuffled(things, seed, chance_of(0.5))
    assert sorted(mixed) == sorted(things)
    assert mixed == shuffled(things, seed, chance_of(0.9))


def test_without_a_seed_chance_decides_the_order():
    assert shuffled("abcd", None, chance_of(0.999)) == ["a", "b", "c", "d"]
    assert shuffled("abcd", None, chance_of(0.0)) == ["d", "a", "b", "c"]
    scope = Scope({"a": "x"}, NOW, chance=chance_of(0.5))
    assert compile_expression("randomize(${a})").evaluate(scope) == "x"


def test_a_seed_must_be_a_number_or_a_text():
    with pytest.raises(TroubleError):
        shuffled("ab", float("nan"), chance_of(0.5))


def test_a_seed_of_letters_is_the_beginning_of_its_digest():
    digest = hashlib.sha256(b"team 7").digest()
    number = float(int.from_bytes(digest[:8], "big", signed=True))
    assert shuffled(range(9), "team 7", chance_of(0)) == shuffled(range(9), number, chance_of(0))
    assert shuffled(range(9), "", chance_of(0)) == shuffled(range(9), 0.0, chance_of(0))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("substring('a', 1)", "substr("),
        ("last()", "position()"),
        ("floor(1.5)", "int()"),
        ("jr:choicename(1, 2)", "jr:choice-name"),
        ("zzzzz()", "list of functions"),
        ("current()", "current()/."),
        ("position(instance('a')/root/item)", "column"),
        ("indexed-repeat(${a}, ${r}, 1, ${s})", "indexed-repeat(${question}"),
        ("indexed-repeat('a', ${r}, 1)", "indexed-repeat(${question}"),
        ("weighted-checklist(1, 2, ${a}, 1, ${b})", "number behind every answer"),
        ("area('51 71')", "area(${name})"),
    ],
)
def test_the_cure_names_what_to_write_instead(text: str, words: str):
    with pytest.raises(ExpressionError) as caught:
        compile_expression(text)
    assert words in caught.value.cure


def test_only_a_branch_that_is_a_path_leads_to_nodes():
    scope = View(VISIT).scope("/data/a")
    assert compile_expression("count(if(${a} = 5, ${b}, 'x'))").evaluate(scope) == 1.0
    trouble = compile_expression("count(if(${a} = 6, ${b}, 'x'))").work_out(scope).trouble
    assert trouble is not None
    assert "a path is wanted" in trouble.message


def test_constants_are_worked_out_once():
    calls: list[int] = []

    def chance() -> float:
        calls.append(1)
        return 0.5

    constant = compile_expression("round(pow(2, 0.5) * 100, 2) + string-length('abc')")
    assert constant.evaluate(Scope({}, NOW, chance=chance)) == 144.42
    changing = compile_expression("random() + 1")
    changing.evaluate(Scope({}, NOW, chance=chance))
    changing.evaluate(Scope({}, NOW, chance=chance))
    assert len(calls) == 2


def test_a_constant_in_trouble_is_trouble_each_time():
    outcome = compile_expression("selected(5, 'a')").work_out(Scope({}, NOW))
    assert outcome.trouble is not None
    assert compile_expression("if(true(), 'x', selected(5, 5))").evaluate(Scope({}, NOW)) == "x"
