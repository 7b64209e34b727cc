"""Truth, choices, and choosing between values: if, coalesce, once, selected, checklist."""

from collections.abc import Sequence

from shared.forms.functions.numbers import whole
from shared.forms.functions.signature import (
    Argument,
    Function,
    eager,
    spread,
    values_of,
    wanted_text,
)
from shared.forms.navigation import Nodes
from shared.forms.scope import Closure, Node, Scope
from shared.forms.syntax import ExpressionError
from shared.forms.trouble import TroubleCode, TroubleError
from shared.forms.values import Value, is_empty, to_boolean, to_number, to_text


def _if(arguments: Sequence[Argument]) -> Closure:
    condition, then, otherwise = (each.value for each in arguments)
    return lambda scope: then(scope) if to_boolean(condition(scope)) else otherwise(scope)


def _if_nodes(arguments: Sequence[Argument]) -> Nodes | None:
    condition, then, otherwise = arguments
    if then.nodes is None and otherwise.nodes is None:
        return None

    def nodes(scope: Scope) -> Sequence[Node]:
        taken = then if to_boolean(condition.value(scope)) else otherwise
        if taken.nodes is None:
            raise TroubleError(TroubleCode.WRONG_KIND, "`if` gives a value, and a path is wanted.")
        return taken.nodes(scope)

    return nodes


def _coalesce(arguments: Sequence[Argument]) -> Closure:
    first, second = (each.value for each in arguments)

    def closure(scope: Scope) -> Value:
        value = first(scope)
        return second(scope) if is_empty(value) else value

    return closure


def _once(arguments: Sequence[Argument]) -> Closure:
    value = arguments[0].value

    def closure(scope: Scope) -> Value:
        held = scope.current
        return value(scope) if to_text(held) == "" else held

    return closure


def _true(_: Sequence[Argument]) -> Closure:
    return lambda _: True


def _false(_: Sequence[Argument]) -> Closure:
    return lambda _: False


def _negated(value: Value) -> Value:
    return not to_boolean(value)


def _reads_as_true(value: Value) -> Value:
    text = to_text(value)
    return text.lower() == "true" or text == "1"


def _selected(value: Value, choice: Value) -> Value:
    chosen, wanted = wanted_text(value, "selected"), wanted_text(choice, "selected")
    return f" {wanted.strip()} " in f" {chosen} "


def _chosen(value: Value, name: str) -> list[str]:
    return [each for each in wanted_text(value, name).split(" ") if each]


def _count_selected(value: Value) -> Value:
    return float(len(_chosen(value, "count-selected")))


def _selected_at(value: Value, position: Value) -> Value:
    choices, at = _chosen(value, "selected-at"), whole(position)
    return choices[at] if 0 <= at < len(choices) else ""


def _checklist(arguments: Sequence[Argument]) -> Closure:
    least, most = arguments[0].value, arguments[1].value
    factors = spread(arguments[2:])

    def closure(scope: Scope) -> Value:
        lower, upper = whole(least(scope)), whole(most(scope))
        count = sum(map(to_boolean, factors(scope)))
        return (lower < 0 or count >= lower) and (upper < 0 or count <= upper)

    return closure


def _weighted_checklist(arguments: Sequence[Argument]) -> Closure:
    if len(arguments) % 2:
        raise ExpressionError(
            "The last answer of `weighted-checklist` has no weight.",
            arguments[-1].tree.position,
            "Write a number behind every answer.",
        )
    least, most = arguments[0].value, arguments[1].value
    if len(arguments) == 4 and arguments[2].nodes is not None and arguments[3].nodes is not None:
        flags, weights = spread(arguments[2:3]), spread(arguments[3:4])
    else:
        flags, weights = values_of(arguments[2::2]), values_of(arguments[3::2])

    def closure(scope: Scope) -> Value:
        truths, numbers = flags(scope), weights(scope)
        if len(truths) != len(numbers):
            raise TroubleError(
                TroubleCode.WRONG_KIND,
                f"`weighted-checklist` has {len(truths)} answers and {len(numbers)} weights.",
            )
        pairs = zip(truths, map(to_number, numbers), strict=True)
        total = sum(weight for truth, weight in pairs if to_boolean(truth))
        return to_number(least(scope)) <= total <= to_number(most(scope))

    return closure


CHOOSING: dict[str, Function] = {
    "if": Function(3, 3, _if, constant=True, build_nodes=_if_nodes),
    "coalesce": Function(2, 2, _coalesce, constant=True),
    "once": Function(1, 1, _once),
    "depend": Function(1, None, lambda arguments: arguments[0].value),
    "true": Function(0, 0, _true, constant=True),
    "false": Function(0, 0, _false, constant=True),
    "not": Function(1, 1, eager(_negated), constant=True),
    "boolean": Function(1, 1, eager(to_boolean), constant=True),
    "boolean-from-string": Function(1, 1, eager(_reads_as_true), constant=True),
    "selected": Function(2, 2, eager(_selected), constant=True),
    "is-selected": Function(2, 2, eager(_selected), constant=True),
    "selected-at": Function(2, 2, eager(_selected_at), constant=True),
    "count-selected": Function(1, 1, eager(_count_selected), constant=True),
    "checklist": Function(2, None, _checklist, constant=True),
    "weighted-checklist": Function(4, None, _weighted_checklist, constant=True),
}
