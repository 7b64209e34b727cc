"""What the reports say about one question, worked out from counts. Pure.

    reports = answered + not_observed + dont_know + not_applicable + missing

Shares are of `answered`, 0–1; with nothing answered there is no share. What others reported to
the observers stands among `not_observed` (they did not see it) and again, apart, in `reported`.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from math import ceil, floor, sqrt

from server.findings.keys import (
    NUMBERS,
    Hearsay,
    Key,
    Silence,
    band,
    is_answer,
    is_negative,
    is_positive,
    reading_of,
    values_of,
)
from server.findings.tally import Part
from server.sampling.design import Design
from server.sampling.estimates import EVERYWHERE, TEAMLESS, Cell, Estimate, Estimator, Reached
from shared.forms.model import DateTime, Question, Time, choices_of
from shared.text import Text

POSITIVE, NEGATIVE = True, False
"""Outcomes that stand for the readings of an indicator, beside the choices' names."""

Counted = Mapping[tuple[str, Key], int]
"""(Question, key) → reports."""


@dataclass(frozen=True)
class Sample:
    """What margins need of a group of reports, beyond its counts."""

    design: Design
    reached: Mapping[str, Reached]
    """Stratum → what the sample came to in it."""
    parts: Mapping[Part, Counted]
    """The counts by stratum and team."""

    @cached_property
    def by_question(self) -> Mapping[str, Mapping[Part, Mapping[Key, int]]]:
        """Return question → stratum and team → key → reports."""
        found: defaultdict[str, dict[Part, dict[Key, int]]] = defaultdict(dict)
        # In order, so that sums of fractions come out the same.
        for part in sorted(self.parts):
            for (question, key), count in self.parts[part].items():
                found[question].setdefault(part, {})[key] = count
        return found


class Estimates:
    """How often each outcome of a question was among the answered; worked out when asked for."""

    def __init__(self, question: Question, answers: Mapping[Key, int], sample: Sample) -> None:
        self._question = question
        self._answers = answers
        self._sample = sample
        self._outcomes: dict[Key, tuple[Hashable, ...]] = {}
        self._made: dict[Hashable, Estimate] = {}

    def of(self, outcome: Hashable) -> Estimate:
        """Return the estimate of a choice, or of a reading."""
        found = self._made.get(outcome)
        if found is None:
            found = self._made[outcome] = self._estimator.of(outcome)
        return found

    @cached_property
    def _estimator(self) -> Estimator:
        sample, name = self._sample, self._question.name
        if not sample.parts:
            parts: Mapping[Part, Mapping[Key, int]] = {(EVERYWHERE, TEAMLESS): self._answers}
        else:
            parts = sample.by_question.get(name, {})
        cells = (self._cell(part, keys) for part, keys in parts.items())
        return Estimator(sample.design, sample.reached, cells)

    def _cell(self, part: Part, keys: Mapping[Key, int]) -> Cell:
        answered, cases = 0, dict[Hashable, int]()
        for key, count in keys.items():
            if not isinstance(key, Silence | Hearsay):
                answered += count
                for outcome in self._outcomes_of(key):
                    cases[outcome] = cases.get(outcome, 0) + count
        return Cell(*part, answered, cases)

    def _outcomes_of(self, key: Key) -> tuple[Hashable, ...]:
        found = self._outcomes.get(key)
        if found is None:
            readings = ((POSITIVE, is_positive), (NEGATIVE, is_negative))
            read = (outcome for outcome, reads in readings if reads(self._question, key))
            found = self._outcomes[key] = (*values_of(key), *read)
        return found


@dataclass(frozen=True)
class OptionFinding:
    """One choice: in how many of the answered reports it was given."""

    value: str
    label: Text
    count: int
    estimates: Estimates = field(repr=False, compare=False)

    @property
    def estimate(self) -> Estimate:
        """What the count says of all stations."""
        return self.estimates.of(self.value)


@dataclass(frozen=True)
class Summary:
    """Numbers that were given."""

    mean: float
    median: float
    least: float
    greatest: float
    lower: float
    """A quarter of the numbers are at most this."""
    upper: float
    """Three quarters of the numbers are at most this."""
    deviation: float
    """The standard deviation of the reports' numbers; 0 with one."""
    total: float | None = None
    """Their sum; None unless the form says that they add up. Votes are never tallied."""


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
    estimates: Estimates = field(repr=False, compare=False)
    summary: Summary | None = None
    """None unless it is a number that may be summarised."""
    reported: Mapping[str, int] = field(default_factory=dict[str, int])
    """Choice → reports where others told it to the observers, who did not see it."""
    groups: Mapping[str, "QuestionFinding"] = field(default_factory=dict[str, "QuestionFinding"])
    negative_in: Mapping[str, int] = field(default_factory=dict[str, int])
    """Outermost region → answers that read as negative; regions with none are left out."""
    apart: tuple[str, ...] = ()
    """Versions of the form that asked it as another kind: their answers are missing here."""

    @property
    def positive(self) -> Estimate | None:
        """How often it reads positive; None where nothing says which choices are."""
        return None if reading_of(self.question) is None else self.estimates.of(POSITIVE)

    @property
    def negative(self) -> Estimate | None:
        """How often it reads negative; None where nothing says which choices are."""
        return None if reading_of(self.question) is None else self.estimates.of(NEGATIVE)

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
    """How many stations there should be reports from, and from how many, sent or not, they came."""

    expected: int
    source: str
    """plan, or register (what is open there) where nothing was planned."""
    covered: int


