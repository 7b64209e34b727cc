"""What an expression is made of once it has been read: a tree whose nodes know their place.

Number · Text · Reference (`${name}`) · Current (`.`) · Negation · Operation · Call
"""

from collections.abc import Iterator
from dataclasses import dataclass


class ExpressionError(Exception):
    """An expression that can't be understood.

    `position` counts characters from 0; `cure` says what to write instead.
    """

    def __init__(self, message: str, position: int, cure: str) -> None:
        super().__init__(message)
        self.message = message
        self.position = position
        self.cure = cure


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written."""

    position: int
    value: float


@dataclass(frozen=True, slots=True)
class Text:
    """A text between quotation marks."""

    position: int
    value: str


@dataclass(frozen=True, slots=True)
class Reference:
    """The answer to the question called `name`."""

    position: int
    name: str


@dataclass(frozen=True, slots=True)
class Current:
    """`.`: the answer to the question that the expression belongs to."""

    position: int


@dataclass(frozen=True, slots=True)
class Negation:
    """A minus sign before a value."""

    position: int
    operand: "Tree"


@dataclass(frozen=True, slots=True)
class Operation:
    """Two values and what stands between them, such as `and`, `=`, `div`."""

    position: int
    operator: str
    left: "Tree"
    right: "Tree"


@dataclass(frozen=True, slots=True)
class Call:
    """A function and its arguments."""

    position: int
    name: str
    arguments: tuple["Tree", ...]


Tree = Number | Text | Reference | Current | Negation | Operation | Call


def parts_of(tree: Tree) -> tuple[Tree, ...]:
    """Return the trees directly below `tree`."""
    match tree:
        case Negation():
            return (tree.operand,)
        case Operation():
            return (tree.left, tree.right)
        case Call():
            return tree.arguments
        case _:
            return ()


def walk(tree: Tree) -> Iterator[Tree]:
    """Yield `tree` and everything below it."""
    waiting = [tree]
    while waiting:
        each = waiting.pop()
        yield each
        waiting.extend(parts_of(each))


def references_of(tree: Tree) -> frozenset[str]:
    """Return the names of the questions that `tree` reads."""
    return frozenset(each.name for each in walk(tree) if isinstance(each, Reference))
