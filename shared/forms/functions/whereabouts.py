"""Paths: counting, positions in repeats, other instances, another order."""

from collections.abc import Callable, Sequence

from shared.forms.functions.numbers import whole
from shared.forms.functions.signature import Argument, Function, from_nodes, of_nodes, wanted_nodes
from shared.forms.navigation import Nodes, chain_to
from shared.forms.scope import Closure, Node, Scope
from shared.forms.shuffling import shuffled
from shared.forms.syntax import ExpressionError, Path, Reference, Start
from shared.forms.trouble import wrong_kind
from shared.forms.values import Value

Names = Callable[[Scope], tuple[str, ...]]
"""The names from the root down to a question."""


def _count(nodes: Sequence[Node]) -> Value:
    return float(len(nodes))


def _count_non_empty(nodes: Sequence[Node]) -> Value:
    return float(sum(node.value != "" or len(node.children) > 0 for node in nodes))


def _position(arguments: Sequence[Argument]) -> Closure:
    if arguments:
        nodes = _in_a_repeat(arguments[0])
        return lambda scope: float(found[0].position) if (found := nodes(scope)) else 0.0

    def closure(scope: Scope) -> Value:
        if scope.place:
            return float(scope.place)
        return 1.0 if scope.node is None else float(scope.node.position)

    return closure


def _in_a_repeat(argument: Argument) -> Nodes:
    if isinstance(argument.tree, Path) and argument.tree.start is Start.TABLE:
        raise ExpressionError(
            "`position` counts instances of a repeat, not the rows of a list.",
            argument.tree.position,
            "Keep the row's number in a column of the list.",
        )
    return wanted_nodes(argument, "position")


def _randomized(arguments: Sequence[Argument]) -> Nodes:
    nodes = wanted_nodes(arguments[0], "randomize")
    if len(arguments) == 1:
        return lambda scope: _shuffled(nodes(scope), None, scope)
    seed = arguments[1].value
    return lambda scope: _shuffled(nodes(scope), seed(scope), scope)


def _shuffled(nodes: Sequence[Node], seed: Value | None, scope: Scope) -> Sequence[Node]:
    scope.spend(len(nodes))
    return shuffled(nodes, seed, scope.chance)


def _indexed_repeat(arguments: Sequence[Argument]) -> Nodes:
    """Lead to a question in the instances of its repeats that are given by number."""
    if len(arguments) % 2 == 0:
        raise ExpressionError(
            "`indexed-repeat` takes a question, and for each repeat its name and a number.",
            arguments[0].tree.position,
            "Write indexed-repeat(${question}, ${repeat}, 2).",
        )
    target = _names(arguments[0])
    repeats = [(_names(each), arguments[at + 1]) for at, each in enumerate(arguments) if at % 2]

    def nodes(scope: Scope) -> Sequence[Node]:
        steps = target(scope)
        chosen: dict[int, int] = {}
        for names, index in repeats:
            around = names(scope)
            if steps[: len(around)] != around or len(around) >= len(steps):
                raise wrong_kind("`indexed-repeat` wants a repeat that its question stands in.")
            chosen[len(around) - 1] = max(1, whole(index.value(scope)))
        return _instances(scope, steps, chosen)

    return nodes


def _names(argument: Argument) -> Names:
    """Return a function that says the names from the root down to what `argument` leads to."""
    tree = argument.tree
    if isinstance(tree, Reference):
        return lambda scope: _steps_of(scope, tree.name)
    if isinstance(tree, Path) and not tree.has_conditions:
        names = tuple(step.name for step in tree.steps)
        if tree.start is Start.ROOT:
            return lambda _: names
        if tree.start is Start.HERE:
            return lambda scope: (*_around(scope, tree.up), *names)
    raise ExpressionError(
        "`indexed-repeat` wants the names of a question and of the repeats around it.",
        tree.position,
        "Write indexed-repeat(${question}, ${repeat}, 2).",
    )


def _steps_of(scope: Scope, name: str) -> tuple[str, ...]:
    steps = None if scope.facts is None else scope.facts.steps_of(name)
    return (name,) if steps is None else steps


def _around(scope: Scope, up: int) -> tuple[str, ...]:
    if scope.node is None:
        return ()
    chain = chain_to(scope.node)
    return tuple(node.name for node in chain[: max(0, len(chain) - up)])


def _instances(scope: Scope, steps: Sequence[str], chosen: dict[int, int]) -> Sequence[Node]:
    """Walk down `steps` with the instances `chosen` by depth, else those around the question."""
    if scope.node is None:
        return ()
    chain = chain_to(scope.node)
    found, along = [chain[0]], True
    for depth in range(1, len(steps)):
        along = along and depth < len(chain) and chain[depth].name == steps[depth]
        position = chosen.get(depth, chain[depth].position if along else 0)
        scope.spend(sum(len(node.children) for node in found))
        found = [
            child
            for node in found
            for child in node.children
            if child.name == steps[depth] and position in (0, child.position)
        ]
    return [node for node in found if node.is_relevant]


WHEREABOUTS: dict[str, Function] = {
    "count": Function(1, 1, of_nodes(_count, "count")),
    "count-non-empty": Function(1, 1, of_nodes(_count_non_empty, "count-non-empty")),
    "position": Function(0, 1, _position),
    "randomize": Function(1, 2, from_nodes(_randomized), build_nodes=_randomized),
    "indexed-repeat": Function(3, 11, from_nodes(_indexed_repeat), build_nodes=_indexed_repeat),
}
