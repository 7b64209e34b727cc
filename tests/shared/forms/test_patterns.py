import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.forms.patterns import Pattern, PatternError


@pytest.mark.parametrize(
    ("pattern", "fits", "does_not"),
    [
        ("[0-9]{4}", "2026", "20265"),
        ("^[A-Z]{2}-[0-9]+$", "KZ-12", "kz-12"),
        (r"\d{2}:\d{2}", "09:30", "9:30"),
        ("[^ ]+@[^ ]+", "a@b", "a b@c"),
        ("(yes|no)", "no", "none"),
        ("(ab)?c*", "abcc", "abab"),
        ("a{2,3}", "aaa", "aaaa"),
        ("a{2,}", "aaaaa", "a"),
        (r"\p{L}+", "Қазақ", "Қазақ1"),
        (r"\P{L}+", "12", "a"),
        ("[а-яё]+", "участок", "Участок"),
        (r"[\]\-]+", "]-", "x"),
        (r"\.", ".", "x"),
        ("", "", "x"),
        ("a||b", "", "c"),
        (r"100\$", "100$", "100"),
        ("(?:a+?)b", "aab", "b"),
    ],
)
def test_the_whole_answer_must_fit(pattern: str, fits: str, does_not: str):
    assert Pattern(pattern).matches(fits)
    assert not Pattern(pattern).matches(does_not)


@pytest.mark.parametrize(
    "pattern",
    ["(a", "a)", "*a", "[a", "a{x}", "a{3,2}", "(?=a)", r"\b", r"\1", "\\", r"\p{Greek}",
     "[a&&b]", "[z-a]", "a{1000}{1000}", "(a{999}){9}", "(){9999999}",
     "((((){99}){99}){99}){99}", "x" * 501, "(" * 60 + ")" * 60, "a^b"],
)  # fmt: skip
def test_a_pattern_that_is_not_understood_says_so(pattern: str):
    with pytest.raises(PatternError) as caught:
        Pattern(pattern)
    assert str(caught.value).endswith((".", ")"))


@pytest.mark.timeout(10)
@pytest.mark.parametrize(
    "hostile", ["(a+)+$", "(a*)*b", "(a|a)*b", "(a|aa)+$", "(.*)*x", "a*a*a*a*a*a*a*a*b"]
)
def test_a_hostile_pattern_takes_no_longer_than_others(hostile: str):
    assert not Pattern(hostile).matches("a" * 500 + "!")


def test_what_a_pattern_costs_is_known():
    assert Pattern("a").states < Pattern("a{5}").states < Pattern("a{50}").states


PIECES = st.recursive(
    st.sampled_from(["a", "b", ".", "[ab]", "[^a]", r"\w"]),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map("".join),
        st.tuples(inner, inner).map(lambda pair: f"({pair[0]}|{pair[1]})"),
        st.tuples(inner, st.sampled_from(["*", "+", "?", "{2}", "{0,2}", "{1,}"])).map(
            lambda pair: f"({pair[0]}){pair[1]}"
        ),
    ),
    max_leaves=6,
)


@given(PIECES, st.text("abc", max_size=6))
def test_it_agrees_with_pythons_own_matcher(pattern: str, text: str):
    assert Pattern(pattern).matches(text) == bool(re.fullmatch(pattern, text))
