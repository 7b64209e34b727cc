"""Expressions, compiled once and worked out as often as answers change.

compile_expression("${V06} = 'missing'").evaluate(Scope(values={"V06": "missing"}, now=…))
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from shared.forms import lookups
from shared.forms.budget import Budget, BudgetSpentError
from shared.forms.compilation import Compiler
from shared.forms.functions.facts import table_named_in
from shared.forms.grammar import parse, parse_condition
from shared.forms.lookups import Lookup
from shared.forms.scope import Closure, Row, Scope
from shared.forms.syntax import (
    Call,
    LastSaved,
    Negation,
    Number,
    Operation,
    Path,
    Reference,
    Start,
    Text,
    Tree,
    paths_of,
    references_of,
    walk,
)
from shared.forms.trouble import TroubleError
from shared.forms.values import Value, to_boolean

Result = TypeVar("Result")

COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")
_CHEAP = (Number, Text, Reference, LastSaved, Negation, Operation)
"""Parts that cost next to nothing; an expression with others gets a budget."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an expression came to; where there is `trouble`, the value is ''."""

    value: Value
    trouble: TroubleError | None = None


@dataclass(frozen=True, slots=True)
class Expression:
    """A compiled expression."""

    text: str
    dependencies: frozenset[str]
    """The questions and sections that it refers to by name."""
    tree: Tree
    tables: frozenset[str]
    """The lists and files that it looks into, as far as their names are written out."""
    paths: tuple[Path, ...]
    """The ways through the form that are written as paths, for those who know the form."""
    _closure: Closure
    _is_cheap: bool

    def evaluate(self, scope: Scope) -> Value:
        """Work it out. Never raises: what has no value, or is in trouble, is '' or NaN."""
        try:
            return self._run(scope)
        except TroubleError:
            return ""

    def holds(self, scope: Scope, *, in_doubt: bool = False) -> bool:
        """Say whether it is true; `in_doubt` if it is in trouble."""
        try:
            return to_boolean(self._run(scope))
        except TroubleError:
            return in_doubt

    def work_out(self, scope: Scope) -> Outcome:
        """Work it out, and say what trouble there was."""
        try:
            return Outcome(self._run(scope))
        except TroubleError as trouble:
            return Outcome("", trouble)

    def _run(self, scope: Scope) -> Value:
        if scope.budget is not None or (self._is_cheap and scope.node is None):
            return self._closure(scope)
        return _with_budget(self._closure, scope)


@dataclass(frozen=True, slots=True)
class Filter:
    """A compiled `choice_filter`: which rows of a list are offered."""

    text: str
    dependencies: frozenset[str]
    """The questions it refers to by name."""
    tree: Tree
    _lookup: Lookup

    def rows(self, table: str, scope: Scope) -> Sequence[Row]:
        """Return the rows of `table` that fit, in their order; raises TroubleError."""
        if scope.budget is not None:
            return self._lookup(table, scope)
        return _with_budget(lambda scope: self._lookup(table, scope), scope)


def _with_budget(work: Callable[[Scope], Result], scope: Scope) -> Result:
    """Do `work` with a budget of its own."""
    scope.budget = Budget()
    try:
        return work(scope)
    except RecursionError:
        raise BudgetSpentError from None
    finally:
        scope.budget = None


def compile_expression(text: str) -> Expression:
    """Compile `text`; raises ExpressionError with the place of a mistake and its cure."""
    return _compiled(text, parse(text))


def sides_of(expression: Expression) -> Iterator[tuple[Expression, str, Expression]]:
    """Yield the comparisons that `expression` joins by `and` and `or`: left, operator, right."""
    yield from _sides(expression.text, expression.tree)


def _sides(text: str, tree: Tree) -> Iterator[tuple[Expression, str, Expression]]:
    if not isinstance(tree, Operation):
        return
    if tree.operator in ("and", "or"):
        yield from _sides(text, tree.left)
        yield from _sides(text, tree.right)
    elif tree.operator in COMPARISONS:
        yield _compiled(text, tree.left), tree.operator, _compiled(text, tree.right)


def _compiled(text: str, tree: Tree) -> Expression:
    return Expression(
        text=text,
        dependencies=references_of(tree),
        tree=tree,
        tables=frozenset(_tables(tree)),
        paths=tuple(paths_of(tree)),
        _closure=Compiler().value(tree),
        _is_cheap=all(isinstance(each, _CHEAP) for each in walk(tree)),
    )


def compile_filter(text: str) -> Filter:
    """Compile a `choice_filter`, in which bare names are columns; raises ExpressionError."""
    tree = parse_condition(text)
    lookup = lookups.compiled((tree,), Compiler(in_row=True).value)
    return Filter(text, references_of(tree, in_table=True), tree, lookup)


def _tables(tree: Tree) -> Iterator[str]:
    for each in walk(tree):
        if isinstance(each, Path) and each.start is Start.TABLE:
            yield each.of
        elif isinstance(each, Call) and each.name == "pulldata" and each.arguments:
            name = each.arguments[0]
            if isinstance(name, Text):
                yield table_named_in(name.value)
