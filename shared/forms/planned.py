"""The parts of a compiled form, and who reads whom; `shared.forms.plan` makes them."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from shared.forms.evaluation import Expression, Filter
from shared.forms.model import Choice, Form, Group, Question, Repeat
from shared.forms.syntax import Call, ExpressionError
from shared.forms.tables import MemoryTables


@dataclass(frozen=True, slots=True)
class Fault:
    """An expression that can't be used: `column` of the question or section `name`."""

    name: str
    column: str
    error: ExpressionError


@dataclass(slots=True, eq=False)
class PlannedSection:
    """A section or repeat, the one around it, and when it is asked (None = always)."""

    section: Group
    parent: "PlannedSection | None"
    place: int = 0
    """Its number in the order of the form."""
    rank: int = 0
    """Its number in the order of needs."""
    repeats: tuple[str, ...] = ()
    """The repeats around it, outermost first; a repeat is not around itself."""
    children: list["Planned"] = field(default_factory=list["Planned"])
    relevant: Expression | None = None
    count: Expression | None = None
    """How many instances it has; None for sections, and where the observer decides."""

    @property
    def is_repeat(self) -> bool:
        """Whether it is filled in several times."""
        return isinstance(self.section, Repeat)


@dataclass(slots=True, eq=False)
class PlannedQuestion:
    """A question with its compiled expressions; None where it has none."""

    question: Question
    parent: PlannedSection
    choices: frozenset[str]
    place: int = 0
    rank: int = 0
    repeats: tuple[str, ...] = ()
    relevant: Expression | None = None
    required: Expression | None = None
    constraint: Expression | None = None
    warning: Expression | None = None
    calculation: Expression | None = None
    read_only: Expression | None = None
    default: Expression | None = None
    choice_filter: Filter | None = None
    repeat_filter: Expression | None = None
    """The `choice_filter` of choices that come from a repeat, tried on each of its answers."""

    @property
    def keeps_its_value(self) -> bool:
        """Whether the calculation is worked out once, and the answer stays as it then is."""
        tree = None if self.calculation is None else self.calculation.tree
        return isinstance(tree, Call) and tree.name == "once" and self.is_calculated

    @property
    def is_calculated(self) -> bool:
        """Whether its answer is what the calculation gives at any time."""
        return self.calculation is not None and not self.question.trigger


Planned = PlannedSection | PlannedQuestion


@dataclass(frozen=True, slots=True)
class Reader:
    """A part of the form with an expression that reads something."""

    node: Planned
    is_near: bool
    """Whether it reads, of what is repeated around both, the same instances only."""


Readers = dict[str, list[Reader]]


@dataclass(slots=True)
class CompiledForm:
    """A form whose parts stand in an order in which each has what it needs."""

    form: Form
    questions: dict[str, PlannedQuestion] = field(default_factory=dict[str, PlannedQuestion])
    """By name, in the order of the form."""
    groups: dict[str, PlannedSection] = field(default_factory=dict[str, PlannedSection])
    """Sections and repeats by name."""
    nodes: tuple[Planned, ...] = ()
    """Sections and questions in the order of the form."""
    order: tuple[Planned, ...] = ()
    """The same, with what an expression refers to before it."""
    faults: list[Fault] = field(default_factory=list[Fault])
    readers: Readers = field(default_factory=Readers)
    """Name → whose being asked, value or number depends on it."""
    judges: Readers = field(default_factory=Readers)
    """Name → whose rules (required, constraint, …) or choices depend on it."""
    timed: list[Planned] = field(default_factory=list[Planned])
    """Parts that look at the clock."""
    triggered: dict[str, list[PlannedQuestion]] = field(
        default_factory=dict[str, list[PlannedQuestion]]
    )
    """Question → those that are set when its answer changes."""
    lists: MemoryTables = field(default_factory=MemoryTables)
    """The form's own choices as tables, as far as they have been asked for."""
    listed: dict[str, dict[int, Choice]] = field(default_factory=dict[str, dict[int, Choice]])
    """Table of `lists` → the identity of each of its rows → the choice."""

    def find(self, name: str) -> Planned | None:
        """Return the question, section or repeat called `name`, or None."""
        return self.questions.get(name) or self.groups.get(name)


_COLUMNS = {
    "relevant": "relevant",
    "required": "required",
    "constraint": "constraint",
    "warning": "warning",
    "calculation": "calculation",
    "read_only": "read_only",
    "default": "default",
    "choice_filter": "repeat_filter",
}
_SECTION_COLUMNS = {"relevant": "relevant", "repeat_count": "count"}


def expressions_of(node: Planned) -> Iterator[tuple[str, Expression]]:
    """Yield the column and the expression of each that `node` has, filters of lists aside."""
    columns = _SECTION_COLUMNS if isinstance(node, PlannedSection) else _COLUMNS
    for column, attribute in columns.items():
        expression: Expression | None = getattr(node, attribute)
        if expression is not None:
            yield column, expression


def filter_of(node: Planned) -> Filter | None:
    """Return the compiled `choice_filter` over a list or file, if `node` has one."""
    return None if isinstance(node, PlannedSection) else node.choice_filter


def name_of(node: Planned) -> str:
    """Return the name of the question or section."""
    return node.section.name if isinstance(node, PlannedSection) else node.question.name
