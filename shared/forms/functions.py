"""The functions that expressions may call.

They behave as on phones (JavaRosa), which is the norm where engines differ: `regex` matches the
whole text, a text that looks like a date is not a date until `date()` says so, `round(-2.5)` is
-2, and `if`, `coalesce` and `once` look only at what they need.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from typing import Protocol

from shared.forms import dates, operations
from shared.forms.syntax import Call, ExpressionError
from shared.forms.values import Value, is_empty, to_boolean, to_number, to_text


class Scope(Protocol):
    """What an expression may look at while it is worked out."""

    @property
    def values(self) -> Mapping[str, Value]:
        """The answers by question."""
        ...

    @property
    def current(self) -> Value:
        """The answer to the question that the expression belongs to."""
        ...

    @property
    def now(self) -> datetime:
        """The present moment, in the zone whose calendar counts."""
        ...


Closure = Callable[[Scope], Value]
"""A compiled expression."""


@dataclass(frozen=True, slots=True)
class Function:
    """How to compile a call, and how many arguments it takes (`most` None = any number)."""

    least: int
    most: int | None
    build: Callable[[list[Closure]], Closure]


def find_function(call: Call) -> Function:
    """Return the function that `call` names.

    Raises ExpressionError if there is none, or if it takes another number of arguments.
    """
    function = FUNCTIONS.get(call.name)
    if function is None:
        raise _unknown(call)
    given = len(call.arguments)
    if given < function.least or (function.most is not None and given > function.most):
        raise ExpressionError(
            f"`{call.name}` takes {_wanted(function)}, and {given} stand here.",
            call.position,
            "Check the commas and brackets.",
        )
    return function


def _unknown(call: Call) -> ExpressionError:
    if call.name in LATER:
        return ExpressionError(
            f"`{call.name}` works on phones, but laptops can't work it out yet.",
            call.position,
            "Write the expression without it.",
        )
    near = get_close_matches(call.name, FUNCTIONS, n=1, cutoff=0.5)
    return ExpressionError(
        f"There is no function `{call.name}`.",
        call.position,
        f"Did you mean `{near[0]}`?" if near else "See the XLSForm reference for the functions.",
    )


def _wanted(function: Function) -> str:
    if function.most is None:
        return f"{function.least} or more arguments"
    if function.least != function.most:
        return f"{function.least} to {function.most} arguments"
    return f"{function.least} argument" + ("" if function.least == 1 else "s")


def _eager(implementation: Callable[..., Value]) -> Callable[[list[Closure]], Closure]:
    """Compile a function that looks at all its arguments, for one, two or any number of them."""

    def build(arguments: list[Closure]) -> Closure:
        if len(arguments) == 1:
            only = arguments[0]
            return lambda scope: implementation(only(scope))
        if len(arguments) == 2:
            first, second = arguments
            return lambda scope: implementation(first(scope), second(scope))
        return lambda scope: implementation(*[each(scope) for each in arguments])

    return build


# --- Choosing ----------------------------------------------------------------------------


def _if(arguments: list[Closure]) -> Closure:
    condition, then, otherwise = arguments
    return lambda scope: then(scope) if to_boolean(condition(scope)) else otherwise(scope)


def _coalesce(arguments: list[Closure]) -> Closure:
    first, second = arguments

    def closure(scope: Scope) -> Value:
        value = first(scope)
        return second(scope) if is_empty(value) else value

    return closure


def _once(arguments: list[Closure]) -> Closure:
    value = arguments[0]
    return lambda scope: value(scope) if is_empty(scope.current) else scope.current


# --- Without arguments -------------------------------------------------------------------


def _today(_: list[Closure]) -> Closure:
    return lambda scope: scope.now.date()


def _now(_: list[Closure]) -> Closure:
    return lambda scope: scope.now


def _true(_: list[Closure]) -> Closure:
    return lambda _: True


def _false(_: list[Closure]) -> Closure:
    return lambda _: False


FUNCTIONS: dict[str, Function] = {
    "if": Function(3, 3, _if),
    "coalesce": Function(2, 2, _coalesce),
    "once": Function(1, 1, _once),
    "true": Function(0, 0, _true),
    "false": Function(0, 0, _false),
    "not": Function(1, 1, _eager(operations.negated)),
    "boolean": Function(1, 1, _eager(to_boolean)),
    "boolean-from-string": Function(1, 1, _eager(operations.reads_as_true)),
    "selected": Function(2, 2, _eager(operations.selected)),
    "selected-at": Function(2, 2, _eager(operations.selected_at)),
    "count-selected": Function(1, 1, _eager(operations.count_selected)),
    "count-non-empty": Function(1, 1, _eager(operations.count_non_empty)),
    "checklist": Function(3, None, _eager(operations.checklist)),
    "number": Function(1, 1, _eager(to_number)),
    "int": Function(1, 1, _eager(operations.int_)),
    "round": Function(1, 2, _eager(operations.round_)),
    "abs": Function(1, 1, _eager(operations.absolute)),
    "pow": Function(2, 2, _eager(operations.pow_)),
    "min": Function(1, None, _eager(operations.extreme(min))),
    "max": Function(1, None, _eager(operations.extreme(max))),
    "sum": Function(1, 1, _eager(operations.sum_)),
    "string": Function(1, 1, _eager(to_text)),
    "concat": Function(1, None, _eager(operations.concat)),
    "join": Function(1, None, _eager(operations.join)),
    "contains": Function(2, 2, _eager(operations.contains)),
    "starts-with": Function(2, 2, _eager(operations.starts_with)),
    "ends-with": Function(2, 2, _eager(operations.ends_with)),
    "string-length": Function(1, 1, _eager(operations.length)),
    "substr": Function(2, 3, _eager(operations.substr)),
    "substring-before": Function(2, 2, _eager(operations.before)),
    "substring-after": Function(2, 2, _eager(operations.after)),
    "translate": Function(3, 3, _eager(operations.translate)),
    "normalize-space": Function(1, 1, _eager(operations.normalised)),
    "regex": Function(2, 2, _eager(operations.regex)),
    "today": Function(0, 0, _today),
    "now": Function(0, 0, _now),
    "date": Function(1, 1, _eager(operations.day_of)),
    "date-time": Function(1, 1, _eager(dates.moment_of)),
    "format-date": Function(2, 2, _eager(dates.formatted)),
    "format-date-time": Function(2, 2, _eager(dates.formatted)),
    "decimal-date-time": Function(1, 1, _eager(dates.days_of)),
    "decimal-time": Function(1, 1, _eager(dates.share_of_day)),
}

LATER = frozenset(
    {
        "acos",
        "area",
        "asin",
        "atan",
        "atan2",
        "base64-decode",
        "cos",
        "count",
        "current",
        "device",
        "digest",
        "distance",
        "exp",
        "exp10",
        "geofence",
        "id",
        "indexed-repeat",
        "instance",
        "is-selected",
        "jr:choice-name",
        "jr:itext",
        "log",
        "log10",
        "pi",
        "position",
        "property",
        "pulldata",
        "random",
        "randomize",
        "sin",
        "sqrt",
        "substring",
        "tan",
        "uuid",
        "version",
        "weighted-checklist",
    }
)
"""What phones know and laptops don't yet."""
