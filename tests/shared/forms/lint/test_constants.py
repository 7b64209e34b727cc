"""What is said to be always true or false is so, whatever is answered."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.forms.evaluation import compile_expression
from shared.forms.lint.constants import constant_of
from shared.forms.lint.subject import Subject
from shared.forms.model import Repeat, TextQuestion
from shared.forms.scope import Scope
from tests.shared.forms.checklists import NOW, a_form, number, one, section, several

FORM = a_form(
    one("ramp", "yes", "no"), number("steps"), several("kinds", "a", "b", "none"),
    TextQuestion(name="why"), number("here"),
)  # fmt: skip
SUBJECT = Subject(FORM)


def outcome(
    text: str, unasked: frozenset[str] = frozenset(), subject: Subject = SUBJECT
) -> bool | None:
    return constant_of([compile_expression(text)], subject, at="here", unasked=unasked)


@pytest.mark.parametrize(
    "text",
    [
        "${ramp} = 'yes' or ${ramp} = 'no' or ${ramp} = ''",
        "${steps} < 5 or ${steps} >= 5 or ${steps} = ''",
        "not(${why} = 'x' and ${why} = 'y')",
        "not(selected(${kinds}, 'zz'))",
        "true()",
    ],
)
def test_what_is_always_true_is_known(text: str):
    assert outcome(text) is True


@pytest.mark.parametrize(
    "text",
    [
        "${ramp} = 'yes' and ${ramp} = 'no'",
        "${steps} > 5 and ${steps} < 5",
        "${steps} > 1 and ${steps} < 2",
        "${why} = 'x' and ${why} = 'y'",
        ". > 3 and . < 3",
        "1 = 2",
    ],
)
def test_what_is_always_false_is_known(text: str):
    assert outcome(text) is False


@pytest.mark.parametrize(
    "text",
    [
        "${ramp} = 'yes'",
        "${steps} > 1 and ${steps} < 3",
        "selected(${kinds}, 'a') and selected(${kinds}, 'b')",
        "${why} = '5' and ${why} > 4",
        "string-length(${why}) > 3",  # of a text nothing but comparisons is looked into
        "today() > date('2026-01-01')",
        "count(${kinds}) = 0",
    ],
)
def test_nothing_is_claimed_where_it_depends_or_is_not_known(text: str):
    assert outcome(text) is None


def test_an_answer_that_is_never_given_is_empty():
    assert outcome("${ramp} = 'yes'", unasked=frozenset({"ramp"})) is False


def test_answers_of_other_instances_are_not_guessed():
    cases = Repeat(name="cases", children=(one("kind", "x", "y"),))
    subject = Subject(a_form(section("page", cases, number("here"))))
    assert outcome("${kind} = 'x' and ${kind} = 'y'", subject=subject) is None


COMPARISONS = st.one_of(
    st.builds(
        "${{ramp}} {} '{}'".format, st.sampled_from(["=", "!="]), st.sampled_from(["yes", "no", ""])
    ),
    st.builds(
        "${{steps}} {} {}".format,
        st.sampled_from(["=", "!=", "<", "<=", ">", ">="]),
        st.integers(-3, 3),
    ),
    st.builds("selected(${{kinds}}, '{}')".format, st.sampled_from(["a", "b", "none"])),
)
RULES = st.recursive(
    COMPARISONS,
    lambda inner: st.one_of(
        st.builds("({}) and ({})".format, inner, inner),
        st.builds("({}) or ({})".format, inner, inner),
        st.builds("not({})".format, inner),
    ),
    max_leaves=6,
)
ANSWERS = [
    {"ramp": ramp, "steps": steps, "kinds": kinds}
    for ramp, steps, kinds in product(
        ["", "yes", "no"], ["", *map(float, range(-5, 6))], ["", "a", "b", "a b", "none"]
    )
]


@given(RULES)
def test_a_claim_holds_for_every_answer(text: str):
    claimed = outcome(text)
    rule = compile_expression(text)
    held = {rule.holds(Scope(values=dict(answers), now=NOW)) for answers in ANSWERS}
    if claimed is not None:
        assert held == {claimed}
    else:
        assert len(held) == 2  # and what is not claimed does depend
