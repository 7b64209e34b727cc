"""A form made ready for review: expressions compiled, parts put in the order of their needs.

Compiling never fails. An expression that can't be understood, or that waits for itself in a
circle, becomes a fault; what it decides is then left open (a question is asked, a value allowed).
Publishing refuses forms with faults, so that they reach no laptop unless the server is newer.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from graphlib import CycleError, TopologicalSorter

from shared.forms.evaluation import Expression, compile_expression
from shared.forms.model import Form, Group, Question, Repeat, Section, choices_of
from shared.forms.syntax import ExpressionError

MOST_CIRCLES = 20
"""Reported one by one; with more, the form is read in the order in which it is written."""


@dataclass(frozen=True, slots=True)
class Fault:
    """An expression that can't be used: `column` of the question or section `name`."""

    name: str
    column: str
    error: ExpressionError


@dataclass(slots=True)
class PlannedSection:
    """A section or repeat, the one around it, and when it is asked (None = always)."""

    section: Group
    parent: "PlannedSection | None"
    relevant: Expression | None = None


@dataclass(slots=True)
class PlannedQuestion:
    """A question with its compiled expressions; None where it has none."""

    question: Question
    parent: PlannedSection
    choices: frozenset[str]
    relevant: Expression | None = None
    required: Expression | None = None
    constraint: Expression | None = None
    warning: Expression | None = None
    calculation: Expression | None = None


Planned = PlannedSection | PlannedQuestion


@dataclass(slots=True)
class CompiledForm:
    """A form whose parts stand in an order in which each has what it needs."""

    form: Form
    questions: dict[str, PlannedQuestion] = field(default_factory=dict[str, PlannedQuestion])
    """By name, in the order of the form."""
    nodes: tuple[Planned, ...] = ()
    """Sections and questions in the order of the form."""
    order: tuple[Planned, ...] = ()
    """The same, with what an expression refers to before it."""
    faults: list[Fault] = field(default_factory=list[Fault])


def compile_form(form: Form) -> CompiledForm:
    """Return `form` compiled. The last few forms are remembered."""
    return _remembered(_Same(form))


class _Same:
    """A form as a key: equal only to itself, as comparing contents would cost too much."""

    __slots__ = ("form",)

    def __init__(self, form: Form) -> None:
        self.form = form

    def __hash__(self) -> int:
        return id(self.form)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.form is self.form


@lru_cache(maxsize=64)
def _remembered(key: _Same) -> CompiledForm:
    plan = CompiledForm(key.form)
    plan.nodes = tuple(_nodes(key.form))
    for node in plan.nodes:
        _compile_node(node, plan)
    _check_references(plan.nodes, plan)
    plan.order = _in_order_of_needs(plan.nodes, plan)
    return plan


def _nodes(form: Form) -> Iterator[Planned]:
    """Yield all parts in the order of the form, each section before what it holds."""
    waiting: list[tuple[Group | Question, PlannedSection | None]] = [
        (section, None) for section in reversed(form.sections)
    ]
    while waiting:
        node, parent = waiting.pop()
        if isinstance(node, Section | Repeat):
            section = PlannedSection(node, parent)
            yield section
            waiting.extend((child, section) for child in reversed(node.children))
        elif parent is not None:
            choices = frozenset(choice.name for choice in choices_of(node))
            yield PlannedQuestion(node, parent, choices)


def _compile_node(node: Planned, plan: CompiledForm) -> None:
    if isinstance(node, PlannedSection):
        node.relevant = _compiled(node.section.name, "relevant", node.section.relevant, plan)
        return
    question = node.question
    plan.questions.setdefault(question.name, node)
    for column in ("relevant", "required", "constraint", "warning"):
        setattr(node, column, _compiled(question.name, column, getattr(question, column), plan))
    if question.type == "calculate" and question.calculation:
        node.calculation = _compiled(question.name, "calculation", question.calculation, plan)


def _compiled(name: str, column: str, text: str, plan: CompiledForm) -> Expression | None:
    if not text:
        return None
    try:
        return compile_expression(text)
    except ExpressionError as error:
        plan.faults.append(Fault(name, column, error))
        return None


def expressions_of(node: Planned) -> Iterator[tuple[str, Expression]]:
    """Yield the column and the expression of each that `node` has."""
    columns = ("relevant", "required", "constraint", "warning", "calculation")
    for column in columns[:1] if isinstance(node, PlannedSection) else columns:
        expression: Expression | None = getattr(node, column)
        if expression is not None:
            yield column, expression


def name_of(node: Planned) -> str:
    """Return the name of the question or section."""
    return node.section.name if isinstance(node, PlannedSection) else node.question.name


def _check_references(nodes: Iterable[Planned], plan: CompiledForm) -> None:
    for node in nodes:
        for column, expression in expressions_of(node):
            unknown = expression.dependencies - plan.questions.keys()
            if unknown:
                plan.faults.append(Fault(name_of(node), column, _unknown(expression, min(unknown))))


def _unknown(expression: Expression, name: str) -> ExpressionError:
    return ExpressionError(
        f"There is no question `{name}` in this form.",
        max(expression.text.find(name), 0),
        "Check the spelling; groups and notes have no answers to refer to.",
    )


def _in_order_of_needs(nodes: tuple[Planned, ...], plan: CompiledForm) -> tuple[Planned, ...]:
    for _ in range(MOST_CIRCLES):
        by_place = {id(node): node for node in nodes}
        sorter = TopologicalSorter({place: _needs(by_place[place], plan) for place in by_place})
        try:
            return tuple(by_place[place] for place in sorter.static_order())
        except CycleError as error:
            circle: list[int] = error.args[1]
            _break(by_place[circle[0]], [name_of(by_place[place]) for place in circle], plan)
    return nodes


def _needs(node: Planned, plan: CompiledForm) -> list[int]:
    """Return the places of what must be known before `node`: its section, and its references."""
    needs = [] if node.parent is None else [id(node.parent)]
    for column, expression in expressions_of(node):
        if column in ("relevant", "calculation"):
            needs += [
                id(plan.questions[name])
                for name in sorted(expression.dependencies)
                if name in plan.questions
            ]
    return needs


def _break(node: Planned, circle: list[str], plan: CompiledForm) -> None:
    """Record the circle and drop what closes it at `node`."""
    column = "relevant" if node.relevant is not None else "calculation"
    error = ExpressionError(
        f"It waits for itself: {' → '.join(reversed(circle))}.",
        0,
        "Let one of these questions be decided without the others.",
    )
    plan.faults.append(Fault(name_of(node), column, error))
    setattr(node, column, None)
