"""How a count is written on a page: never without its base, and no share where none is honest.

answered      convenience        route                   probability sample
1–49          2 of 14            27 of 31                27 of 31
50–99         12 of 74           61 of 74 (82 %)         61 of 74 (82 %)
100 and more  83 of 412          342 of 412 (83 %)       577 of 600 (96.2 % ± 1.5; 94.3–97.4 %)

Where strata weigh, the percentage is the weighed one. Where over half gave no answer, there is
none at all.
"""

from collections.abc import Sequence

from server.sampling.design import Design
from server.sampling.estimates import Estimate, Reached

ROUTE = "route"


def figure(
    count: int, base: int, design: Design, estimate: Estimate | None = None, *, thin: bool = False
) -> str:
    """Return `count` of `base` in words, with a share where the design and the base allow one.

    `thin` says that too many gave no answer for a share.
    """
    words = f"{count:,} of {base:,}"
    has_shares = design.has_margins or design.name == ROUTE
    if base < design.rules.least_for_share or thin or not has_shares:
        return words
    share = count / base if estimate is None or estimate.share is None else estimate.share
    if estimate is None or estimate.interval is None or base < design.rules.least_for_margin:
        return f"{words} ({_whole(share)} %)"
    low, high = (100 * bound for bound in estimate.interval)
    between = f"{low:.1f}–{high:.1f} %"
    if min(count, base - count) < design.rules.rare or not estimate.margin:
        return f"{words} ({100 * share:.1f} %, {between})"
    return f"{words} ({100 * share:.1f} % ± {100 * estimate.margin:.1f}; {between})"


def share(count: int, base: int) -> int:
    """Return the length of a bar in thousandths of the scale."""
    return round(1000 * count / base) if base else 0


def _whole(share: float) -> str:
    """Return a whole per cent that never rounds something to nothing, nor most to all."""
    whole = round(100 * share)
    if whole == 0 and share > 0:
        return "under 1"
    if whole == 100 and share < 1:
        return "over 99"
    return str(whole)


def not_counted(versions: Sequence[str]) -> str:
    """Say of which versions of the form the answers are in no figure."""
    several = len(versions) > 1
    which = f"Versions {', '.join(versions)}" if several else f"Version {versions[0]}"
    whose = "their" if several else "its"
    return (
        f"{which} of the form asked this as another kind of question: {whose} answers are "
        "missing here."
    )


def outside_words(outside: Reached) -> str:
    """Say how many reports are in no figure: from stations outside the sample; '' = none are."""
    reports, stations = outside.units, outside.stations
    if not reports:
        return ""
    words = "1 report" if reports == 1 else f"{reports:,} reports"
    where = "1 station" if stations == 1 else f"{stations:,} stations"
    verb = "is" if reports == 1 else "are"
    return (
        f"{words} from {where} outside the sample {verb} in no figure here: what was seen where "
        "chance did not send a team says nothing of other stations."
    )
