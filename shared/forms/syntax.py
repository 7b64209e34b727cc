"""What an expression is made of once it has been read: a tree whose nodes know their place.

Number · Text · Reference (`${name}`) · LastSaved · Current (`.`) · Path · Negation · Operation
· Call
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum


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
    """The answer to the question called `name`; in a repeat, that of the same instance."""

    position: int
    name: str


@dataclass(frozen=True, slots=True)
class LastSaved:
    """The answer to the question called `name` in the form that was filled in before."""

    position: int
    name: str


@dataclass(frozen=True, slots=True)
class Current:
    """`.`: the answer to the question that the expression belongs to."""

    position: int


class Start(Enum):
    """Where a path begins."""

    ROOT = "root"
    """`/data/…`: at the form."""
    HERE = "here"
    """`../…`, `./…`, and inside conditions `name`: at the question, or at the candidate."""
    CURRENT = "current"
    """`current()/…`: at the question, also inside conditions."""
    QUESTION = "question"
    """`${name}[…]/…`: at a question or section."""
    TABLE = "table"
    """`instance('name')/…`: at a list or file."""


@dataclass(frozen=True, slots=True)
class Step:
    """One name of a path, with the conditions in square brackets behind it."""

    position: int
    name: str
    conditions: tuple["Tree", ...] = ()


@dataclass(frozen=True, slots=True)
class Path:
    """A way through the form or a table.

    `up` counts the `..` at its beginning. `of` is the name that it starts with: of a table, or of
    a question, which then is the first step too, with its conditions.
    """

    position: int
    start: Start
    steps: tuple[Step, ...]
    up: int = 0
    of: str = ""

    @property
    def has_conditions(self) -> bool:
        """Whether there are square brackets."""
        return any(step.conditions for step in self.steps)


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


Tree = Number | Text | Reference | LastSaved | Current | Path | Negation | Operation | Call


def parts_of(tree: Tree) -> tuple[Tree, ...]:
    """Return the trees directly below `tree`."""
    match tree:
        case Negation():
            return (tree.operand,)
        case Operation():
            return (tree.left, tree.right)
        case Call():
            return tree.arguments
        case Path():
            return tuple(each for step in tree.steps for each in step.conditions)
        case _:
            return ()


def walk(tree: Tree) -> Iterator[Tree]:
    """Yield `tree` and everything below it."""
    waiting = [tree]
    while waiting:
        each = waiting.pop()
        yield each
        waiting.extend(parts_of(each))


def references_of(tree: Tree, *, in_table: bool = False) -> frozenset[str]:
    """Return the names of the questions and sections that `tree` reads.

    Of a path it is the last name, as names are unique in a form. What stands inside the
    conditions of a table (all of it, if `in_table`) names columns, unless it says `${…}`, `/…` or
    `current()/…`.
    """
    found: set[str] = set()
    for each, is_column in _walk_with_tables(tree, in_table=in_table):
        if isinstance(each, Reference):
            found.add(each.name)
        elif isinstance(each, Path) and each.start is not Start.TABLE and not is_column:
            found.update(step.name for step in each.steps[-1:])
    return frozenset(found)


def paths_of(tree: Tree) -> Iterator[Path]:
    """Yield the paths through the form; not those through tables, or from their rows."""
    for each, is_column in _walk_with_tables(tree, in_table=False):
        if isinstance(each, Path) and each.start is not Start.TABLE and not is_column:
            yield each


def _walk_with_tables(tree: Tree, *, in_table: bool) -> Iterator[tuple[Tree, bool]]:
    """Yield everything, with whether it is a path that begins at a table's row."""
    waiting = [(tree, in_table)]
    while waiting:
        each, inside = waiting.pop()
        yield each, inside and isinstance(each, Path) and each.start is Start.HERE
        inside = inside or (isinstance(each, Path) and each.start is Start.TABLE)
        waiting.extend((part, inside) for part in parts_of(each))
