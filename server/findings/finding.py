"""What the reports say about one question, worked out from counts. Pure.

    reports = answered + not_observed + dont_know + not_applicable + missing

Shares are of `answered`, 0–1; with nothing answered there is no share. What others reported to
the observers stands among `not_observed` (they did not see it) and again, apart, in `reported`.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
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
from server.findings.sampling import Interval, interval
from shared.forms.model import Decimal, Integer, Question, choices_of
from shared.text import Text


@dataclass(frozen=True)
class Design:
    """How the stations were chosen; decides whether there are margins."""

    name: str
    """census, srs, stratified, route or convenience."""
    population: int | None = None
    """Stations that the sample was drawn from."""

    def interval(self, cases: int, answered: int) -> Interval | None:
        """Return the 95 % interval of a share, or None where the design allows none."""
        return interval(cases, answered, design=self.name, population=self.population)


@dataclass(frozen=True)
class OptionFinding:
    """One choice: in how many of the answered reports it was given."""

    value: str
    label: Text
    count: int
    share: float | None
    interval: Interval | None


@dataclass(frozen=True)
class Reading:
    """In how many of the answered reports the indicator reads positive, or negative."""

    count: int
    share: float | None
    interval: Interval | None


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
    positive: Reading | None
    """None where the question has no indicator."""
    negative: Reading | None
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

    def question(self, name: str) -> QuestionFinding | None:
        """Return the finding of the question called `name`, or None."""
        return next((each for each in self.questions if each.question.name == name), None)


def find(
    question: Question, counts: Mapping[Key, int], reports: int, design: Design
) -> QuestionFinding:
    """Return what `counts` (key → reports) of `question` say, of `reports` altogether."""
    held = {key: count for key, count in counts.items() if count}
    hearsay = sum(count for key, count in held.items() if isinstance(key, Hearsay))
    answers = {key: count for key, count in held.items() if is_answer(key)}
    answered = sum(answers.values())
    return QuestionFinding(
        question=question,
        reports=reports,
        answered=answered,
        not_observed=held.get(Silence.NOT_OBSERVED, 0) + hearsay,
        dont_know=held.get(Silence.DONT_KNOW, 0),
        not_applicable=held.get(Silence.NOT_APPLICABLE, 0),
        options=_options(question, answers, answered, design),
        positive=_reading(question, answers, answered, design, negative=False),
        negative=_reading(question, answers, answered, design, negative=True),
        summary=_summary(question, answers),
        reported=_reported(held),
    )


def _options(
    question: Question, answers: Mapping[Key, int], answered: int, design: Design
) -> tuple[OptionFinding, ...]:
    counts: Counter[str] = Counter()
    if not isinstance(question, Integer | Decimal):
        for key, count in answers.items():
            for value in values_of(key):
                counts[value] += count
    labels: dict[str, Text] = {choice.name: choice.label for choice in choices_of(question)}
    # An older version of the form may have offered what this one does not.
    unknown = sorted(value for value in counts if value not in labels)
    return tuple(
        OptionFinding(
            value=value,
            label=labels.get(value, {}),
            count=counts[value],
            share=_share(counts[value], answered),
            interval=design.interval(counts[value], answered),
        )
        for value in (*labels, *unknown)
    )


def _reading(
    question: Question, answers: Mapping[Key, int], answered: int, design: Design, *, negative: bool
) -> Reading | None:
    indicator = question.indicator
    if indicator is None:
        return None
    if not (indicator.negative if negative else indicator.positive):
        return Reading(0, _share(0, answered), design.interval(0, answered))
    reads = is_negative if negative else is_positive
    count = sum(count for key, count in answers.items() if reads(question, key))
    return Reading(count, _share(count, answered), design.interval(count, answered))


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


def _share(count: int, answered: int) -> float | None:
    return count / answered if answered else None
