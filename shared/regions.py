"""Regions are paths, outermost first: `Nur-Sultan / Baikonur`."""

BELOW = " / "
"""Joins the regions of a path."""


def lies_in(region: str, area: str) -> bool:
    """Say whether the path `region` is `area` or lies in it."""
    return region == area or region.startswith(area + BELOW)
