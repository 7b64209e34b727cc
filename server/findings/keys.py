"""One answer as something that can be counted. Pure.

A key is hashable, so that a tally is a count of keys: the choice, the sorted choices, the
number, or why there is none. Everything that a finding says is worked out from such counts.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Any

from shared.forms.model import (
    Calculate,
    DateTime,
    Decimal,
    Hidden,
    Indicator,
    Integer,
    Metadata,
    Note,
    Question,
    Range,
    SelectMultiple,
    SelectOne,
    Time,
)


class Silence(Enum):
    """A non-answer. Not text: somebody's form may well have a choice called `dont_know`."""

    NOT_OBSERVED = "not_observed"
    DONT_KNOW = "dont_know"
    NOT_APPLICABLE = "not_applicable"


class Mark(Enum):
    """An answer that is counted, but not by its value."""

    ANSWERED = "answered"


Value = str | int | float | tuple[str, ...] | Mark


@dataclass(frozen=True, slots=True)
class Hearsay:
    """An answer that others told the observers. It enters no share."""

    value: Value


Key = Value | Silence | Hearsay

_SILENCES = {each.value: each for each in Silence}


NUMBERS = (Integer, Decimal, Range)
"""Questions that are answered with a number."""


def is_counted(question: Question) -> bool:
    """Whether findings speak of `question`: notes and calculations ask nobody anything."""
    return not isinstance(question, Note | Calculate | Hidden | Metadata)


Apart = Mapping[str, frozenset[str]]
"""Version → the questions that it asked as another kind than the newest version does: what was
answered then can't be counted with what is answered now."""
_NOTHING_APART: Apart = {}


class KeyReader:
    """Reads the keys of many reports of one form.

    Most answers are one choice of a plain question, or several; those take the short way.
    """

    def __init__(self, questions: Iterable[Question], apart: Apart = _NOTHING_APART) -> None:
        self.questions = tuple(questions)
        self.apart = apart
        self._by_name = {question.name: question for question in self.questions}
        self._plain = frozenset(
            question.name
            for question in self.questions
            if isinstance(question, SelectOne) and not question.seen_by
        )
        self._several = frozenset(
            question.name
            for question in self.questions
            if isinstance(question, SelectMultiple) and not question.seen_by
        )
        self._negative = {question.name: _negative_of(question) for question in self.questions}

    def together(self, visits: Sequence[Mapping[str, Key]]) -> list[tuple[str, Key]]:
        """Return what several visits to one station, in order of arrival, say of it together.

        The same as `of_station` for each question, the short way where one value is one choice.
        """
        found: list[tuple[str, Key]] = []
        latest_first = visits[::-1]
        for name, negative in self._negative.items():
            if negative is None:
                key = of_station(self._by_name[name], [each.get(name) for each in visits])
            else:
                key = _of_plain(name, negative, latest_first)
            if key is not None:
                found.append((name, key))
        return found

    def read(
        self, answers: Mapping[str, Any], seen_by: Mapping[str, str], version: str = ""
    ) -> list[tuple[str, Key]]:
        """Return (name, key) of each question that a report's `answers` say something about.

        `version` is that of the form that it was filled in on.
        """
        if self.apart and (other := self.apart.get(version)):
            answers = {name: answer for name, answer in answers.items() if name not in other}
        plain, several, by_name = self._plain, self._several, self._by_name
        found: list[tuple[str, Key]] = []
        for item in answers.items():
            name, raw = item
            kind = raw.__class__
            if kind is str and raw and name in plain:
                found.append(item)
                continue
            if kind is list and raw and name in several:
                found.append((name, _in_order(tuple(raw))))
                continue
            question = by_name.get(name)
            key = None if question is None or raw is None else _key(question, raw)
            if question is None or key is None:
                continue
            if question.seen_by and seen_by.get(name) == "reported":
                key = key if isinstance(key, Silence) else Hearsay(key)
            found.append((name, key))
        return found


def _key(question: Question, raw: Any) -> Value | Silence | None:  # noqa: ANN401 - JSON
    """Return the key of an answer; None (missing) for what the question could not have."""
    if isinstance(raw, dict):
        return _SILENCES.get(str(raw.get("non_answer")))  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]
    if isinstance(question, SelectMultiple):
        return _several(raw)
    if isinstance(question, SelectOne):
        return raw if isinstance(raw, str) and raw else None
    if isinstance(question, NUMBERS):
        return raw if isinstance(raw, int | float) else None
    if isinstance(question, Time | DateTime):
        return _hour(raw)
    return Mark.ANSWERED


