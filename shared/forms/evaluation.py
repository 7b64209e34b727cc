"""Expressions, compiled once and worked out as often as answers change.

compile_expression("${V06} = 'missing'").evaluate(Scope(values={"V06": "missing"}, now=…))
"""

import math
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from shared.forms import functions
from shared.forms.functions import Closure, find_function
from shared.forms.grammar import parse
from shared.forms.patterns import Pattern, PatternError
from shared.forms.syntax import (
    Call,
    Current,
    ExpressionError,
    Negation,
    Number,
    Operation,
    Reference,
    Text,
    Tree,
    references_of,
)
from shared.forms.values import Value, are_equal, to_boolean, to_date, to_number


@dataclass(frozen=True, slots=True)
class Scope:
    """What an expression may look at.

    `values` holds the answers by question; what is missing there, like a non-answer, is ''.
    `current` is the answer that `.` means. `now` is aware, in the zone whose calendar counts.
    """

    values: Mapping[str, Value]
    now: datetime
    current: Value = ""


@dataclass(frozen=True, slots=True)
class Expression:
    """A compiled expression."""

    text: str
    dependencies: frozenset[str]
    """The questions it refers to by name."""
    tree: Tree
    _closure: Callable[[Scope], Value]

    def evaluate(self, scope: Scope) -> Value:
        """Work it out. Never raises: what has no value is '' or NaN."""
        return self._closure(scope)

    def holds(self, scope: Scope) -> bool:
        """Say whether it is true."""
        return to_boolean(self._closure(scope))


def compile_expression(text: str) -> Expression:
    """Compile `text`; raises ExpressionError with the place of a mistake and its cure."""
    tree = parse(text)
    return Expression(text, references_of(tree), tree, _compiled(tree))


def _compiled(tree: Tree) -> Closure:
    match tree:
        case Number() | Text():
            value = tree.value
            return lambda _: value
        case Reference():
            return _reference(tree.name)
        case Current():
            return lambda scope: scope.current
        case Negation():
            operand = _compiled(tree.operand)
            return lambda scope: -to_number(operand(scope))
        case Operation():
            return _OPERATIONS[tree.operator](_compiled(tree.left), _compiled(tree.right))
        case Call():
            return _call(tree)


def _reference(name: str) -> Closure:
    def closure(scope: functions.Scope) -> Value:
        return scope.values.get(name, "")

    return closure


def _call(call: Call) -> Closure:
    function = find_function(call)
    _check_literals(call)
    return function.build([_compiled(argument) for argument in call.arguments])


def _check_literals(call: Call) -> None:
    """Find mistakes in texts that only some functions read."""
    last = call.arguments[-1] if call.arguments else None
    if not isinstance(last, Text):
        return
    if call.name == "regex":
        try:
            Pattern(last.value)
        except PatternError as error:
            raise ExpressionError(
                str(error), last.position, "Simplify the pattern; it must fit the whole answer."
            ) from None
    if call.name in ("date", "date-time") and last.value and to_date(last.value) is None:
        raise ExpressionError(
            f"'{last.value}' is not a date.", last.position, "Write it as '2026-01-31'."
        )


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


_OPERATIONS: dict[str, Callable[[Closure, Closure], Closure]] = {
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
