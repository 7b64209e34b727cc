"""What a function is to the compiler: how many arguments it takes, and how a call is compiled."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from shared.forms.navigation import Nodes, only
from shared.forms.scope import Closure, Node, Scope
from shared.forms.syntax import ExpressionError, Tree
from shared.forms.trouble import wrong_kind
from shared.forms.values import Value, to_text


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument of a call: as written, and compiled in the two ways that functions ask for."""

    tree: Tree
    value: Closure
    nodes: Nodes | None
    """What it leads to; None for what is no path."""


Build = Callable[[Sequence[Argument]], Closure]
BuildNodes = Callable[[Sequence[Argument]], Nodes | None]
"""Compiles what a call leads to; None if these arguments lead nowhere."""


@dataclass(frozen=True, slots=True)
class Function:
    """A function: how many arguments it takes (`most` None = any number), how it is compiled.

    What is `constant` gives the same for the same arguments, and is worked out once if they are
    written out. What leads to nodes has `build_nodes`.
    """

    least: int
    most: int | None
    build: Build
    constant: bool = False
    build_nodes: BuildNodes | None = None


def eager(implementation: Callable[..., Value]) -> Build:
    """Compile a function that looks at the values of all its arguments."""

    def build(arguments: Sequence[Argument]) -> Closure:
        if len(arguments) == 1:
            only_one = arguments[0].value
            return lambda scope: implementation(only_one(scope))
        if len(arguments) == 2:
            first, second = arguments[0].value, arguments[1].value
            return lambda scope: implementation(first(scope), second(scope))
        closures = [each.value for each in arguments]
        return lambda scope: implementation(*[each(scope) for each in closures])

    return build


def eager_in(implementation: Callable[..., Value]) -> Build:
    """Compile a function that looks at the scope first, then at the values of its arguments."""

    def build(arguments: Sequence[Argument]) -> Closure:
        closures = [each.value for each in arguments]
        return lambda scope: implementation(scope, *[each(scope) for each in closures])

    return build


def of_nodes(implementation: Callable[[Sequence[Node]], Value], name: str) -> Build:
    """Compile a function of one argument that must be a path, such as `count`."""

    def build(arguments: Sequence[Argument]) -> Closure:
        nodes = wanted_nodes(arguments[0], name)
        return lambda scope: implementation(nodes(scope))

    return build


def wanted_nodes(argument: Argument, name: str) -> Nodes:
    """Return the path that `argument` is; raises ExpressionError if it is none."""
    if argument.nodes is None:
        raise ExpressionError(
            f"`{name}` wants a question or a repeat, not a value.",
            argument.tree.position,
            f"Write {name}(${{name}}).",
        )
    return argument.nodes


def spread(arguments: Sequence[Argument]) -> Callable[[Scope], list[Value]]:
    """Compile arguments that may be one path with many values, or many values."""
    if len(arguments) == 1 and arguments[0].nodes is not None:
        nodes = arguments[0].nodes
        return lambda scope: [node.value for node in nodes(scope)]
    return values_of(arguments)


def values_of(arguments: Sequence[Argument]) -> Callable[[Scope], list[Value]]:
    """Compile arguments each of which is one value."""
    closures = [each.value for each in arguments]
    return lambda scope: [each(scope) for each in closures]


def from_nodes(build: Callable[[Sequence[Argument]], Nodes]) -> Build:
    """Compile a function that leads to nodes where one value is wanted."""

    def build_value(arguments: Sequence[Argument]) -> Closure:
        nodes = build(arguments)
        return lambda scope: only(nodes(scope))

    return build_value


def wanted_text(value: Value, name: str) -> str:
    """Return `value`, which must be a text: a choice, or choices."""
    if not isinstance(value, str):
        raise wrong_kind(f"`{name}` reads choices, and `{to_text(value)}` is none.")
    return value
