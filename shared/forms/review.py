"""What is asked, answered, missing, wrong and doubtful in a checklist. Pure, and never raises.

The screen, the server's checks and the tests all use this one function:

    review(form, answers, now=clock(), comments=…, seen_by=…) -> Review

An answer that is held to a question that is no longer asked stays with the draft and leaves the
report. A wrong answer stays in the report: it is shown to its observer and judged at
headquarters, but nothing that an observer wrote is dropped.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from shared.forms.answers import Answer, NonAnswer
from shared.forms.evaluation import Scope
from shared.forms.fitting import chosen_in, is_missing, misfit, value_of
from shared.forms.model import Calculate, Form, Note, Question, Unsupported
from shared.forms.plan import (
    CompiledForm,
    Planned,
    PlannedQuestion,
    PlannedSection,
    compile_form,
)
from shared.forms.remarks import Code, Remark, remark
from shared.forms.values import Value, is_empty, to_text


@dataclass(slots=True)
class Review:
    """A checklist, looked at. Names of questions stand in the order of the form."""

    asked: list[str] = field(default_factory=list[str])
    """Questions that want an answer now: relevant, in a relevant section, of a kind that asks."""
    shown: list[str] = field(default_factory=list[str])
    """Sections, notes and questions to be put on the screen: `asked` and what stands around."""
    answered: list[str] = field(default_factory=list[str])
    """Asked, and answered: with a value, right or wrong, or with a non-answer."""
    missing: list[str] = field(default_factory=list[str])
    """Asked, and not answered at all."""
    missing_required: list[str] = field(default_factory=list[str])
    """Those of `missing` without which the checklist can't be finished."""
    wrong: list[Remark] = field(default_factory=list[Remark])
    """Answers that the form does not admit."""
    flagged: list[Remark] = field(default_factory=list[Remark])
    """Answers that are admitted, and about which something is to be asked."""
    alerts: list[str] = field(default_factory=list[str])
    """Questions whose answer is to reach headquarters at once."""
    hidden: list[str] = field(default_factory=list[str])
    """Answers held to questions that are not asked: they stay in the draft."""
    calculated: dict[str, Answer] = field(default_factory=dict[str, Answer])
    """Values of the `calculate` rows; those without a value are left out."""
    report_answers: dict[str, Answer] = field(default_factory=dict[str, Answer])
    """What goes into a report: answers to what is asked, and what was calculated."""

    @property
    def can_finish(self) -> bool:
        """Whether nothing is wrong and nothing required is missing."""
        return not self.wrong and not self.missing_required


def review(
    form: Form,
    answers: Mapping[str, Any],
    *,
    now: datetime,
    comments: Mapping[str, str] | None = None,
    seen_by: Mapping[str, str] | None = None,
) -> Review:
    """Look at `answers` (as `shared.forms.answers` has them) against `form`.

    `now` is aware, in the station's time zone: `today()` is its day. Whatever `answers` holds,
    nothing is raised.
    """
    plan = compile_form(form)
    evaluated = _evaluated(plan, answers, now)
    outcome = Review()
    for name in answers:
        if name not in plan.questions:
            outcome.wrong.append(remark(str(name), Code.UNKNOWN_QUESTION))
    for node in plan.nodes:
        if id(node) not in evaluated.relevant:
            _set_aside(node, answers, outcome)
        elif isinstance(node, PlannedSection):
            outcome.shown.append(node.section.name)
        else:
            _look_at(node, evaluated, outcome, (comments or {}, seen_by or {}))
    _note_faults(plan, outcome)
    return outcome


@dataclass(slots=True)
class _Evaluated:
    """What the expressions made of the answers."""

    answers: Mapping[str, Any]
    now: datetime
    values: dict[str, Value]
    relevant: set[int] = field(default_factory=set[int])

    def scope(self, current: Value) -> Scope:
        return Scope(self.values, self.now, current)


def _evaluated(plan: CompiledForm, answers: Mapping[str, Any], now: datetime) -> _Evaluated:
    found = _Evaluated(answers, now, {})
    for node in plan.order:
        if node.parent is not None and id(node.parent) not in found.relevant:
            continue
        current = "" if isinstance(node, PlannedSection) else _held(node, answers)
        if node.relevant is not None and not node.relevant.holds(found.scope(current)):
            continue
        found.relevant.add(id(node))
        if isinstance(node, PlannedQuestion):
            name = node.question.name
            if node.calculation is not None:
                current = node.calculation.evaluate(found.scope(current))
            if not is_empty(current):
                found.values[name] = current
    return found


