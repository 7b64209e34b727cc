"""Places on the earth: how far apart they are."""

from math import asin, cos, radians, sin, sqrt
from typing import NamedTuple

_MEAN_RADIUS = 6371.0088
"""Of the earth, in kilometres (IUGG)."""


class Position(NamedTuple):
    """A place, in degrees (WGS 84)."""

    latitude: float
    longitude: float


def kilometres_between(one: Position, other: Position) -> float:
    """Return the distance as the crow flies, by the haversine formula on a sphere.

    Off by at most half a per cent, which is less than roads add.
    """
    there, here = radians(other.latitude), radians(one.latitude)
    north = sin((there - here) / 2) ** 2
    east = sin(radians(other.longitude - one.longitude) / 2) ** 2
    return 2 * _MEAN_RADIUS * asin(sqrt(min(1.0, north + cos(here) * cos(there) * east)))
