"""From a path to the nodes that it leads to, the way JavaRosa walks.

A path that begins at the form is read from where the question stands: as long as its names are
those around the question, it follows the question's own instances; from the first other name on
it means all instances. So `/data/incidents/severity` is one answer inside `incidents`, and all of
them outside. A path that goes up with `..` is bound only as far up as it went.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from shared.forms.scope import Closure, Node, Scope
from shared.forms.trouble import TroubleCode, TroubleError, wrong_kind
from shared.forms.values import Value


@dataclass(frozen=True, slots=True)
class Leaf:
    """A node that stands alone: a cell of a table, or an answer in a form without a tree."""

    name: str
    value: Value
    position: int = 1
    parent: Node | None = None
    children: Sequence[Node] = ()
    is_relevant: bool = True


@dataclass(frozen=True, slots=True)
class Turn:
    """A step of a path made ready: a name and the compiled conditions, with their price."""

    name: str
    conditions: tuple[Closure, ...] = ()
    price: int = 1


Nodes = Callable[[Scope], Sequence[Node]]
"""A compiled path: what it leads to, hidden questions left out."""


def chain_to(node: Node) -> list[Node]:
    """Return the nodes from the root down to `node`."""
    chain = [node]
    while (parent := chain[-1].parent) is not None:
        chain.append(parent)
    chain.reverse()
    return chain


def from_root(scope: Scope, turns: Sequence[Turn], *, bound: bool = True) -> Sequence[Node]:
    """Follow a path from the form's root, whose first turn is the root itself.

    Unbound, it means all instances also inside the repeat that the question stands in.
    """
    if scope.node is None:
        return ()
    chain = chain_to(scope.node)
    return _walk(scope, [chain[0]], turns, chain if bound else chain[:1], 1)


def from_node(scope: Scope, node: Node | None, up: int, turns: Sequence[Turn]) -> Sequence[Node]:
    """Follow a path that begins `up` levels above `node`."""
    if node is None:
        return ()
    chain = chain_to(node)
    if up > len(chain):
        raise wrong_kind("The path leads up and out of the form.")
    if up == len(chain):
        return from_root(scope, turns, bound=False) if turns else ()
    depth = len(chain) - up
    return _walk(scope, [chain[depth - 1]], [Turn("")] * depth + list(turns), chain[:depth], depth)


def named(scope: Scope, name: str, turns: Sequence[Turn] = (Turn(""),)) -> Sequence[Node]:
    """Follow `${name}`: the first of `turns` holds its conditions, further ones lead on.

    Where the path is written out for phones, it is bound to the question's own instances of the
    repeats around both; a repeat's own name in a repeat around it means all its instances there.
    """
    steps = None if scope.facts is None else scope.facts.steps_of(name)
    if steps is None or scope.node is None or scope.facts is None:
        return ()
    chain = chain_to(scope.node)
    inner = [each for each in steps[1:-1] if scope.facts.is_repeat(each)]
    shares_repeat = bool(inner) and any(each.name == inner[0] for each in chain)
    bound = chain[: len(steps) - 1] if shares_repeat else chain
    own = Turn(steps[-1], turns[0].conditions, turns[0].price)
    way = [*map(Turn, steps[:-1]), own, *turns[1:]]
    return _walk(scope, [chain[0]], way, bound, 1)


def _walk(
    scope: Scope, found: list[Node], turns: Sequence[Turn], chain: Sequence[Node], depth: int
) -> Sequence[Node]:
    """Go on from `found` with the turns from `depth` on, along `chain` while the names agree."""
    along = True
    for at in range(depth, len(turns)):
        turn = turns[at]
        along = along and at < len(chain) and chain[at].name == turn.name
        if along and not turn.conditions and len(found) == 1 and found[0] is chain[at - 1]:
            found = [chain[at]]
            continue
        position = chain[at].position if along and not turn.conditions else 0
        found = _children(scope, found, turn.name, position)
        for first, condition in enumerate(turn.conditions):
            found = _kept(scope, found, condition, turn.price, by_position=first == 0)
    return [node for node in found if node.is_relevant]


def _children(scope: Scope, nodes: list[Node], name: str, position: int) -> list[Node]:
    found: list[Node] = []
    for node in nodes:
        children = node.children
        scope.spend(len(children))
        found += [
            child for child in children if child.name == name and position in (0, child.position)
        ]
    return found


def _kept(
    scope: Scope, nodes: list[Node], condition: Closure, price: int, *, by_position: bool
) -> list[Node]:
    """Return those of `nodes` for which `condition` is true (a number never is)."""
    inner = scope.inside()
    inner.row = None
    kept: list[Node] = []
    for place, node in enumerate(nodes, 1):
        scope.spend(price)
        inner.node = node
        inner.place = node.position if by_position else place
        if condition(inner) is True:
            kept.append(node)
    return kept


def only(nodes: Sequence[Node]) -> Value:
    """Return the value of the one node that a path leads to, '' if it leads to none."""
    if not nodes:
        return ""
    if len(nodes) > 1:
        raise TroubleError(
            TroubleCode.SEVERAL,
            f"`{nodes[0].name}` has {len(nodes)} answers here, as it is repeated: "
            "say which, with indexed-repeat(), or gather them with sum() or join().",
        )
    return nodes[0].value
