"""What there is to say about one question at its place, once all values are known."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from shared.forms.answers import NonAnswer
from shared.forms.evaluating import Evaluation
from shared.forms.evaluation import Expression
from shared.forms.filled import Spot
from shared.forms.fitting import answer_of, chosen_in, is_missing, misfit
from shared.forms.model import (
    Calculate,
    Hidden,
    Metadata,
    Note,
    Question,
    Rank,
    Unsupported,
)
from shared.forms.needs import shared_repeats
from shared.forms.offering import choices_at, names_at
from shared.forms.outcome import NOTHING, Verdict
from shared.forms.planned import PlannedQuestion
from shared.forms.remarks import Code, Remark, remark
from shared.forms.values import to_boolean

Unseen = Calculate | Hidden | Metadata
"""Kinds that are never shown."""
_UNSEEN = frozenset[str]()
_SHOWN = frozenset({"shown"})
_MISSING = frozenset({"shown", "asked", "missing"})
_ANSWERED = frozenset({"shown", "asked", "answered"})
_HIDDEN = Verdict(lists=frozenset({"hidden"}))


@dataclass(slots=True)
class Beside:
    """What a draft holds beside its answers, by path."""

    comments: Mapping[str, str]
    seen_by: Mapping[str, str]


def judge(spot: Spot, evaluation: Evaluation, beside: Beside) -> Verdict:
    """Return what `spot` adds to the review."""
    planned = spot.planned
    if isinstance(planned, PlannedQuestion):
        if not spot.is_relevant:
            return _set_aside(spot, planned, evaluation)
        return _Judgement(spot, planned, evaluation, beside).verdict()
    if not spot.is_relevant:
        is_held = spot.is_repeat and not is_missing(evaluation.answers.get(spot.path))
        return _HIDDEN if is_held else NOTHING
    number = len(spot.instances) if spot.is_repeat else None
    return Verdict(lists=_SHOWN, instances=number, report=number)


def _set_aside(spot: Spot, planned: PlannedQuestion, evaluation: Evaluation) -> Verdict:
    """Return that an answer is held to what is not asked, unless the form itself put it there."""
    held = evaluation.answers.get(spot.path)
    question = planned.question
    if isinstance(question, Unseen) or is_missing(held):
        return NOTHING
    if question.default and held == answer_of(question, question.default):
        return NOTHING
    return _HIDDEN


class _Judgement:
    """Judges a question that is relevant."""

    def __init__(
        self, spot: Spot, planned: PlannedQuestion, evaluation: Evaluation, beside: Beside
    ) -> None:
        self._spot = spot
        self._planned = planned
        self._evaluation = evaluation
        self._beside = beside
        self._is_unchecked = spot.is_doubtful

    def verdict(self) -> Verdict:
        """Return what the question adds to the review."""
        question, answer = self._planned.question, self._spot.answer
        if isinstance(question, Note | Unsupported | Unseen):
            is_unseen = isinstance(question, Unseen)
            is_given = is_unseen or self._planned.is_calculated
            given = answer if is_given and not is_missing(answer) else None
            lists = _UNSEEN if is_unseen else _SHOWN
            found = Verdict(lists=lists, calculated=given, report=given)
        elif is_missing(answer):
            found = self._missing()
        else:
            found = self._answered(answer)
        if not self._is_unchecked:
            return found
        note = remark(self._spot.path, Code.NOT_CHECKED)
        return replace(found, flagged=(*found.flagged, note))

    def _missing(self) -> Verdict:
        lists = self._with_read_only(_MISSING)
        required = self._planned.required
        if required is not None and self._holds(required, in_doubt=False):
            lists |= {"missing_required"}
        return Verdict(lists=lists)

    def _answered(self, answer: Any) -> Verdict:  # noqa: ANN401 - what a report holds
        question = self._planned.question
        lists = self._with_read_only(_ANSWERED)
        chosen = chosen_in(answer)
        if chosen.intersection(question.alert):
            lists |= {"alerts"}
        wrong = self._wrong(answer)
        flagged: list[Remark] = []
        if wrong is None and self._is_unusual(answer):
            own = question.warning_message
            flagged.append(remark(self._spot.path, Code.DOUBTFUL, own=own))
        flagged += self._questions_about(question, chosen)
        return Verdict(
            lists=lists,
            wrong=wrong,
            flagged=tuple(flagged),
            calculated=answer if self._planned.is_calculated else None,
            report=answer,
        )

    def _with_read_only(self, lists: frozenset[str]) -> frozenset[str]:
        planned = self._planned
        is_given = planned.is_calculated and not planned.keeps_its_value
        is_fixed = planned.question.read_only or is_given
        if not is_fixed and planned.read_only is not None:
            is_fixed = self._holds(planned.read_only, in_doubt=False)
        return lists | {"read_only"} if is_fixed else lists

    def _wrong(self, answer: Any) -> Remark | None:  # noqa: ANN401 - what a report holds
        question = self._planned.question
        offered = names_at(self._spot, self._evaluation)
        if offered is None:  # a list that is not at hand
            self._is_unchecked = True
            offered = chosen_in(answer)
        trouble = misfit(question, offered, answer)
        if trouble is None and isinstance(question, Rank) and not isinstance(answer, NonAnswer):
            trouble = self._unranked(answer)
        if trouble is not None:
            return self._here(trouble)
        constraint = self._planned.constraint
        if constraint is None or isinstance(answer, NonAnswer):
            return None
        if self._holds(constraint, in_doubt=True):
            return None
        return remark(self._spot.path, Code.CONSTRAINT, own=question.constraint_message)

    def _here(self, trouble: Remark) -> Remark:
        """Return `trouble` at this question's path, told apart if a filter is the reason."""
        if trouble.code is Code.NOT_A_CHOICE:
            known = sorted(chosen_in(self._spot.answer) & self._planned.choices)
            offered = names_at(self._spot, self._evaluation) or ()
            gone = next((each for each in known if each not in offered), None)
            if gone is not None:
                return remark(self._spot.path, Code.NO_LONGER_OFFERED, given=gone)
        return replace(trouble, question=self._spot.path)

    def _unranked(self, answer: Any) -> Remark | None:  # noqa: ANN401 - what a report holds
        offered = choices_at(self._spot, self._evaluation)
        left = {choice.name for choice in offered} - chosen_in(answer)
        return remark("", Code.NOT_ALL_RANKED, given=str(len(left))) if left else None

    def _is_unusual(self, answer: Any) -> bool:  # noqa: ANN401 - what a report holds
        """Say whether the warning fails; it waits until all that it compares is there."""
        warning = self._planned.warning
        if warning is None or isinstance(answer, NonAnswer):
            return False
        if not all(self._is_there(name) for name in warning.dependencies):
            return False
        return not self._holds(warning, in_doubt=True)

    def _is_there(self, name: str) -> bool:
        """Say whether `name` has a value; of several answers it is not asked."""
        evaluation = self._evaluation
        if name in evaluation.values:
            return evaluation.values[name] != ""
        read = evaluation.plan.questions.get(name)
        if read is None:
            return True
        shared = shared_repeats(read, self._planned)
        if shared < len(read.repeats):
            return True
        spot = evaluation.filled.by_node[read.place].get(self._spot.place[:shared])
        return spot is not None and spot.value != ""

    def _holds(self, expression: Expression, *, in_doubt: bool) -> bool:
        found = self._evaluation.outcome(self._spot, expression, self._spot.value)
        if found is None:
            self._is_unchecked = True
            return in_doubt
        return to_boolean(found)

    def _questions_about(self, question: Question, chosen: set[str]) -> list[Remark]:
        path = self._spot.path
        asked: list[Remark] = []
        comment = self._beside.comments.get(path, "")
        if chosen.intersection(question.comment_on) and not comment.strip():
            asked.append(remark(path, Code.COMMENT_WANTED))
        negative = question.indicator.negative if question.indicator else ()
        is_seen = path in self._beside.seen_by
        if question.seen_by and chosen.intersection(negative) and not is_seen:
            asked.append(remark(path, Code.SEEN_BY_WANTED))
        return asked
