"""What groups of stations are called: in breakdowns of findings, and as strata. Pure."""

from server.sampling.estimates import EVERYWHERE
from shared.regions import BELOW

NOT_GIVEN = "not given"
"""The group of stations, or of visits, that don't say."""


def depth_of(by: str) -> int | None:
    """Return 1 for `region`, 2 for `region:2` …, None for anything else."""
    name, _, depth = by.partition(":")
    if name != "region" or not (depth.isdecimal() or by == "region"):
        return None
    return max(1, int(depth or 1))


def name_at(region: str, depth: int) -> str:
    """Return the name of a region path's group at `depth`; at depth 0 there is one group."""
    if depth == 0:
        return EVERYWHERE
    return BELOW.join(region.split(BELOW)[:depth]) or NOT_GIVEN
