"""Numbers: rounding, the smallest and largest, powers, logarithms and angles."""

import decimal
import math
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from shared.forms.functions.signature import Argument, Build, Function, eager, of_nodes, spread
from shared.forms.scope import Closure, Node, Scope
from shared.forms.values import Value, share_of_day, to_number

MOST_DECIMALS = 30
"""More, or as many zeros before the point, make `round` give no number."""

_EXACT = decimal.Context(prec=400)
_LARGEST_LONG = 2.0**63


def whole(value: Value) -> int:
    """Return `value` as a whole number that fits 32 bits: what is no number is 0."""
    number = to_number(value)
    if math.isnan(number):
        return 0
    return int(max(-(2.0**31), min(number, 2.0**31 - 1)))


def _round(value: Value, digits: Value = 0.0) -> Value:
    """Round half up, to a whole number or to `digits` decimals, as written in decimals."""
    number, places = to_number(value), whole(digits)
    if not math.isfinite(number):
        return number
    if abs(places) > MOST_DECIMALS:
        return math.nan
    if places < 0:
        return _round_to_tens(number, 10.0**-places)
    way = decimal.ROUND_HALF_DOWN if number < 0 else decimal.ROUND_HALF_UP
    unit = decimal.Decimal(1).scaleb(-places)
    return float(decimal.Decimal(repr(number)).quantize(unit, rounding=way, context=_EXACT))


def _round_to_tens(number: float, tens: float) -> float:
    scaled = number / tens + 0.5
    return float(math.trunc(max(-_LARGEST_LONG, min(scaled, _LARGEST_LONG)))) * tens


def _int(value: Value) -> Value:
    """Cut the fraction off."""
    number = to_number(value)
    return math.copysign(math.trunc(number), number) if math.isfinite(number) else number


def _pow(first: float, second: float) -> float:
    if math.isnan(second) or (abs(first) == 1 and math.isinf(second)):
        return math.nan
    try:
        return math.pow(first, second)
    except OverflowError:
        is_negative = first < 0 and math.fmod(second, 2) != 0
        return -math.inf if is_negative else math.inf
    except ValueError:
        if first != 0:
            return math.nan
        return math.copysign(math.inf, first) if math.fmod(second, 2) != 0 else math.inf


def _extreme(choose: Callable[[list[float]], float]) -> Callable[[Sequence[Argument]], Closure]:
    """Make `min` or `max` of the numbers among the values; NaN where there is none."""

    def build(arguments: Sequence[Argument]) -> Closure:
        values = spread(arguments)

        def closure(scope: Scope) -> Value:
            numbers = [
                number for value in values(scope) if not math.isnan(number := to_number(value))
            ]
            return choose(numbers) if numbers else math.nan

        return closure

    return build


def _sum(nodes: Sequence[Node]) -> Value:
    numbers = (to_number(node.value) for node in nodes)
    return float(sum(number for number in numbers if not math.isnan(number)))


def _curve(compute: Callable[..., float]) -> Build:
    """Compile a function that is NaN where it has no value, infinite where that is too large.

    Here alone a moment counts with its hours, unless a question holds it.
    """

    def build(arguments: Sequence[Argument]) -> Closure:
        readers = [
            (each.value, to_number if each.nodes is not None else _with_hours) for each in arguments
        ]

        def closure(scope: Scope) -> Value:
            try:
                return compute(*[read(value(scope)) for value, read in readers])
            except ValueError:
                return math.nan
            except OverflowError:
                return math.inf

        return closure

    return build


def _with_hours(value: Value) -> float:
    days = to_number(value)
    return days + share_of_day(value.time()) if isinstance(value, datetime) else days


def _log(compute: Callable[[float], float]) -> Callable[[float], float]:
    return lambda number: -math.inf if number == 0 else compute(number)


def _pi(_: Sequence[Argument]) -> Closure:
    return lambda _: math.pi


def _of_one(compute: Callable[..., float]) -> Function:
    return Function(1, 1, _curve(compute), constant=True)


NUMBERS: dict[str, Function] = {
    "number": Function(1, 1, eager(to_number), constant=True),
    "int": Function(1, 1, eager(_int), constant=True),
    "round": Function(1, 2, eager(_round), constant=True),
    "pow": Function(2, 2, _curve(_pow), constant=True),
    "min": Function(0, None, _extreme(min), constant=True),
    "max": Function(0, None, _extreme(max), constant=True),
    "sum": Function(1, 1, of_nodes(_sum, "sum")),
    "pi": Function(0, 0, _pi, constant=True),
    "abs": _of_one(math.fabs),
    "acos": _of_one(math.acos),
    "asin": _of_one(math.asin),
    "atan": _of_one(math.atan),
    "atan2": Function(2, 2, _curve(math.atan2), constant=True),
    "cos": _of_one(math.cos),
    "exp": _of_one(math.exp),
    "exp10": _of_one(partial(_pow, 10.0)),
    "log": _of_one(_log(math.log)),
    "log10": _of_one(_log(math.log10)),
    "sin": _of_one(math.sin),
    "sqrt": _of_one(math.sqrt),
    "tan": _of_one(math.tan),
}
