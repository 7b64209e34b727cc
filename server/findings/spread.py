"""Where cases lie: here and there, or mostly in one region. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Spread:
    """Where rare cases lie."""

    regions: int
    """Regions with a case."""
    main: str
    """The region with most of them."""
    in_main: int


def spread_of(cases: Mapping[str, int]) -> Spread:
    """Return where the cases lie; `cases` counts them by region."""
    if not any(cases.values()):
        return Spread(0, "", 0)
    main = max(sorted(cases), key=lambda region: cases[region])
    return Spread(sum(count > 0 for count in cases.values()), main, cases[main])


def is_clustered(spread: Spread, count: int) -> bool:
    """Whether more than half of several cases lie in one region."""
    return count > 1 and spread.in_main * 2 > count
