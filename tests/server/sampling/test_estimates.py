"""Estimates from samples: strata, teams, and what too few of either can tell."""

from collections import Counter
from math import sqrt
from random import Random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from server.sampling.design import Design
from server.sampling.estimates import Cell, Estimate, Estimator, Reached, estimate_alone
from server.sampling.intervals import clopper_pearson, margin, score, student
from server.sampling.rules import Rules

SRS = Design("srs", 9000)
Answer = tuple[str, str, bool]
"""Stratum, team, whether it was so."""


def estimate(
    answers: list[Answer], design: Design, units: dict[str, int] | None = None
) -> Estimate:
    """Return the estimate from single answers; `units`: reports by stratum, if some are silent."""
    answered = Counter((stratum, team) for stratum, team, _ in answers)
    cases = Counter((stratum, team) for stratum, team, so in answers if so)
    counts = units or Counter(stratum for stratum, _, _ in answers)
    reached = {name: Reached(count, count) for name, count in counts.items()}
    cells = [Cell(*part, answered[part], {"so": cases[part]}) for part in answered]
    return Estimator(design, reached, cells).of("so")


@st.composite
def results(draw: st.DrawFn, least: int = 10, most: int = 2000) -> tuple[int, int]:
    answered = draw(st.integers(least, most))
    return draw(st.integers(0, answered)), answered


@given(results(), st.sampled_from(["census", "srs"]), st.none() | st.integers(1, 9999))
@example((0, 14), "stratified", 10_061)
def test_an_interval_holds_the_share_and_stays_between_0_and_1(
    result: tuple[int, int], design: str, population: int | None
) -> None:
    found = estimate_alone(*result, Design(design, population))
    assert found.interval is not None
    assert found.share is not None
    low, high = found.interval
    assert 0 <= low <= found.share <= high <= 1


@given(results(least=1), st.sampled_from(["route", "convenience", "something else"]))
def test_a_choice_that_chance_did_not_make_has_no_margin(
    result: tuple[int, int], design: str
) -> None:
    found = estimate_alone(*result, Design(design, 9000))
    assert (found.interval, found.margin, found.effective) == (None, None, None)


@given(results(least=0, most=9))
def test_fewer_than_ten_answers_have_no_interval(result: tuple[int, int]) -> None:
    assert estimate_alone(*result, SRS).interval is None


def test_who_has_seen_every_station_needs_no_margin() -> None:
    found = estimate_alone(3, 12, Design("census", 12))
    assert (found.interval, found.margin) == ((0.25, 0.25), 0.0)


def test_repeated_visits_to_some_stations_are_not_a_census() -> None:
    cell = Cell("", "", 12, {"so": 3})
    found = Estimator(Design("census", 12), {"": Reached(12, 6)}, [cell]).of("so")
    assert found.interval is not None
    assert found.interval[0] < 0.25 < found.interval[1]


def test_without_teams_and_strata_it_is_the_textbook_s() -> None:
    found = estimate_alone(577, 600, SRS)
    assert found.interval == score(577 / 600, 600 * 8999 / 8400)
    assert found.margin == margin(577 / 600, 600, 9000)
    assert found.design_effect == 1
    assert estimate_alone(2, 20, SRS).interval == clopper_pearson(2, 20)


def alike(random: Random, teams: int, each: int, likeness: float, share: float) -> list[Answer]:
    """Return answers of which a part `likeness` of teams answers all the same way."""
    answers: list[Answer] = []
    for team in range(teams):
        # A shared answer with probability √ρ makes the correlation of two answers ρ.
        shared = random.random() < share
        for _ in range(each):
            of_team = random.random() < sqrt(likeness)
            answers.append(("", f"{team}", shared if of_team else random.random() < share))
    return answers


def test_ten_reports_of_a_team_that_are_alike_by_a_tenth_count_for_about_half() -> None:
    """Methodology: m = 10, ρ = 0.1 gives 1.9, so that 240 reports say as much as 126."""
    random = Random(11)  # noqa: S311 - a test's dice
    effects = [
        found.design_effect or 0
        for _ in range(200)
        if (found := estimate(alike(random, 24, 10, 0.1, 0.4), Design("srs")))
    ]
    assert sum(effects) / len(effects) == pytest.approx(1.9, abs=0.1)


def test_intervals_of_alike_teams_hold_the_truth_as_often_as_they_promise() -> None:
    random = Random(5)  # noqa: S311 - a test's dice
    held = plain = 0
    for _ in range(400):
        answers = alike(random, 24, 10, 0.2, 0.3)
        clustered = estimate(answers, Design("srs")).interval
        alone = estimate_alone(sum(so for _, _, so in answers), 240, Design("srs")).interval
        assert clustered is not None
        assert alone is not None
        held += clustered[0] <= 0.3 <= clustered[1]
        plain += alone[0] <= 0.3 <= alone[1]
    assert held / 400 > 0.92, "95 % less the sampling error of 400 trials"
    assert plain / 400 < 0.85, "or the test shows nothing"