def _of_plain(
    name: str, negative: frozenset[str], latest_first: Sequence[Mapping[str, Key]]
) -> Key | None:
    """Return the newest negative answer, else the newest answer, else the newest silence."""
    answered: Key | None = None
    silent: Key | None = None
    for visit in latest_first:
        key = visit.get(name)
        if key is None:
            continue
        if key.__class__ is Silence or key.__class__ is Hearsay:
            silent = key if silent is None else silent
        elif key in negative:
            return key
        elif answered is None:
            answered = key
    return silent if answered is None else answered


def _hour(raw: Any) -> str | None:  # noqa: ANN401 - JSON
    """Return the hour in which a local time lies, as `07:00`.

    Clock times are counted in bands, never averaged: a mean of times says nothing of delays.
    """
    clock = str(raw).rpartition("T")[2][:2]
    return f"{clock}:00" if clock.isdecimal() and len(clock) == 2 else None


def band(hour: str) -> str:
    """Return the words for the hour that begins at `hour`: `07:00–07:59`."""
    return f"{hour}–{hour[:2]}:59"


def _several(raw: Any) -> tuple[str, ...] | None:  # noqa: ANN401 - JSON
    """Return several choices in one order, each once; None for none at all."""
    chosen: Any = raw.split() if isinstance(raw, str) else raw
    if not isinstance(chosen, list) or not chosen:
        return None
    return _in_order(tuple(chosen))  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]


@lru_cache(maxsize=10_000)
def _in_order(chosen: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(set(chosen)))


def values_of(key: Key) -> tuple[str, ...]:
    """Return the choices that `key` stands for, hearsay or seen; empty for anything else."""
    value = key.value if isinstance(key, Hearsay) else key
    if isinstance(value, tuple):
        return value
    return (value,) if isinstance(value, str) else ()


def is_answer(key: Key | None) -> bool:
    """Whether `key` is a value that the observers vouch for themselves."""
    return key is not None and not isinstance(key, Silence | Hearsay)


_GRADES = Indicator(id="", positive=("very_good", "good"), negative=("bad", "very_bad"))


def reading_of(question: Question) -> Indicator | None:
    """Return which choices are positive and which negative; None where nothing says so.

    A question on the scale of assessments needs no indicator: negative is bad and very bad.
    """
    if question.indicator is None and isinstance(question, SelectOne):
        return _GRADES if question.scale == "assessment" else None
    return question.indicator


def _negative_of(question: Question) -> frozenset[str] | None:
    """Return the choices that read as negative; None where several can be chosen together."""
    indicator = reading_of(question)
    negative = frozenset(indicator.negative) if indicator else frozenset[str]()
    return None if negative and isinstance(question, SelectMultiple) else negative


def is_negative(question: Question, key: Key) -> bool:
    """Whether `key` reads as negative: one negative choice is enough."""
    indicator = reading_of(question)
    return (
        indicator is not None
        and is_answer(key)
        and not set(indicator.negative).isdisjoint(values_of(key))
    )


def is_positive(question: Question, key: Key) -> bool:
    """Whether `key` reads as positive and nothing in it is negative."""
    indicator = reading_of(question)
    return (
        indicator is not None
        and is_answer(key)
        and not set(indicator.positive).isdisjoint(values_of(key))
        and not is_negative(question, key)
    )


def of_station(question: Question, visits: Sequence[Key | None]) -> Key | None:
    """Return what several visits to one station, in order of arrival, say of it together.

    An irregularity that was ever seen was seen; of anything else the last answer counts. A
    visit that saw nothing takes nothing away from one that did.
    """
    negative = [key for key in visits if key is not None and is_negative(question, key)]
    if negative:
        if isinstance(question, SelectMultiple):
            return tuple(sorted({value for key in negative for value in values_of(key)}))
        return negative[-1]
    answered = [key for key in visits if is_answer(key)]
    if answered:
        return answered[-1]
    return next((key for key in reversed(visits) if key is not None), None)
