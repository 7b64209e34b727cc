"""What a sample can say about the stations that nobody visited. Pure, and only for samples.

An interval is a pair of shares (0–1) for a confidence of 95 %. It means something only where
chance chose the stations: `PROBABILITY_DESIGNS`. A route or a convenient choice has no margin
of error, whatever its size, so `interval` answers None for it.
"""

from collections.abc import Callable
from math import comb, exp, lgamma, log, log1p, sqrt

Interval = tuple[float, float]
"""Lowest and highest share (0–1) that the data are compatible with."""

PROBABILITY_DESIGNS = frozenset({"census", "srs", "stratified"})
Z95 = 1.959963984540054
"""The 97.5 % point of the normal distribution."""
SMALL = 30
"""Below this, the normal approximation is not to be trusted and the exact interval is used."""


def interval(
    cases: int, answered: int, *, design: str, population: int | None = None
) -> Interval | None:
    """Return the 95 % interval of `cases` among `answered`, or None where there can be none.

    `population` is the number of stations that the sample was drawn from; None = unknown, taken
    as endless. Strata are taken as allotted in proportion, where treating the sample as a
    simple one errs on the wide side (Cochran, Sampling Techniques, 3rd ed. 1977, chapter 5).
    """
    if design not in PROBABILITY_DESIGNS or answered == 0:
        return None
    if population is not None and answered >= population:
        return (cases / answered, cases / answered)
    if answered >= SMALL:
        return wilson(cases, answered, population)
    if population is not None and answered > population / 20:
        return hypergeometric(cases, answered, population)
    return clopper_pearson(cases, answered)


def wilson(cases: int, answered: int, population: int | None = None) -> Interval:
    """Return the score interval, which stays sensible near 0 and 1.

    Wilson, JASA 22 (1927), 209–212. A finite population of N enters as the sample that would
    have the same variance without it, n·(N−1)/(N−n).
    """
    if population is not None and answered >= population:
        return (cases / answered, cases / answered)
    share = cases / answered
    size = float(answered)
    if population is not None:
        size *= (population - 1) / (population - answered)
    square = Z95 * Z95
    centre = (share + square / (2 * size)) / (1 + square / size)
    half = Z95 * sqrt(share * (1 - share) / size + square / (4 * size * size)) / (1 + square / size)
    low = 0.0 if cases == 0 else max(0.0, centre - half)
    high = 1.0 if cases == answered else min(1.0, centre + half)
    return (low, high)


def clopper_pearson(cases: int, answered: int) -> Interval:
    """Return the exact binomial interval: wide, but never more sure of itself than 95 %.

    Clopper and Pearson, Biometrika 26 (1934), 404–413: the shares at which a result at least
    (at most) as high as this one would have a chance of 2.5 %.
    """
    low = 0.0 if cases == 0 else _crossing(lambda share: 1 - _binomial(cases - 1, answered, share))
    high = (
        1.0
        if cases == answered
        else 1 - _crossing(lambda share: 1 - _binomial(answered - cases - 1, answered, share))
    )
    return (low, high)


def hypergeometric(cases: int, answered: int, population: int) -> Interval:
    """Return the exact interval for a small sample that is much of a small population.

    Buonaccorsi, The American Statistician 41 (1987), 215–218: the least and the greatest number
    of stations of which this result would still have a chance above 2.5 % in each tail.
    """
    possible = range(cases, population - answered + cases + 1)

    def has_a_chance(total: int, results: range) -> bool:
        """Say whether `results` have a chance above 1 in 40, counted in whole samples."""
        ways = sum(
            comb(total, each) * comb(population - total, answered - each) for each in results
        )
        return 40 * ways > comb(population, answered)

    low = _first(possible, lambda total: has_a_chance(total, range(cases, answered + 1)))
    high = _first(possible[::-1], lambda total: has_a_chance(total, range(cases + 1)))
    return (low / population, high / population)


def margin(share: float, answered: float, population: int | None = None) -> float:
    """Return the half-width z·√((N−n)/(N−1) · p(1−p)/n) that is printed after "±".

    Lohr, Sampling: Design and Analysis, 2nd ed., 2.15. Not for shares near 0 or 1: print the
    interval there.
    """
    correction = 1.0
    if population is not None and population > 1:
        correction = max(0.0, (population - answered) / (population - 1))
    return Z95 * sqrt(correction * share * (1 - share) / answered)


def _binomial(highest: int, trials: int, share: float) -> float:
    """Return the chance of at most `highest` cases in `trials`."""
    if share <= 0:
        return 1.0
    if share >= 1:
        return 1.0 if highest >= trials else 0.0
    return sum(
        exp(
            lgamma(trials + 1)
            - lgamma(each + 1)
            - lgamma(trials - each + 1)
            + each * log(share)
            + (trials - each) * log1p(-share)
        )
        for each in range(highest + 1)
    )


def _crossing(rising: Callable[[float], float]) -> float:
    """Return the share at which `rising`, a function from 0 to 1, reaches 2.5 %."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        if rising(middle) < 0.025:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _first(candidates: range, holds: Callable[[int], bool]) -> int:
    """Return the first candidate that `holds`, which holds for all that follow; by halving."""
    low, high = 0, len(candidates) - 1
    while low < high:
        middle = (low + high) // 2
        if holds(candidates[middle]):
            high = middle
        else:
            low = middle + 1
    return candidates[low]
