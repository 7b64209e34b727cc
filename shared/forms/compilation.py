"""From a tree to a closure: what an expression does when it is worked out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from shared.forms import lookups, navigation
from shared.forms.budget import Budget
from shared.forms.functions.catalogue import find_function
from shared.forms.functions.signature import Argument
from shared.forms.literals import check_literals
from shared.forms.navigation import Leaf, Nodes, Turn, only
from shared.forms.operators import OPERATIONS
from shared.forms.scope import Closure, Node, Scope
from shared.forms.syntax import (
    Call,
    Current,
    LastSaved,
    Negation,
    Number,
    Operation,
    Path,
    Reference,
    Start,
    Text,
    Tree,
    walk,
)
from shared.forms.trouble import TroubleError
from shared.forms.values import Value, to_number

MOST_FOLDED_STEPS = 10_000
_NOWHERE = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Part:
    """A compiled part of an expression; `constant`, if it has the same value everywhere."""

    value: Closure
    constant: bool = False
    nodes: Nodes | None = None
    """What it leads to; None for what is no path."""


class Compiler:
    """Compiles the trees of one place: of an expression, or of a condition in square brackets.

    Every tree is compiled once, so that compiling costs as much as the expression is long.
    """

    def __init__(self, *, in_row: bool = False, in_node: bool = False) -> None:
        self._in_row = in_row
        self._inside = in_row or in_node

    def value(self, tree: Tree) -> Closure:
        """Compile `tree` where a value is wanted; raises ExpressionError for a wrong call."""
        return self.part(tree).value

    def part(self, tree: Tree) -> Part:
        """Compile `tree`; what is constant is worked out at once."""
        match tree:
            case Number() | Text():
                return _literal(tree.value)
            case Negation():
                operand = self.part(tree.operand)
                return _folded(_negated(operand.value), constant=operand.constant)
            case Operation():
                left, right = self.part(tree.left), self.part(tree.right)
                closure = OPERATIONS[tree.operator](left.value, right.value)
                return _folded(closure, constant=left.constant and right.constant)
            case Call():
                return self._call(tree)
            case Path():
                return self._path(tree)
            case _:
                return self._named(tree)

    def _call(self, call: Call) -> Part:
        function = find_function(call)
        check_literals(call)
        parts = [self.part(each) for each in call.arguments]
        arguments = [
            Argument(tree, part.value, part.nodes)
            for tree, part in zip(call.arguments, parts, strict=True)
        ]
        value = function.build(arguments)
        if function.constant and all(part.constant for part in parts):
            return _folded(value, constant=True)
        return Part(value, nodes=function.build_nodes and function.build_nodes(arguments))

    def _named(self, tree: Reference | LastSaved | Current) -> Part:
        match tree:
            case Reference():
                return Part(_reference(tree.name), nodes=_nodes_of_reference(tree.name))
            case LastSaved():
                value = _last_saved(tree.name)
                return Part(value, nodes=_alone(tree.name, value))
            case Current():
                return Part(self._current(), nodes=self._itself())

    def _current(self) -> Closure:
        if self._in_row:
            return lambda _: ""
        if self._inside:
            return lambda scope: "" if scope.node is None else scope.node.value
        return lambda scope: scope.current

    def _itself(self) -> Nodes:
        """Lead to the question, or the candidate, itself."""
        current = self._current()

        def nodes(scope: Scope) -> Sequence[Node]:
            node = scope.node
            is_hidden = not self._in_row and node is not None and not node.is_relevant
            return () if is_hidden else (Leaf(".", current(scope)),)

        return nodes

    def _path(self, path: Path) -> Part:
        if path.start is Start.TABLE:
            lookup = lookups.compiled(path.steps[1].conditions, Compiler(in_row=True).value)
            column = path.steps[2].name if path.steps[2:] else ""
            value = lookups.cell(lookup, path.of, column)
            return Part(value, nodes=lookups.cells(lookup, path.of, column))
        if self._in_row and path.start is Start.HERE:
            value = _column(path)
            return Part(value, nodes=_alone(path.steps[-1].name if path.steps else ".", value))
        nodes = self._way(path)
        return Part(self._value_of_way(path, nodes), nodes=nodes)

    def _value_of_way(self, path: Path, nodes: Nodes) -> Closure:
        """Compile the value that a path leads to: one look-up, wherever that is enough."""
        if path.start is Start.CURRENT and not path.steps and not path.up:
            return lambda scope: (scope.outer or scope).current
        is_plain = not path.has_conditions and path.start is not Start.QUESTION
        if not path.steps or not is_plain or (self._inside and path.start is Start.HERE):
            return lambda scope: only(nodes(scope))
        if path.start is Start.ROOT:
            return _plain(tuple(step.name for step in path.steps), nodes)
        return _plain_from_here(path.steps[-1].name, nodes)

    def _way(self, path: Path) -> Nodes:
        turns = [self._turn(step.name, step.conditions) for step in path.steps]
        up = path.up
        match path.start:
            case Start.ROOT:
                bound = not self._in_row
                return lambda scope: navigation.from_root(scope, turns, bound=bound)
            case Start.QUESTION:
                return lambda scope: navigation.named(scope, path.of, turns)
            case Start.CURRENT:
                return lambda scope: navigation.from_node(
                    scope, (scope.outer or scope).node, up, turns
                )
            case _:
                return lambda scope: navigation.from_node(scope, scope.node, up, turns)

    def _turn(self, name: str, conditions: Sequence[Tree]) -> Turn:
        compiler = Compiler(in_node=True)
        compiled = tuple(compiler.value(each) for each in conditions)
        return Turn(name, compiled, 1 + sum(1 for each in conditions for _ in walk(each)))


def _literal(value: Value) -> Part:
    return Part(lambda _: value, constant=True)


def _folded(closure: Closure, *, constant: bool) -> Part:
    """Work out what is constant, unless that is trouble or much work."""
    if not constant:
        return Part(closure)
    try:
        value = closure(Scope({}, _NOWHERE, budget=Budget(MOST_FOLDED_STEPS)))
    except TroubleError:
        return Part(closure)
    return _literal(value)


def _reference(name: str) -> Closure:
    def closure(scope: Scope) -> Value:
        value = scope.values.get(name)
        if value is not None:
            return value
        return "" if scope.node is None else only(navigation.named(scope, name))

    return closure


def _nodes_of_reference(name: str) -> Nodes:
    def nodes(scope: Scope) -> Sequence[Node]:
        if scope.node is None:
            return (Leaf(name, scope.values.get(name, "")),)
        return navigation.named(scope, name)

    return nodes


def _last_saved(name: str) -> Closure:
    return lambda scope: scope.last_saved.get(name, "")


def _alone(name: str, closure: Closure) -> Nodes:
    return lambda scope: (Leaf(name, closure(scope)),)


def _column(path: Path) -> Closure:
    """Read a name inside the condition of a table: a column of the row that is tried."""
    if path.up or len(path.steps) != 1:
        return lambda _: ""
    name = path.steps[0].name
    return lambda scope: "" if scope.row is None else scope.row.get(name, "")


def _plain(names: tuple[str, ...], nodes: Nodes) -> Closure:
    """Compile `/data/name`: one look-up, if the question stands there and is not repeated."""
    name, below_root = names[-1], names[1:]

    def closure(scope: Scope) -> Value:
        value = scope.values.get(name)
        if value is not None:
            steps = None if scope.facts is None else scope.facts.steps_of(name)
            return value if steps is None or steps[1:] == below_root else ""
        return "" if scope.node is None else only(nodes(scope))

    return closure


def _plain_from_here(name: str, nodes: Nodes) -> Closure:
    """Compile `../name`: in a form without a tree, one look-up."""
    return lambda scope: scope.values.get(name, "") if scope.node is None else only(nodes(scope))


def _negated(operand: Closure) -> Closure:
    return lambda scope: -to_number(operand(scope))
