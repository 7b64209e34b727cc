"""What an expression may look at while it is worked out: the contract between engine and form.

The engine knows values, trees of nodes and tables; it knows no questions. Whoever evaluates
(`shared.forms.review`) says what stands where:

    Scope(values, now, current)                     a form without repeats, tables or raw paths
    Scope(values, now, current, node, tables, …)    everything else

`values` is the fast way: one look-up for each question outside repeats. Only what is not found
there is looked for in the tree around `node`.
"""

import random
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from shared.forms.budget import Budget
from shared.forms.values import Value

Row = Mapping[str, str]
"""A line of a table: its cells by column. An absent column reads as ''."""


class Node(Protocol):
    """A question, section or instance of a repeat, at its place in a filled form.

    The root (`/data`) has no parent. Two instances of one repeat are two siblings of one name.
    """

    @property
    def name(self) -> str:
        """The question's or section's name, without the number of its instance."""
        ...

    @property
    def value(self) -> Value:
        """The answer; '' where there is none, and for sections."""
        ...

    @property
    def parent(self) -> "Node | None":
        """The section or instance that it stands in."""
        ...

    @property
    def children(self) -> Sequence["Node"]:
        """What stands in it, in the order of the form, hidden or not."""
        ...

    @property
    def position(self) -> int:
        """Its number among the siblings of its name, from 1."""
        ...

    @property
    def is_relevant(self) -> bool:
        """Whether it is asked, itself and all around it; what is not, no path leads to."""
        ...


class Tables(Protocol):
    """The lists that a form carries: attached CSV files and choice lists, by name."""

    def find_rows(self, table: str, equal: Mapping[str, str | float]) -> Sequence[Row] | None:
        """Return the rows of `table`, in its order, whose cells equal all of `equal`.

        A text is equal to the same text; a number to every cell that reads as that number.
        Without conditions: all rows. None if there is no such table. To be answered from an
        index: `shared.forms.tables.MemoryTables` does.
        """
        ...


class Facts(Protocol):
    """What functions ask of the form and of the laptop that it is filled on."""

    def steps_of(self, name: str) -> tuple[str, ...] | None:
        """Return the names from the root down to `name`: ('data', 'incidents', 'severity')."""
        ...

    def is_repeat(self, name: str) -> bool:
        """Say whether the section called `name` is a repeat."""
        ...

    def choice_label(self, question: str, choice: str) -> str:
        """Return the label of `choice` as `question` offers it, '' if it doesn't."""
        ...

    def find_text(self, identifier: str) -> str | None:
        """Return the translated text that the form holds under `identifier` (jr:itext)."""
        ...

    def find_property(self, name: str) -> str | None:
        """Return a property of the laptop, such as `deviceid`, `username`, `email`."""
        ...

    @property
    def version(self) -> str:
        """The form's version."""
        ...


@dataclass(slots=True)
class Scope:
    """What an expression may look at. Not changed by evaluating."""

    values: Mapping[str, Value]
    """The answers outside repeats by question; what is missing there, like a non-answer, is ''."""
    now: datetime
    """Aware, in the zone whose calendar counts."""
    current: Value = ""
    """The answer that `.` means."""
    node: Node | None = None
    """Where the expression stands; None in forms that need no tree."""
    tables: Tables | None = None
    facts: Facts | None = None
    last_saved: Mapping[str, Value] = field(default_factory=dict[str, Value])
    """The answers of the form filled in before, by question; empty where none is kept."""
    chance: Callable[[], float] = random.random
    """From 0 to below 1, as often as it is asked."""
    budget: Budget | None = None
    """What may still be spent; None gives every evaluation its own."""
    outer: "Scope | None" = None
    """Inside `[…]`: the scope of the whole expression, which `current()` means."""
    row: Row | None = None
    """Inside the `[…]` of a table: the row that the condition is tried on."""
    place: int = 0
    """Inside `[…]`: the number of the node or row that the condition is tried on, from 1."""

    def inside(self) -> "Scope":
        """Return the scope of a condition: the same, with a place to put candidates."""
        inner = copy(self)
        inner.outer = self if self.outer is None else self.outer
        return inner

    def spend(self, steps: int) -> None:
        """Pay for `steps`; raises BudgetSpentError when they are not there."""
        if self.budget is not None:
            self.budget.spend(steps)


Closure = Callable[[Scope], Value]
"""A compiled expression or part of one."""
