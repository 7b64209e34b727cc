"""A form made ready for review: expressions compiled, parts put in the order of their needs.

Compiling never fails. An expression that can't be understood, or that waits for itself in a
circle, becomes a fault; what it decides is then left open (a question is asked, a value allowed).
Publishing refuses forms with faults, so that they reach no laptop unless the server is newer.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from shared.forms.evaluation import Expression, Filter, compile_expression, compile_filter
from shared.forms.model import (
    Form,
    Group,
    Question,
    Rank,
    Repeat,
    Section,
    SelectMultiple,
    SelectOne,
    choices_of,
)
from shared.forms.needs import put_in_order
from shared.forms.planned import (
    CompiledForm,
    Fault,
    Planned,
    PlannedQuestion,
    PlannedSection,
    expressions_of,
    filter_of,
    name_of,
)
from shared.forms.syntax import ExpressionError

Compiled = TypeVar("Compiled")

OF_PHONES = frozenset({"meta", "instanceID", "instanceName", "deprecatedID"})
"""What phones put into a filled form of themselves, and paths may lead to."""


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
    for place, node in enumerate(plan.nodes):
        node.place = place
        _compile_node(node, plan)
    _check_references(plan.nodes, plan)
    put_in_order(plan)
    return plan


def _nodes(form: Form) -> Iterator[Planned]:
    """Yield all parts in the order of the form, each section before what it holds."""
    waiting: list[tuple[Group | Question, PlannedSection | None]] = [
        (section, None) for section in reversed(form.sections)
    ]
    while waiting:
        node, parent = waiting.pop()
        if isinstance(node, Section | Repeat):
            planned: Planned = PlannedSection(node, parent)
            waiting.extend((child, planned) for child in reversed(node.children))
        elif parent is None:
            continue
        else:
            choices = frozenset(choice.name for choice in choices_of(node))
            planned = PlannedQuestion(node, parent, choices)
        if parent is not None:
            own = (name_of(parent),) if parent.is_repeat else ()
            planned.repeats = parent.repeats + own
            parent.children.append(planned)
        yield planned


def _compile_node(node: Planned, plan: CompiledForm) -> None:
    compiler = _Compiler(name_of(node), plan)
    if isinstance(node, PlannedSection):
        section = node.section
        plan.groups.setdefault(section.name, node)
        node.relevant = compiler.expression("relevant", section.relevant)
        if isinstance(section, Repeat):
            node.count = compiler.expression("repeat_count", section.count)
        return
    question = node.question
    plan.questions.setdefault(question.name, node)
    node.relevant = compiler.expression("relevant", question.relevant)
    node.required = compiler.expression("required", question.required)
    node.constraint = compiler.expression("constraint", question.constraint)
    node.warning = compiler.expression("warning", question.warning)
    node.calculation = compiler.expression("calculation", question.calculation)
    node.read_only = compiler.expression("read_only", question.read_only_when)
    node.default = compiler.expression("default", question.dynamic_default)
    if isinstance(question, SelectOne | SelectMultiple | Rank):
        if question.from_repeat:
            node.repeat_filter = compiler.expression("choice_filter", question.choice_filter)
        else:
            node.choice_filter = compiler.filter("choice_filter", question.choice_filter)


@dataclass(frozen=True, slots=True)
class _Compiler:
    """Compiles the columns of one question or section; mistakes become faults."""

    name: str
    plan: CompiledForm

    def expression(self, column: str, text: str) -> Expression | None:
        return self._compiled(compile_expression, column, text)

    def filter(self, column: str, text: str) -> Filter | None:
        return self._compiled(compile_filter, column, text)

    def _compiled(
        self, compile_text: Callable[[str], Compiled], column: str, text: str
    ) -> Compiled | None:
        if not text:
            return None
        try:
            return compile_text(text)
        except ExpressionError as error:
            self.plan.faults.append(Fault(self.name, column, error))
            return None


def _check_references(nodes: Iterable[Planned], plan: CompiledForm) -> None:
    repeats = {name for name, group in plan.groups.items() if group.is_repeat}
    known = plan.questions.keys() | repeats | OF_PHONES | {plan.form.root}
    for node in nodes:
        columns: list[tuple[str, Expression | Filter]] = [*expressions_of(node)]
        if (choice_filter := filter_of(node)) is not None:
            columns.append(("choice_filter", choice_filter))
        for column, expression in columns:
            unknown = expression.dependencies - known
            if unknown:
                error = _unknown(expression.text, min(unknown))
                plan.faults.append(Fault(name_of(node), column, error))


def _unknown(text: str, name: str) -> ExpressionError:
    return ExpressionError(
        f"There is no question `{name}` in this form.",
        max(text.find(name), 0),
        "Check the spelling; groups have no answers to refer to.",
    )
