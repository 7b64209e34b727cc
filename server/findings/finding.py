"""What the reports say about one question, worked out from counts. Pure.

    reports = answered + not_observed + dont_know + not_applicable + missing

Shares are of `answered`, 0–1; with nothing answered there is no share. What others reported to
the observers stands among `not_observed` (they did not see it) and again, apart, in `reported`.
"""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median

from server.findings.keys import (
    Hearsay,
    Key,
    Silence,
    is_answer,
    is_negative,
    is_positive,
    values_of,
)
from server.findings.tally import Part
from server.sampling.design import Design
from server.sampling.estimates import EVERYWHERE, TEAMLESS, Cell, Estimate, Estimator, Reached
from shared.forms.model import Decimal, Integer, Question, choices_of
from shared.text import Text


@dataclass(frozen=True)
class OptionFinding:
    """One choice: in how many of the answered reports it was given."""

    value: str
    label: Text
    estimate: Estimate

    @property
    def count(self) -> int:
        """Answered reports with this choice."""
        return self.estimate.cases


@dataclass(frozen=True)
class Summary:
    """Numbers that were given. There is no sum: votes are never tallied here."""

    mean: float
    median: float
    least: float
    greatest: float


@dataclass(frozen=True)
class QuestionFinding:
    """What the reports say about one question."""

    question: Question
    reports: int
    answered: int
    not_observed: int
    dont_know: int
    not_applicable: int
    options: tuple[OptionFinding, ...]
    positive: Estimate | None
    """None where the question has no indicator."""
    negative: Estimate | None
    summary: Summary | None = None
    """None unless it is a number that may be summarised."""
    reported: Mapping[str, int] = field(default_factory=dict[str, int])
    """Choice → reports where others told it to the observers, who did not see it."""
    groups: Mapping[str, "QuestionFinding"] = field(default_factory=dict[str, "QuestionFinding"])
    apart: tuple[str, ...] = ()
    """Versions of the form that asked it as another kind: their answers are missing here."""

    @property
    def missing(self) -> int:
        """Reports that have neither an answer nor a non-answer."""
        return self.reports - self.answered - self.silent

    @property
    def silent(self) -> int:
        """Reports with one of the three non-answers."""
        return self.not_observed + self.dont_know + self.not_applicable

    @property
    def unanswered(self) -> int:
        """Reports without an answer, for whatever reason."""
        return self.reports - self.answered


@dataclass(frozen=True)
class Coverage:
    """How many stations there should be reports from, and how many there are."""

    expected: int
    source: str
    """plan, or register where nothing was planned."""
    covered: int


@dataclass(frozen=True)
class FormFindings:
    """What the reports of one form say, question by question, in the order of the form."""

    mission: str
    form: str
    title: Text
    versions: tuple[str, ...]
    """Of the reports that count."""
    as_of: datetime | None
    """The cut; None = everything held."""
    design: Design
    unit: str
    """report, or station where several visits to one were taken together."""
    reports: int
    stations: int
    coverage: Coverage
    by: str | None
    groups: tuple[str, ...]
    questions: tuple[QuestionFinding, ...]

    def is_thin(self, question: QuestionFinding) -> bool:
        """Whether over half gave no answer, so that nothing may be said of the others."""
        return question.unanswered > self.design.rules.silent * question.reports

    def question(self, name: str) -> QuestionFinding | None:
        """Return the finding of the question called `name`, or None."""
        return next((each for each in self.questions if each.question.name == name), None)


POSITIVE, NEGATIVE = True, False
"""Outcomes that stand for the readings of an indicator, beside the choices' names."""

Parts = Mapping[Part, Mapping[Key, int]]
"""Stratum and team → key → reports."""


