"""Whether a rule can turn out one way only, whatever is answered.

All answers are tried that could make a difference: every choice of a question, and of numbers
and texts those that the rule compares with, and one to each side of them. Where that would not be
all (other functions, attached tables, sums over repeats), nothing is claimed.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain, combinations, pairwise, product

from shared.forms.evaluation import Expression
from shared.forms.fitting import NONE
from shared.forms.lint.subject import Subject
from shared.forms.model import (
    Acknowledge,
    Decimal,
    Integer,
    Question,
    Range,
    SelectMultiple,
    SelectOne,
    TextQuestion,
)
from shared.forms.scope import Scope
from shared.forms.syntax import (
    Call,
    Current,
    Negation,
    Number,
    Operation,
    Reference,
    Text,
    Tree,
    parts_of,
    walk,
)
from shared.forms.values import Value

MOST_TRIED = 4_000
"""Combinations of answers; where there are more, nothing is claimed."""
MOST_MENTIONED = 8
"""Choices of a `select_multiple` whose combinations are tried."""
HERE = "."
"""The name under which the current answer is tried."""

_ANYTIME = datetime(2026, 1, 1, tzinfo=UTC)
"""Of no account: functions that read the time are not looked into."""
_COMPARISONS = frozenset({"=", "!=", "<", "<=", ">", ">="})
_PURE = frozenset(
    {"true", "false", "not", "if", "boolean", "selected", "is-selected", "coalesce", "string"}
    | {"number", "int", "abs", "string-length", "contains", "starts-with", "ends-with"}
    | {"count-selected", "concat", "min", "max"}
)
"""Functions whose value depends on their arguments alone."""
_ANOTHER_TEXT = "\u2014"
"""Stands for every text that the rule does not mention."""


@dataclass(slots=True)
class _Use:
    """How a rule looks at one answer."""

    literals: set[str | float] = field(default_factory=set[str | float])
    """What it is compared with."""
    only_compared: bool = True
    """Nothing else is done with it."""


def constant_of(
    rules: Sequence[Expression], subject: Subject, *, at: str, unasked: frozenset[str]
) -> bool | None:
    """Return what all of `rules` together always amount to; None where it depends, or is not known.

    `at` is the question or group that they belong to; `unasked` are questions never answered.
    """
    trees = [rule.tree for rule in rules]
    if not all(_is_pure(tree) for tree in trees):
        return None
    uses: dict[str, _Use] = {}
    for tree in trees:
        _note_uses(tree, uses)
    answers: dict[str, list[Value]] = {}
    for name, use in uses.items():
        possible = _possible(name, use, subject, at, unasked)
        if possible is None:
            return None
        answers[name] = possible
    if math.prod(len(each) for each in answers.values()) > MOST_TRIED:
        return None
    return _only_outcome(rules, answers)


def _only_outcome(
    rules: Sequence[Expression], answers: Mapping[str, Sequence[Value]]
) -> bool | None:
    outcome: bool | None = None
    for tried in product(*answers.values()):
        values = dict(zip(answers, tried, strict=True))
        scope = Scope(values=values, now=_ANYTIME, current=values.get(HERE, ""))
        holds = all(rule.holds(scope) for rule in rules)
        if outcome is not None and outcome != holds:
            return None
        outcome = holds
    return outcome


def _is_pure(tree: Tree) -> bool:
    for each in walk(tree):
        if isinstance(each, Call):
            if each.name not in _PURE:
                return False
        elif not isinstance(each, Number | Text | Reference | Current | Negation | Operation):
            return False
    return True


def _note_uses(tree: Tree, uses: dict[str, _Use]) -> None:
    """Note how each answer is used in `tree`."""
    match tree:
        case Operation(operator=sign, left=left, right=right) if sign in _COMPARISONS:
            _note_comparison(left, right, uses)
        case Call(name="selected" | "is-selected", arguments=(left, Text() as right)):
            _note_comparison(left, right, uses)
        case Reference() | Current():
            uses.setdefault(_name(tree), _Use()).only_compared = False
        case _:
            for part in parts_of(tree):
                _note_uses(part, uses)


def _note_comparison(left: Tree, right: Tree, uses: dict[str, _Use]) -> None:
    for asked, other in ((left, right), (right, left)):
        literal = _literal(other)
        if isinstance(asked, Reference | Current) and literal is not None:
            uses.setdefault(_name(asked), _Use()).literals.add(literal)
            return
    _note_uses(left, uses)
    _note_uses(right, uses)


def _name(tree: Reference | Current) -> str:
    return tree.name if isinstance(tree, Reference) else HERE


def _literal(tree: Tree) -> str | float | None:
    match tree:
        case Text() | Number():
            return tree.value
        case Negation(operand=Number(value=value)):
            return -value
        case _:
            return None


def _possible(
    name: str, use: _Use, subject: Subject, at: str, unasked: frozenset[str]
) -> list[Value] | None:
    """Return the answers to try for `name`, '' for none among them; None if that can't be said."""
    asked = at if name == HERE else name
    question = subject.questions.get(asked)
    if question is None or not _is_in_reach(asked, at, subject):
        return None
    if asked in unasked:
        return [""]
    values = _values(question, use)
    return None if values is None else ["", *(value for value in values if value != "")]


def _is_in_reach(name: str, at: str, subject: Subject) -> bool:
    """Tell whether `at` sees one answer of `name`, not those of several instances."""
    around = subject.repeats.get(name, ())
    return subject.repeats.get(at, ())[: len(around)] == around


def _values(question: Question, use: _Use) -> list[Value] | None:
    match question:
        case SelectOne() if question.choices:
            return [choice.name for choice in question.choices]
        case SelectMultiple() if question.choices:
            return _combinations([choice.name for choice in question.choices], use)
        case Acknowledge():
            return ["OK"]
        case _:
            return _of_typed(question, use) if use.only_compared else None


def _of_typed(question: Question, use: _Use) -> list[Value] | None:
    match question:
        case Integer():
            return list(_numbers(use.literals, step=1.0))
        case Decimal() | Range():
            return list(_numbers(use.literals, step=0.5))
        case TextQuestion():
            texts = [each for each in use.literals if isinstance(each, str)]
            numbers = [f"{number:g}" for number in _numbers(use.literals, step=0.5)]
            return [*texts, *numbers, _ANOTHER_TEXT]
        case _:
            return None


def _combinations(names: Sequence[str], use: _Use) -> list[Value] | None:
    if use.only_compared:
        mentioned = [name for name in names if name in use.literals]
        rest = [name for name in names if name not in use.literals][:1]
        names = [*mentioned, *rest]
    if len(names) > MOST_MENTIONED:
        return None
    sizes = (combinations(names, size) for size in range(1, len(names) + 1))
    return [
        " ".join(chosen)
        for chosen in chain.from_iterable(sizes)
        if NONE not in chosen or len(chosen) == 1
    ]


def _numbers(literals: Iterable[str | float], step: float) -> Iterator[float]:
    """Yield the numbers among `literals`, what lies between them, and one to each side."""
    numbers = sorted({each for each in map(_as_number, literals) if math.isfinite(each)})
    if not numbers:
        yield 0.0
        return
    for number in numbers:
        whole = math.floor(number) if step == 1.0 else number
        yield from (whole - step, float(whole), whole + step)
    for low, high in pairwise(numbers):
        between = (low + high) / 2
        yield math.floor(between) if step == 1.0 else between


def _as_number(literal: str | float) -> float:
    try:
        return float(literal)
    except ValueError:
        return math.nan