def by_the_book(answers: list[Answer], weights: dict[str, float]) -> tuple[float, float]:
    """Return share and its variance, written out answer by answer (Lohr 9.1, no correction)."""
    total = sum(weights[stratum] for stratum, _, _ in answers)
    share = sum(weights[stratum] for stratum, _, so in answers if so) / total
    variance = 0.0
    for stratum in sorted(weights):
        teams = sorted({team for of, team, _ in answers if of == stratum})
        residuals = [
            sum(
                weights[stratum] * (so - share) / total
                for of, each, so in answers
                if (of, each) == (stratum, team)
            )
            for team in teams
        ]
        mean = sum(residuals) / len(residuals)
        squares = sum((each - mean) ** 2 for each in residuals)
        variance += len(teams) / (len(teams) - 1) * squares
    return share, variance


@pytest.mark.parametrize("seed", range(5))
def test_strata_and_teams_together_are_linearised_as_in_the_book(seed: int) -> None:
    random = Random(seed)  # noqa: S311 - a test's dice
    strata = {"large": 6000, "small": 300}
    answers = [
        (stratum, f"{stratum} {random.randrange(6)}", random.random() < share)
        for stratum, share in (("large", 0.5), ("small", 0.2))
        for _ in range(80)
    ]

    found = estimate(answers, Design("stratified", by="region", strata=strata))

    weights = {name: size / 80 for name, size in strata.items()}
    share, variance = by_the_book(answers, weights)
    assert found.share == pytest.approx(share)
    many = {name: 10**9 * size for name, size in strata.items()}
    endless = estimate(answers, Design("stratified", by="region", strata=many))
    simple = share * (1 - share) / (len(answers) - 1)
    assert endless.design_effect == pytest.approx(max(1, variance / simple), rel=1e-6)


def test_a_stratum_that_was_visited_more_often_does_not_speak_louder() -> None:
    answers: list[Answer] = [("capital", "", True)] * 90 + [("country", "", False)] * 10
    design = Design("stratified", by="region", strata={"capital": 100, "country": 900})
    assert estimate(answers, design).share == pytest.approx(0.1)


def test_non_answers_of_a_stratum_leave_its_weight_per_report() -> None:
    answers: list[Answer] = [("capital", "", True)] * 10 + [("country", "", False)] * 20
    design = Design("stratified", by="region", strata={"capital": 100, "country": 100})
    found = estimate(answers, design, units={"capital": 20, "country": 20})
    assert found.share == pytest.approx(10 * 5 / (10 * 5 + 20 * 5))


class TestWhatCannotBeTold:
    """Where the data can't tell how alike reports are, the usual likeness is assumed."""

    def answers(self, cases: int, teams: int) -> list[Answer]:
        return [("", f"{number % teams}", number < cases) for number in range(240)]

    def test_none_at_all(self) -> None:
        found = estimate(self.answers(0, 24), Design("srs"))
        assert found.assumed
        assert (round(found.design_effect or 0, 1), round(found.effective or 0)) == (1.9, 126)
        assert found.interval == wilson_of(0, 240 / 1.9)

    def test_too_few_teams(self) -> None:
        found = estimate(self.answers(100, 2), Design("srs"))
        assert found.assumed
        assert round(found.design_effect or 0, 1) == 12.9

    def test_enough_of_both(self) -> None:
        found = estimate(self.answers(100, 24), Design("srs"))
        assert not found.assumed
        assert found.teams == 24
        assert found.design_effect == 1
        factor = student(23) / 1.959964
        assert found.margin == pytest.approx(margin(100 / 240, 240) * factor, rel=1e-6)

    def test_a_mission_may_assume_otherwise(self) -> None:
        found = estimate(self.answers(0, 24), Design("srs", rules=Rules(likeness=0)))
        assert found.design_effect == 1


def wilson_of(share: float, size: float) -> tuple[float, float]:
    square = 1.959963984540054**2
    centre = (share + square / (2 * size)) / (1 + square / size)
    return pytest.approx((0.0, 2 * centre) if share == 0 else (centre, centre))  # type: ignore[return-value]


@given(
    st.lists(
        st.tuples(st.sampled_from("ab"), st.sampled_from(["", "1", "2", "3"]), st.booleans()),
        min_size=1,
        max_size=120,
    ),
    st.sampled_from(["srs", "stratified"]),
)
def test_whatever_is_answered_the_interval_holds_the_share(
    answers: list[Answer], name: str
) -> None:
    strata = {"a": 200, "b": 900} if name == "stratified" else {}
    found: Estimate = estimate(answers, Design(name, 1100, "region", strata))
    assert found.cases == sum(so for _, _, so in answers)
    assert found.share is not None
    assert (found.interval is None) == (len(answers) < 10)
    if found.interval:
        low, high = found.interval
        assert 0 <= low <= found.share + 1e-12
        assert found.share - 1e-12 <= high <= 1
        assert found.effective is not None
        assert found.effective <= found.answered
