"""Intervals of shares, as statistics has them. Pure.

An interval is a pair of shares (0–1) for a confidence of 95 %. It means something only where
chance chose the stations: `server.sampling.estimates` decides that.
"""

from collections.abc import Callable
from functools import lru_cache
from math import comb, exp, lgamma, log, log1p, sqrt

Interval = tuple[float, float]
"""Lowest and highest share (0–1) that the data are compatible with."""

Z95 = 1.959963984540054
"""The 97.5 % point of the normal distribution."""
_TINY = 1e-300


def without_correction(seen: float, population: int | None) -> float:
    """Return how many times more an endless population would need, (N−1)/(N−n) of `seen` = n."""
    return 1.0 if population is None else (population - 1) / (population - seen)


def score(share: float, size: float, critical: float = Z95) -> Interval:
    """Return the score interval of a share seen among `size`, which need not be whole.

    Wilson, JASA 22 (1927), 209–212; with an effective size and the point of Student's t for
    clustered samples: Dean and Pagano, Journal of Survey Statistics and Methodology 3 (2015),
    484–503.
    """
    square = critical * critical
    centre = (share + square / (2 * size)) / (1 + square / size)
    half = critical * sqrt(share * (1 - share) / size + square / (4 * size * size))
    half /= 1 + square / size
    low = 0.0 if share == 0 else max(0.0, centre - half)
    high = 1.0 if share == 1 else min(1.0, centre + half)
    return (low, high)


@lru_cache(maxsize=20_000)
def clopper_pearson(cases: float, answered: float) -> Interval:
    """Return the exact binomial interval: wide, but never more sure of itself than 95 %.

    Clopper and Pearson, Biometrika 26 (1934), 404–413: the shares at which a result at least
    (at most) as high as this one would have a chance of 2.5 %. Neither number need be whole:
    effective sizes are not (Korn and Graubard, Survey Methodology 24 (1998), 193–201).
    """
    rest = answered - cases
    low = 0.0 if cases <= 0 else beta_quantile(0.025, cases, rest + 1)
    high = 1.0 if rest <= 0 else beta_quantile(0.975, cases + 1, rest)
    return (low, high)


@lru_cache(maxsize=20_000)
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


def margin(share: float, size: float, population: int | None = None, seen: float = 0) -> float:
    """Return the half-width z·√((N−n)/(N−1) · p(1−p)/n) that is printed after "±".

    Lohr, Sampling: Design and Analysis, 2nd ed., 2.15. `seen` is the n of the correction where
    the effective `size` is another. Not for shares near 0 or 1: print the interval there.
    """
    correction = 1.0
    if population is not None and population > 1:
        correction = max(0.0, (population - (seen or size)) / (population - 1))
    return Z95 * sqrt(correction * share * (1 - share) / size)


def still_possible(answered: float) -> float:
    """Return the greatest share (0–1) that is compatible with none among `answered`, at 95 %.

    One-sided: 1 − 0.05^(1/n), for small n nearly three in n (Hanley and Lippman-Hand, JAMA 249
    (1983), 1743–1745). None of 14 rules out no more than shares above 19.3 per cent.
    """
    return 1 - 0.05 ** (1 / answered)


@lru_cache(maxsize=1000)
def student(freedom: int) -> float:
    """Return the 97.5 % point of Student's t with at least 4 degrees of freedom, to 0.002.

    Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.5.
    """
    z = Z95
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return z + sum(term / freedom**power for power, term in enumerate(terms, start=1))


def beta_quantile(level: float, a: float, b: float) -> float:
    """Return the share below which `level` of the beta distribution with `a` and `b` lies."""
    low, high, share = 0.0, 1.0, a / (a + b)
    whole = lgamma(a + b) - lgamma(a) - lgamma(b)
    for _ in range(100):
        off = _beta_below(share, a, b) - level
        low, high = (share, high) if off < 0 else (low, share)
        slope = exp(whole + (a - 1) * log(share) + (b - 1) * log1p(-share))
        after = share - off / slope if slope > _TINY else 0.0
        if not low < after < high:
            after = (low + high) / 2
        if abs(after - share) < 1e-14:
            break
        share = after
    return share


def _beta_below(share: float, a: float, b: float) -> float:
    """Return how much of the beta distribution lies below `share`: Handbook, 26.5.8."""
    if share <= 0 or share >= 1:
        return 0.0 if share <= 0 else 1.0
    if share > (a + 1) / (a + b + 2):
        return 1 - _beta_below(1 - share, b, a)
    front = lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(share) + b * log1p(-share)
    return exp(front) * _fraction(share, a, b) / a


def _fraction(x: float, a: float, b: float) -> float:
    """Return the continued fraction of the incomplete beta function, by Lentz's method."""
    c, d = 1.0, 1 / _not_zero(1 - (a + b) * x / (a + 1))
    found = d
    for m in range(1, 300):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for term in (even, odd):
            d = 1 / _not_zero(1 + term * d)
            c = _not_zero(1 + term / c)
            found *= c * d
        if abs(c * d - 1) < 1e-15:
            break
    return found


def _not_zero(number: float) -> float:
    return number if abs(number) > _TINY else _TINY


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
