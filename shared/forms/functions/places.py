"""Points on the earth: the area and the length of a line of points, and whether one is inside.

A point is `latitude longitude [altitude accuracy]`; a line is points with `;` between them.
The earth is a ball of 6,378,100 m, as on phones.
"""

import math
import re
from collections.abc import Sequence
from itertools import pairwise

from shared.forms.functions.signature import Argument, Function, wanted_nodes, wanted_text
from shared.forms.navigation import Nodes
from shared.forms.scope import Closure, Scope
from shared.forms.trouble import wrong_kind
from shared.forms.values import Value, to_text

RADIUS = 6_378_100.0
"""Metres, at the equator."""
_DEGREE = 2 * math.pi * RADIUS / 360
_POINT_PRICE = 4
_DEGREES = re.compile(r"[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|NaN|Infinity)", re.ASCII)

Point = tuple[float, float]
"""Latitude and longitude in degrees."""


def _area_of(arguments: Sequence[Argument]) -> Closure:
    nodes = wanted_nodes(arguments[0], "area")
    return lambda scope: _area(_points(nodes, scope))


def _length_of(arguments: Sequence[Argument]) -> Closure:
    value, nodes = arguments[0].value, arguments[0].nodes
    if nodes is not None:
        return lambda scope: _length(_points(nodes, scope))
    return lambda scope: _length(_line([wanted_text(value(scope), "distance")], scope))


def _points(nodes: Nodes, scope: Scope) -> list[Point]:
    """Read a line that one question holds, or the points of a repeat."""
    return _line([to_text(node.value) for node in nodes(scope)], scope)


def _line(texts: list[str], scope: Scope) -> list[Point]:
    if len(texts) == 1:
        texts = [each for each in texts[0].strip().split(";") if each.strip()]
    scope.spend(_POINT_PRICE * len(texts))
    return [_point(text) for text in texts]


def _point(text: str) -> Point:
    """Read a point; what is not there is 0."""
    latitude, longitude = (*text.split(), "0", "0")[:2]
    if not _DEGREES.fullmatch(latitude) or not _DEGREES.fullmatch(longitude):
        raise wrong_kind(f"'{text[:40]}' is no point: points are written `51.1 71.4`.")
    return float(latitude), float(longitude)


def _area(points: Sequence[Point]) -> Value:
    """Return the square metres inside a line of points."""
    if len(points) < 3:
        return 0.0
    first = points[0]
    flat = [
        (
            (longitude - first[1]) * _DEGREE * math.cos(math.radians(latitude)),
            (latitude - first[0]) * _DEGREE,
        )
        for latitude, longitude in points[1:]
    ]
    pairs = pairwise(flat)
    return abs(sum((y1 * x2 - x1 * y2) / 2 for (x1, y1), (x2, y2) in pairs))


def _length(points: Sequence[Point]) -> Value:
    """Return the metres along a line of points."""
    return float(sum(_distance(*pair) for pair in pairwise(points)))


def _distance(one: Point, other: Point) -> float:
    turn = math.radians(one[1] - other[1])
    north, south = math.radians(one[0]), math.radians(other[0])
    cosine = math.sin(north) * math.sin(south)
    cosine += math.cos(north) * math.cos(south) * math.cos(turn)
    return math.acos(cosine) * RADIUS if -1 <= cosine <= 1 else math.nan


def _geofence(arguments: Sequence[Argument]) -> Closure:
    value, nodes = arguments[0].value, wanted_nodes(arguments[1], "geofence")

    def closure(scope: Scope) -> Value:
        return _is_inside(_point(to_text(value(scope))), _points(nodes, scope))

    return closure


def _is_inside(point: Point, fence: Sequence[Point]) -> bool:
    """Count how often a line from `point` to the east crosses the fence."""
    inside = False
    for before, after in pairwise(fence):
        if (after[0] > point[0]) == (before[0] > point[0]):
            continue
        slope = (before[1] - after[1]) / (before[0] - after[0])
        if point[1] < slope * (point[0] - after[0]) + after[1]:
            inside = not inside
    return inside


PLACES: dict[str, Function] = {
    "area": Function(1, 1, _area_of),
    "enclosed-area": Function(1, 1, _area_of),
    "distance": Function(1, 1, _length_of),
    "geofence": Function(2, 2, _geofence),
}
