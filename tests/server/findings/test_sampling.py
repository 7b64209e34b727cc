"""Intervals, held against scipy's."""

# scipy ships no types.
# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy.stats import binomtest, hypergeom

from server.findings import sampling


@st.composite
def results(draw: st.DrawFn, most: int = 2000) -> tuple[int, int]:
    answered = draw(st.integers(1, most))
    return draw(st.integers(0, answered)), answered


@given(results())
def test_the_score_interval_is_the_one_that_statisticians_use(result: tuple[int, int]) -> None:
    cases, answered = result
    oracle = binomtest(cases, answered).proportion_ci(0.95, method="wilson")
    assert sampling.wilson(cases, answered) == pytest.approx((oracle.low, oracle.high), abs=1e-9)


@given(results(most=60))
def test_the_exact_interval_is_the_one_that_statisticians_use(result: tuple[int, int]) -> None:
    cases, answered = result
    oracle = binomtest(cases, answered).proportion_ci(0.95, method="exact")
    ours = sampling.clopper_pearson(cases, answered)
    assert ours == pytest.approx((oracle.low, oracle.high), abs=1e-9)


@given(results(most=29), st.integers(1, 300))
@example((0, 1), 39)
@example((1, 1), 39)
def test_the_interval_of_a_small_population_names_exactly_the_totals_that_fit(
    result: tuple[int, int], unseen: int
) -> None:
    cases, answered = result
    population = answered + unseen
    above = 0.025 + 1e-12  # a chance of exactly 1 in 40 is not above it; the oracle rounds
    fitting = [
        total
        for total in range(cases, population - answered + cases + 1)
        if hypergeom.sf(cases - 1, population, total, answered) > above
        and hypergeom.cdf(cases, population, total, answered) > above
    ]
    low, high = sampling.hypergeometric(cases, answered, population)
    assert (low * population, high * population) == pytest.approx((fitting[0], fitting[-1]))


@given(
    results(),
    st.sampled_from(["census", "srs", "stratified"]),
    st.none() | st.integers(1, 100_000),
)
def test_an_interval_holds_the_share_and_stays_between_0_and_1(
    result: tuple[int, int], design: str, population: int | None
) -> None:
    cases, answered = result
    found = sampling.interval(cases, answered, design=design, population=population)
    assert found is not None
    low, high = found
    assert 0 <= low <= cases / answered <= high <= 1


@given(results(), st.sampled_from(["route", "convenience", "something else"]))
def test_a_choice_that_chance_did_not_make_has_no_margin(
    result: tuple[int, int], design: str
) -> None:
    assert sampling.interval(*result, design=design, population=9000) is None


def test_nothing_answered_has_no_interval() -> None:
    assert sampling.interval(0, 0, design="srs", population=9000) is None


def test_who_has_seen_every_station_needs_no_margin() -> None:
    assert sampling.interval(3, 12, design="census", population=12) == (0.25, 0.25)


@given(results().filter(lambda result: result[1] >= 30), st.integers(1, 5000))
def test_a_finite_population_only_ever_narrows_the_interval(
    result: tuple[int, int], unseen: int
) -> None:
    cases, answered = result
    low, high = sampling.wilson(cases, answered)
    closer = sampling.wilson(cases, answered, answered + unseen)
    assert low - 1e-9 <= closer[0]
    assert closer[1] <= high + 1e-9


def test_the_margin_is_the_one_worked_out_for_six_hundred_of_nine_thousand() -> None:
    assert round(100 * sampling.margin(0.962, 600, 9000), 1) == 1.5
    assert round(100 * sampling.margin(0.946, 600, 9000), 1) == 1.7


@pytest.mark.parametrize(("size", "points"), [(371, 5.0), (567, 4.0), (965, 3.0)])
def test_the_margin_agrees_with_the_sample_sizes_published_for_ten_thousand_stations(
    size: int, points: float
) -> None:
    assert round(100 * sampling.margin(0.5, size, 10_061), 1) == points
