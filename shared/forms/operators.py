"""What stands between two values: `and`, `=`, `<`, `+`, `div` and others, as JavaRosa has it."""

import math
import operator
from collections.abc import Callable

from shared.forms.scope import Closure
from shared.forms.values import Value, are_equal, to_boolean, to_number


def _numeric(compute: Callable[[float, float], Value]) -> Callable[[Closure, Closure], Closure]:
    def build(left: Closure, right: Closure) -> Closure:
        return lambda scope: compute(to_number(left(scope)), to_number(right(scope)))

    return build


def _and(left: Closure, right: Closure) -> Closure:
    return lambda scope: to_boolean(left(scope)) and to_boolean(right(scope))


def _or(left: Closure, right: Closure) -> Closure:
    return lambda scope: to_boolean(left(scope)) or to_boolean(right(scope))


def _equal(left: Closure, right: Closure) -> Closure:
    return lambda scope: are_equal(left(scope), right(scope))


def _unequal(left: Closure, right: Closure) -> Closure:
    return lambda scope: not are_equal(left(scope), right(scope))


def _divide(dividend: float, divisor: float) -> float:
    if divisor != 0:
        return dividend / divisor
    if dividend == 0 or math.isnan(dividend):
        return math.nan
    return math.copysign(math.inf, dividend) * math.copysign(1, divisor)


def _remainder(dividend: float, divisor: float) -> float:
    try:
        return math.fmod(dividend, divisor)
    except ValueError:
        return math.nan


OPERATIONS: dict[str, Callable[[Closure, Closure], Closure]] = {
    "or": _or,
    "and": _and,
    "=": _equal,
    "!=": _unequal,
    "<": _numeric(operator.lt),
    "<=": _numeric(operator.le),
    ">": _numeric(operator.gt),
    ">=": _numeric(operator.ge),
    "+": _numeric(operator.add),
    "-": _numeric(operator.sub),
    "*": _numeric(operator.mul),
    "div": _numeric(_divide),
    "mod": _numeric(_remainder),
}
"""By sign: how two compiled parts become one."""
