"""The two numbers behind a failed comparison: “523 ≠ 520 (+3)”, in signs that every language reads.

A warning such as `${valid} + ${invalid} = ${in_box}` says in words that something does not add
up; which numbers it compared, and by how much they differ, is said here.
"""

import math
import operator
from collections.abc import Callable

from shared.forms.evaluating import Evaluation
from shared.forms.evaluation import Expression, sides_of
from shared.forms.filled import Spot
from shared.forms.syntax import Number
from shared.forms.values import are_equal

_HOLDS: dict[str, Callable[[float, float], bool]] = {
    "=": are_equal,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
"""Comparisons whose failure a difference explains: where `!=` fails, there is none."""
_FOUND_INSTEAD = {"=": "≠", "<": "≥", "<=": ">", ">": "≤", ">=": "<"}
"""By what was to hold: what holds instead."""
_DIGITS = 6
"""After the point: shares of a list are no whole numbers."""


def figures_of(warning: Expression, spot: Spot, evaluation: Evaluation) -> str:
    """Return the numbers of the first comparison in `warning` that fails at `spot`.

    '' where none fails, or where what is compared are no numbers.
    """
    for left, wanted, right in sides_of(warning):
        if wanted not in _HOLDS or isinstance(left.tree, Number) or isinstance(right.tree, Number):
            continue  # a fixed bound is told in words
        first = evaluation.outcome(spot, left, spot.value)
        second = evaluation.outcome(spot, right, spot.value)
        if not isinstance(first, float) or not isinstance(second, float):
            continue
        if math.isfinite(first - second) and not _HOLDS[wanted](first, second):
            sign = _FOUND_INSTEAD[wanted]
            return f"{_plain(first)} {sign} {_plain(second)} ({_plain(first - second, '+')})"
    return ""


def _plain(number: float, sign: str = "") -> str:
    """Return a number without the noise of counting in twos, with a real minus."""
    rounded = round(number, _DIGITS)
    whole = int(rounded) if rounded.is_integer() else rounded
    return f"{whole:{sign}}".replace("-", "−")
