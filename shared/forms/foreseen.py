"""Which rows of which tables a form will ask for: so that indexes can be made before it does."""

from collections.abc import Iterator, Mapping

from shared.forms.functions.facts import table_named_in
from shared.forms.lists import Select
from shared.forms.lookups import indexed_columns
from shared.forms.model import Decimal, Integer, Range
from shared.forms.planned import CompiledForm, PlannedQuestion, expressions_of, filter_of
from shared.forms.syntax import (
    Call,
    Negation,
    Number,
    Operation,
    Path,
    Reference,
    Start,
    Text,
    Tree,
    walk,
)
from shared.forms.tabular import table_name

_ARITHMETIC = frozenset({"+", "-", "*", "div", "mod"})
_PULLDATA_ARGUMENTS = 4

LookUp = tuple[str, Mapping[str, str | float]]
"""A table, and columns with an example of what each is to equal: a text or a number."""


def look_ups_of(plan: CompiledForm) -> Iterator[LookUp]:
    """Yield each look-up that can be foreseen, as `find_rows` is asked; some come twice."""
    for node in plan.nodes:
        for _, expression in expressions_of(node):
            yield from _in_tree(expression.tree, plan)
        if isinstance(node, PlannedQuestion):
            yield from _of_list(node, plan)


def _of_list(node: PlannedQuestion, plan: CompiledForm) -> Iterator[LookUp]:
    question, fitting = node.question, filter_of(node)
    if not isinstance(question, Select) or question.from_file is None:
        return
    table = table_name(question.from_file.file)
    yield table, {question.from_file.value: ""}
    if fitting is not None:
        yield from _indexed(table, (fitting.tree,), plan)
        yield from _in_tree(fitting.tree, plan)


def _in_tree(tree: Tree, plan: CompiledForm) -> Iterator[LookUp]:
    for part in walk(tree):
        if isinstance(part, Path) and part.start is Start.TABLE:
            for step in part.steps:
                yield from _indexed(part.of, step.conditions, plan)
        elif isinstance(part, Call) and part.name == "pulldata":
            table, column = _pulled(part)
            if table and column:
                yield table, {column: ""}


def _indexed(table: str, conditions: tuple[Tree, ...], plan: CompiledForm) -> Iterator[LookUp]:
    columns = indexed_columns(conditions)
    examples = {name: _example(value, plan) for name, value in columns.items()}
    if columns:
        yield table, dict.fromkeys(columns, "")  # numbers, too, are '' until they are answered
    if 0.0 in examples.values():
        yield table, examples


def _pulled(call: Call) -> tuple[str, str]:
    """Return table and key column of `pulldata`, where they are written out."""
    if len(call.arguments) != _PULLDATA_ARGUMENTS:
        return "", ""
    table, _, column, _ = call.arguments
    if not isinstance(table, Text) or not isinstance(column, Text):
        return "", ""
    return table_named_in(table.value), column.value


def _example(value: Tree, plan: CompiledForm) -> str | float:
    """Return 0.0 for what will be a number, '' for all else."""
    if isinstance(value, Reference):
        read = plan.questions.get(value.name)
        is_number = read is not None and isinstance(read.question, Integer | Decimal | Range)
    else:
        is_number = isinstance(value, Number | Negation) or (
            isinstance(value, Operation) and value.operator in _ARITHMETIC
        )
    return 0.0 if is_number else ""
