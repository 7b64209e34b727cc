"""A table that leaves the mission: its fields as Table Schema has them, its rows one at a time."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

Cell = str | int | float
"""'' = missing."""
Kind = Literal["string", "integer", "number", "date", "datetime"]
"""As Table Schema calls them."""
DRILL_MARK = "_drill"


@dataclass(frozen=True, slots=True)
class Field:
    """A column."""

    name: str
    words: str = ""
    """What it holds, for people."""
    kind: Kind = "string"
    labels: Mapping[str, str] = field(default_factory=dict[str, str])
    """Of a question: its words by language."""
    choices: tuple[str, ...] = ()
    """Of a question with one answer: the names that there are."""


@dataclass(frozen=True, slots=True)
class Reference:
    """Columns that name a row of another table."""

    fields: tuple[str, ...]
    table: str
    there: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows below a header, and what they mean."""

    name: str
    """Lower case, digits and hyphens: also the name of its file."""
    title: str
    fields: tuple[Field, ...]
    rows: Callable[[], Iterator[Sequence[Cell]]]
    """Draws them anew at each call, a few in memory at a time."""
    key: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()
    header: tuple[str, ...] = ()
    """What stands above the columns in place of the fields' names; empty = the names."""

    def marked_as_drill(self) -> "Table":
        """Return the table with a last column that says of every row that it is of an exercise."""
        name = DRILL_MARK
        while any(each.name == name for each in self.fields):
            name = f"_{name}"
        mark = Field(name, "yes: an exercise, nothing of it was observed")

        def rows() -> Iterator[Sequence[Cell]]:
            for row in self.rows():
                yield [*row, "yes"]

        header = (*self.header, name) if self.header else ()
        return replace(self, fields=(*self.fields, mark), rows=rows, header=header)

    @property
    def heads(self) -> tuple[str, ...]:
        """What stands above the columns."""
        return self.header or tuple(each.name for each in self.fields)
