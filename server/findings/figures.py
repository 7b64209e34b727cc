"""How a count is written on a page: never without its base, and no share where none is honest.

answered      convenience        route                   probability sample
1–49          2 of 14            27 of 31                27 of 31
50–99         12 of 74           61 of 74 (82 %)         61 of 74 (82 %)
100 and more  83 of 412          342 of 412 (83 %)       577 of 600 (96.2 %, 94.3–97.4 %)
"""

from collections.abc import Sequence

from server.findings.finding import Design
from server.findings.sampling import Interval

LEAST_FOR_PER_CENT = 50
LEAST_FOR_MARGIN = 100
CONVENIENCE = "convenience"


def figure(count: int, base: int, design: Design, interval: Interval | None = None) -> str:
    """Return `count` of `base` in words, with a share where the design and the base allow one."""
    words = f"{count:,} of {base:,}"
    if base < LEAST_FOR_PER_CENT or design.name == CONVENIENCE:
        return words
    if base < LEAST_FOR_MARGIN or interval is None:
        return f"{words} ({_whole(count, base)} %)"
    low, high = (100 * bound for bound in (interval[0], interval[1]))
    return f"{words} ({100 * count / base:.1f} %, {low:.1f}–{high:.1f} %)"


def share(count: int, base: int) -> int:
    """Return the length of a bar in thousandths of the scale."""
    return round(1000 * count / base) if base else 0


def _whole(count: int, base: int) -> str:
    """Return a whole per cent that never rounds something to nothing, nor most to all."""
    whole = round(100 * count / base)
    if whole == 0 and count:
        return "under 1"
    if whole == 100 and count < base:
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
