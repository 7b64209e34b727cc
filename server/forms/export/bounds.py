"""The least and the greatest number that a constraint allows, where it plainly says so."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite

from shared.forms.grammar import parse
from shared.forms.syntax import Current, ExpressionError, Negation, Number, Operation, Tree

_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


@dataclass(frozen=True, slots=True)
class Bounds:
    """From `low` to `high`, both allowed; None = not said."""

    low: float | None = None
    high: float | None = None

    def in_figures(self) -> str:
        """Return both as `0–40`; '' where one of them is not said."""
        if self.low is None or self.high is None:
            return ""
        return f"{_figure(self.low)}–{_figure(self.high)}"


def bounds_of(constraint: str) -> Bounds:
    """Return the bounds that `constraint` sets by comparing `.` with numbers."""
    try:
        conditions = list(_conditions(parse(constraint))) if constraint else []
    except ExpressionError:
        return Bounds()
    lows = [number for sign, number in conditions if sign in (">", ">=")]
    highs = [number for sign, number in conditions if sign in ("<", "<=")]
    return Bounds(max(lows, default=None), min(highs, default=None))


def _conditions(tree: Tree) -> Iterator[tuple[str, float]]:
    """Yield what must be true of `.`: a sign and a number."""
    if not isinstance(tree, Operation):
        return
    if tree.operator == "and":
        yield from _conditions(tree.left)
        yield from _conditions(tree.right)
        return
    sign, left, right = tree.operator, tree.left, tree.right
    if isinstance(right, Current):
        sign, left, right = _MIRRORED.get(sign, sign), right, left
    number = _number(right)
    if isinstance(left, Current) and number is not None:
        yield sign, number


def _number(tree: Tree) -> float | None:
    match tree:
        case Number(value=value) if isfinite(value):
            return value
        case Negation(operand=Number(value=value)) if isfinite(value):
            return -value
        case _:
            return None


def _figure(number: float) -> str:
    return f"{number:,.0f}".replace(",", "\u202f") if number % 1 == 0 else f"{number:g}"
