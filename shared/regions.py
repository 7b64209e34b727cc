"""Regions are paths, outermost first: `Nur-Sultan / Baikonur`."""

from collections.abc import Iterator

BELOW = " / "
"""Joins the regions of a path."""


def lies_in(region: str, area: str) -> bool:
    """Say whether the path `region` is `area` or lies in it."""
    return region == area or region.startswith(area + BELOW)


def outwards(region: str) -> Iterator[str]:
    """Yield the path `region`, the one around it, and so on."""
    parts = region.split(BELOW)
    for length in range(len(parts), 0, -1):
        yield BELOW.join(parts[:length])