@dataclass(frozen=True)
class FormFindings:
    """What the reports of one form say, question by question, in the order of the form."""

    mission: str
    drill: bool
    """An exercise: nothing of it was observed."""
    form: str
    title: Text
    versions: tuple[str, ...]
    """Of the reports that count."""
    as_of: datetime | None
    """The cut; None = everything held."""
    verified: bool
    """Only reports of which no check asks anything."""
    design: Design
    unit: str
    """report, or station where several visits to one were taken together."""
    reports: int
    stations: int
    coverage: Coverage
    regions: int
    """Outermost regions that the reports are from."""
    reached: Mapping[str, Reached]
    """Stratum → what the sample came to in it; empty where nothing is told apart."""
    outside: Reached
    """Reports from stations outside the sample that was drawn: they are in no figure."""
    by: str | None
    groups: tuple[str, ...]
    questions: tuple[QuestionFinding, ...]
    disputed: Mapping[str, int] | None = None
    """Question → stations at which teams chose otherwise and nobody has decided: all of their
    reports count. None at a moment, as checks know how it is, not how it was."""

    def is_thin(self, question: QuestionFinding) -> bool:
        """Whether over half gave no answer, so that nothing may be said of the others."""
        return question.unanswered > self.design.rules.silent * question.reports

    def question(self, name: str) -> QuestionFinding | None:
        """Return the finding of the question called `name`, or None."""
        return next((each for each in self.questions if each.question.name == name), None)


def find(
    question: Question,
    counts: Mapping[Key, int],
    reports: int,
    design: Design,
    sample: Sample | None = None,
) -> QuestionFinding:
    """Return what `counts` (key → reports) of `question` say, of `reports` altogether.

    Without `sample`, all reports are taken as independent.
    """
    held = {key: count for key, count in counts.items() if count}
    hearsay = sum(count for key, count in held.items() if isinstance(key, Hearsay))
    answers = {key: count for key, count in held.items() if is_answer(key)}
    sample = sample or Sample(design, {EVERYWHERE: Reached(reports, reports)}, {})
    estimates = Estimates(question, answers, sample)
    return QuestionFinding(
        question=question,
        reports=reports,
        answered=sum(answers.values()),
        not_observed=held.get(Silence.NOT_OBSERVED, 0) + hearsay,
        dont_know=held.get(Silence.DONT_KNOW, 0),
        not_applicable=held.get(Silence.NOT_APPLICABLE, 0),
        options=_options(question, answers, estimates),
        estimates=estimates,
        summary=_summary(question, answers),
        reported=_reported(held),
    )


def _options(
    question: Question, answers: Mapping[Key, int], estimates: Estimates
) -> tuple[OptionFinding, ...]:
    counts: Counter[str] = Counter()
    for key, count in answers.items():
        for value in values_of(key):
            counts[value] += count
    labels: dict[str, Text] = {choice.name: choice.label for choice in choices_of(question)}
    # An older version of the form may have offered what this one does not.
    unknown = sorted(value for value in counts if value not in labels)
    if isinstance(question, Time | DateTime):
        labels = {hour: {"en": band(hour)} for hour in unknown}
        unknown = []
    return tuple(
        OptionFinding(value, labels.get(value, {}), counts[value], estimates)
        for value in (*labels, *unknown)
    )


def _summary(question: Question, answers: Mapping[Key, int]) -> Summary | None:
    if not isinstance(question, NUMBERS):
        return None
    numbers = sorted((key, count) for key, count in answers.items() if isinstance(key, int | float))
    if not numbers:
        return None
    answered = sum(count for _, count in numbers)
    total = sum(number * count for number, count in numbers)
    mean = total / answered
    squares = sum((number - mean) ** 2 * count for number, count in numbers)
    return Summary(
        mean=mean,
        median=_quantile(numbers, answered, 0.5),
        least=numbers[0][0],
        greatest=numbers[-1][0],
        lower=_quantile(numbers, answered, 0.25),
        upper=_quantile(numbers, answered, 0.75),
        deviation=sqrt(squares / (answered - 1)) if answered > 1 else 0.0,
        total=total if question.adds_up else None,
    )


def _quantile(numbers: Sequence[tuple[float, int]], answered: int, part: float) -> float:
    """Return a quantile of sorted (number, count), without writing each number out.

    Between two numbers it is interpolated (Hyndman and Fan, The American Statistician 50 (1996),
    361–365, definition 7); at one half that is the median.
    """
    place = (answered - 1) * part
    low, high = floor(place), ceil(place)
    passed, below = 0, numbers[0][0]
    for number, count in numbers:
        if passed <= low < passed + count:
            below = number
        passed += count
        if high < passed:
            return below + (number - below) * (place - low)
    return below


def _reported(held: Mapping[Key, int]) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for key, count in held.items():
        if isinstance(key, Hearsay):
            for value in values_of(key):
                counts[value] += count
    return dict(sorted(counts.items()))
