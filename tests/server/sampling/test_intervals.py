"""Intervals, held against scipy's."""

# scipy ships no types.
# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy.stats import beta, binomtest, hypergeom
from scipy.stats import t as student

from server.sampling import intervals


@st.composite
def results(draw: st.DrawFn, most: int = 2000) -> tuple[int, int]:
    answered = draw(st.integers(1, most))
    return draw(st.integers(0, answered)), answered


@given(results())
def test_the_score_interval_is_the_one_that_statisticians_use(result: tuple[int, int]) -> None:
    cases, answered = result
    oracle = binomtest(cases, answered).proportion_ci(0.95, method="wilson")
    assert intervals.score(cases / answered, answered) == pytest.approx(
        (oracle.low, oracle.high), abs=1e-9
    )


@given(results(most=60))
def test_the_exact_interval_is_the_one_that_statisticians_use(result: tuple[int, int]) -> None:
    cases, answered = result
    oracle = binomtest(cases, answered).proportion_ci(0.95, method="exact")
    ours = intervals.clopper_pearson(cases, answered)
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
    low, high = intervals.hypergeometric(cases, answered, population)
    assert (low * population, high * population) == pytest.approx((fitting[0], fitting[-1]))


@given(results().filter(lambda result: result[1] >= 30), st.integers(1, 5000))
def test_a_finite_population_only_ever_narrows_the_interval(
    result: tuple[int, int], unseen: int
) -> None:
    cases, answered = result
    low, high = intervals.score(cases / answered, answered)
    size = answered * intervals.without_correction(answered, answered + unseen)
    closer = intervals.score(cases / answered, size)
    assert low - 1e-9 <= closer[0]
    assert closer[1] <= high + 1e-9


def test_the_margin_is_the_one_worked_out_for_six_hundred_of_nine_thousand() -> None:
    assert round(100 * intervals.margin(0.962, 600, 9000), 1) == 1.5
    assert round(100 * intervals.margin(0.946, 600, 9000), 1) == 1.7


@pytest.mark.parametrize(("size", "points"), [(371, 5.0), (567, 4.0), (965, 3.0)])
def test_the_margin_agrees_with_the_sample_sizes_published_for_ten_thousand_stations(
    size: int, points: float
) -> None:
    assert round(100 * intervals.margin(0.5, size, 10_061), 1) == points


@given(st.floats(0.2, 400), st.floats(0.2, 400), st.sampled_from([0.025, 0.975]))
def test_quantiles_of_the_beta_distribution_are_exact(a: float, b: float, level: float) -> None:
    assert intervals.beta_quantile(level, a, b) == pytest.approx(beta.ppf(level, a, b), abs=1e-9)


@given(st.integers(4, 5000))
def test_points_of_student_s_t_are_exact_to_the_second_decimal(freedom: int) -> None:
    assert intervals.student(freedom) == pytest.approx(student.ppf(0.975, freedom), abs=0.002)


def test_none_of_fourteen_rules_out_little() -> None:
    assert round(100 * intervals.still_possible(14), 1) == 19.3
    assert round(100 * intervals.margin(0.5, 14, 10_061)) == 26
