"""Answers of the oracle and of our engine in one form, and the golden table of them."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import NamedTuple

from shared.forms.evaluation import compile_expression
from shared.forms.scope import Scope
from shared.forms.syntax import ExpressionError
from shared.forms.values import Value
from tests.oracle.questions import Question

FOLDER = Path(__file__).parent
GOLDEN = FOLDER / "golden"
DIFFERENCES = FOLDER / "differences.tsv"
HEAD = "world\tat\tkind\tvalue\texpression"
CLOSE = 1e-9
"""How far two numbers may be apart, as a share: the last digits of a sine depend on the machine,
and phones lose some of a time of day."""


class Told(NamedTuple):
    """An answer: `text`, `number`, `truth`, `moment` or `error`, and how it is written."""

    kind: str
    value: str


@dataclass(frozen=True)
class Golden:
    """A question and JavaRosa's answer to it."""

    question: Question
    answer: Told


@dataclass(frozen=True)
class Difference:
    """A question that we answer otherwise, on purpose: our answer, and the name of the reason."""

    reason: str
    question: Question
    ours: Told


def our_answer(expression: str, scope: Scope) -> Told:
    """Return what our engine says; a mistake and a trouble are both an error."""
    try:
        outcome = compile_expression(expression).work_out(scope)
    except ExpressionError as error:
        return Told("error", error.message)
    if outcome.trouble is not None:
        return Told("error", outcome.trouble.message)
    return told(outcome.value)


def told(value: Value) -> Told:
    """Return a value as the oracle writes it."""
    match value:
        case bool():
            return Told("truth", "true" if value else "false")
        case float() | int():
            return Told("number", "NaN" if math.isnan(value) else repr(float(value)))
        case str():
            return Told("text", value)
        case datetime():
            return Told("moment", value.replace(tzinfo=None).isoformat(timespec="milliseconds"))
        case date():
            return Told("moment", f"{value.isoformat()}T00:00:00.000")
        case time():
            return Told("time", value.isoformat())


def agree(ours: Told, theirs: Told) -> bool:
    """Say whether two answers are the same; of errors it is not asked which."""
    if ours.kind != theirs.kind:
        return False
    if ours.kind == "number":
        one, other = float(ours.value), float(theirs.value)
        both_nan = math.isnan(one) and math.isnan(other)
        return both_nan or math.isclose(one, other, rel_tol=CLOSE, abs_tol=CLOSE)
    return ours.kind == "error" or ours.value == theirs.value


def read_golden(theme: str) -> list[Golden]:
    """Return the committed answers of a theme."""
    lines = (GOLDEN / f"{theme}.tsv").read_text().splitlines()
    found: list[Golden] = []
    for line in lines[1:]:
        world, at, kind, value, expression = line.split("\t", maxsplit=4)
        found.append(Golden(Question(world, at, expression), Told(kind, value)))
    return found


def written_golden(rows: list[Golden]) -> str:
    """Return the answers of a theme as they are committed."""
    lines = [HEAD]
    for row in rows:
        asked, answer = row.question, row.answer
        lines.append("\t".join((asked.world, asked.at, *answer, asked.expression)))
    return "\n".join(lines) + "\n"


def read_differences() -> Iterator[Difference]:
    """Yield the questions that we answer otherwise on purpose."""
    for line in DIFFERENCES.read_text().splitlines()[1:]:
        reason, world, at, kind, value, expression = line.split("\t", maxsplit=5)
        yield Difference(reason, Question(world, at, expression), Told(kind, value))