def _held(node: PlannedQuestion, answers: Mapping[str, Any]) -> Value:
    return value_of(node.question, answers.get(node.question.name))


def _set_aside(node: Planned, answers: Mapping[str, Any], outcome: Review) -> None:
    if isinstance(node, PlannedQuestion) and not isinstance(node.question, Calculate):
        name = node.question.name
        if not is_missing(answers.get(name)):
            outcome.hidden.append(name)


def _look_at(
    node: PlannedQuestion,
    evaluated: _Evaluated,
    outcome: Review,
    beside: tuple[Mapping[str, str], Mapping[str, str]],
) -> None:
    question = node.question
    name = question.name
    if isinstance(question, Calculate):
        calculated = _as_answer(evaluated.values.get(name, ""))
        if calculated is not None:
            outcome.calculated[name] = outcome.report_answers[name] = calculated
        return
    outcome.shown.append(name)
    if isinstance(question, Note | Unsupported):
        return
    outcome.asked.append(name)
    answer: Any = evaluated.answers.get(name)
    if is_missing(answer):
        _note_missing(node, evaluated, outcome)
        return
    outcome.answered.append(name)
    outcome.report_answers[name] = answer
    _judge(node, evaluated, outcome)
    _ask_about(question, answer, outcome, beside)


def _note_missing(node: PlannedQuestion, evaluated: _Evaluated, outcome: Review) -> None:
    name = node.question.name
    outcome.missing.append(name)
    if node.required is not None and node.required.holds(evaluated.scope("")):
        outcome.missing_required.append(name)


def _judge(node: PlannedQuestion, evaluated: _Evaluated, outcome: Review) -> None:
    question, answer = node.question, evaluated.answers[node.question.name]
    trouble = misfit(question, node.choices, answer)
    if trouble is not None:
        outcome.wrong.append(trouble)
        return
    if isinstance(answer, NonAnswer):
        return
    scope = evaluated.scope(evaluated.values.get(question.name, ""))
    if node.constraint is not None and not node.constraint.holds(scope):
        own = question.constraint_message
        outcome.wrong.append(remark(question.name, Code.CONSTRAINT, own=own))
    elif _is_doubtful(node, evaluated, scope):
        own = question.warning_message
        outcome.flagged.append(remark(question.name, Code.DOUBTFUL, own=own))


def _is_doubtful(node: PlannedQuestion, evaluated: _Evaluated, scope: Scope) -> bool:
    """Say whether the warning fails; it waits until all that it compares is there."""
    warning = node.warning
    if warning is None or not warning.dependencies <= evaluated.values.keys():
        return False
    return not warning.holds(scope)


def _ask_about(
    question: Question,
    answer: Any,  # noqa: ANN401 - what a report holds
    outcome: Review,
    beside: tuple[Mapping[str, str], Mapping[str, str]],
) -> None:
    comments, seen_by = beside
    chosen = chosen_in(answer)
    if chosen.intersection(question.comment_on) and not comments.get(question.name, "").strip():
        outcome.flagged.append(remark(question.name, Code.COMMENT_WANTED))
    negative = question.indicator.negative if question.indicator else ()
    if question.seen_by and chosen.intersection(negative) and question.name not in seen_by:
        outcome.flagged.append(remark(question.name, Code.SEEN_BY_WANTED))
    if chosen.intersection(question.alert):
        outcome.alerts.append(question.name)


def _as_answer(value: Value) -> Answer | None:
    """Return a calculated value as it is written in a report, or None where there is none."""
    if isinstance(value, float):
        if not math.isfinite(value):
            return None
        return int(value) if value.is_integer() and abs(value) < 2**53 else value
    return to_text(value) or None


def _note_faults(plan: CompiledForm, outcome: Review) -> None:
    for name in dict.fromkeys(fault.name for fault in plan.faults):
        outcome.flagged.append(remark(name, Code.NOT_CHECKED))