def find(
    question: Question,
    counts: Mapping[Key, int],
    reports: int,
    design: Design,
    sample: tuple[Parts, Mapping[str, Reached]] | None = None,
) -> QuestionFinding:
    """Return what `counts` (key → reports) of `question` say, of `reports` altogether.

    `sample` has the same counts by stratum and team, and what the sample came to in each stratum;
    without it, all reports are taken as independent.
    """
    held = {key: count for key, count in counts.items() if count}
    hearsay = sum(count for key, count in held.items() if isinstance(key, Hearsay))
    answers = {key: count for key, count in held.items() if is_answer(key)}
    parts, reached = sample or (
        {(EVERYWHERE, TEAMLESS): answers},
        {EVERYWHERE: Reached(reports, reports)},
    )
    outcomes = _Outcomes(question)
    estimator = Estimator(
        design, reached, (outcomes.cell(part, keys) for part, keys in parts.items())
    )
    return QuestionFinding(
        question=question,
        reports=reports,
        answered=sum(answers.values()),
        not_observed=held.get(Silence.NOT_OBSERVED, 0) + hearsay,
        dont_know=held.get(Silence.DONT_KNOW, 0),
        not_applicable=held.get(Silence.NOT_APPLICABLE, 0),
        options=_options(question, answers, estimator),
        positive=_reading(question, estimator, POSITIVE),
        negative=_reading(question, estimator, NEGATIVE),
        summary=_summary(question, answers),
        reported=_reported(held),
    )


class _Outcomes:
    """Which outcomes each key of a question counts for."""

    def __init__(self, question: Question) -> None:
        self._question = question
        self._of_key: dict[Key, tuple[Hashable, ...]] = {}

    def _outcomes(self, key: Key) -> tuple[Hashable, ...]:
        found = self._of_key.get(key)
        if found is None:
            readings = ((POSITIVE, is_positive), (NEGATIVE, is_negative))
            read = (outcome for outcome, reads in readings if reads(self._question, key))
            found = self._of_key[key] = (*values_of(key), *read)
        return found

    def cell(self, part: Part, keys: Mapping[Key, int]) -> Cell:
        answered, cases = 0, dict[Hashable, int]()
        for key, count in keys.items():
            if not isinstance(key, Silence | Hearsay):
                answered += count
                for outcome in self._outcomes(key):
                    cases[outcome] = cases.get(outcome, 0) + count
        return Cell(*part, answered, cases)


def _options(
    question: Question, answers: Mapping[Key, int], estimator: Estimator
) -> tuple[OptionFinding, ...]:
    labels: dict[str, Text] = {choice.name: choice.label for choice in choices_of(question)}
    # An older version of the form may have offered what this one does not.
    given = {value for key in answers for value in values_of(key)}
    unknown = sorted(given - labels.keys())
    return tuple(
        OptionFinding(value, labels.get(value, {}), estimator.of(value))
        for value in (*labels, *unknown)
    )


def _reading(question: Question, estimator: Estimator, outcome: Hashable) -> Estimate | None:
    return None if question.indicator is None else estimator.of(outcome)


def _summary(question: Question, answers: Mapping[Key, int]) -> Summary | None:
    if not isinstance(question, Integer | Decimal):
        return None
    numbers = sorted((key, count) for key, count in answers.items() if isinstance(key, int | float))
    if not numbers:
        return None
    answered = sum(count for _, count in numbers)
    return Summary(
        mean=sum(number * count for number, count in numbers) / answered,
        median=_median(numbers, answered),
        least=numbers[0][0],
        greatest=numbers[-1][0],
    )


def _median(numbers: Sequence[tuple[float, int]], answered: int) -> float:
    """Return the middle of sorted (number, count), without writing each number out."""
    middle: list[float] = []
    passed = 0
    for number, count in numbers:
        wanted = ((answered - 1) // 2, answered // 2)
        middle += [number for place in wanted if passed <= place < passed + count]
        passed += count
    return median(middle)


def _reported(held: Mapping[Key, int]) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for key, count in held.items():
        if isinstance(key, Hearsay):
            for value in values_of(key):
                counts[value] += count
    return dict(sorted(counts.items()))
