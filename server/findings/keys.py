"""One answer as something that can be counted. Pure.

A key is hashable, so that a tally is a count of keys: the choice, the sorted choices, the
number, or why there is none. Everything that a finding says is worked out from such counts.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from itertools import chain
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

    # Each is itself alone. What `Enum` does instead costs as much as counting the answer.
    __hash__ = object.__hash__


class Mark(Enum):
    """An answer that is counted, but not by its value."""

    ANSWERED = "answered"


Value = str | int | float | tuple[str, ...] | Mark


@dataclass(frozen=True, slots=True)
class Hearsay:
    """An answer that others told the observers. It enters no share."""

    value: Value


Key = Value | Silence | Hearsay
_UNVOUCHED = frozenset({Silence, Hearsay})
_NONE: frozenset[str] = frozenset()

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
        self._readers = {question.name: _reader_of(question) for question in self.questions}
        """How an answer is read that is none of the short ways. Kinds are asked after once."""
        self._plain = frozenset(each.name for each in self.questions if isinstance(each, SelectOne))
        self._several = frozenset(
            each.name for each in self.questions if isinstance(each, SelectMultiple)
        )
        self._told = frozenset(each.name for each in self.questions if each.seen_by)
        """Questions that others may have answered for the observers."""
        self._joined: dict[str, frozenset[str]] = {}
        """Several choices → the negative ones. They are joined; of others one value counts."""
        self._bad: set[tuple[str, Key]] = set()
        """(Question, choice) that reads as negative: what was once seen was seen there."""
        for question in self.questions:
            negative = _negative_of(question)
            if negative and question.name in self._several:
                self._joined[question.name] = negative
            self._bad |= {(question.name, choice) for choice in negative}

    def together(self, visits: Sequence[Mapping[str, Key]]) -> dict[str, Key]:
        """Return what several visits to one station, in order of arrival, say of it together.

        The same as `of_station` for each question, without looking at each question.
        """
        found: dict[str, Key] = {}
        for visit in visits:
            found.update(visit)
        unvouched = [name for name, key in found.items() if key.__class__ in _UNVOUCHED]
        for name in unvouched:
            answers = [visit[name] for visit in visits if name in visit]
            found[name] = next(filter(is_answer, reversed(answers)), found[name])
        self._put_negative(found, visits)
        return found

    def _put_negative(self, found: dict[str, Key], visits: Sequence[Mapping[str, Key]]) -> None:
        """Put in what an earlier visit saw that is negative, and all that negative ones chose."""
        bad = self._bad
        for visit in visits[-2::-1]:  # of several, the latest is put in
            for name, key in [item for item in visit.items() if item in bad]:
                if (name, found[name]) not in bad:
                    found[name] = key
        for name, negative in self._joined.items():
            chosen = {visit.get(name) for visit in visits}
            if len(chosen) > 1:  # else the last visit says the same as all
                several = [key for key in chosen if isinstance(key, tuple)]
                seen = [key for key in several if not negative.isdisjoint(key)]
                if seen:
                    found[name] = tuple(sorted(set(chain.from_iterable(seen))))

    def read(
        self, answers: Mapping[str, Any], seen_by: Mapping[str, str], version: str = ""
    ) -> dict[str, Key]:
        """Return the key of each question that a report's `answers` say something about.

        `version` is that of the form that it was filled in on.
        """
        if self.apart and (other := self.apart.get(version)):
            answers = {name: answer for name, answer in answers.items() if name not in other}
        plain, several = self._plain, self._several
        found: dict[str, Key] = {}
        for name, raw in answers.items():
            kind = raw.__class__
            if kind is str and name in plain and raw:
                found[name] = raw
            elif kind is list and name in several and raw:
                found[name] = _in_order(tuple(raw))
            elif (key := self._other(name, raw)) is not None:
                found[name] = key
        if seen_by:
            self._put_hearsay(found, seen_by)
        return found

    def _put_hearsay(self, found: dict[str, Key], seen_by: Mapping[str, str]) -> None:
        """Put in as such what the observers were only told."""
        for name in self._told & found.keys():
            key = found[name]
            if seen_by.get(name) == "reported" and not isinstance(key, Silence | Hearsay):
                found[name] = Hearsay(key)

    def _other(self, name: str, raw: Any) -> Value | Silence | None:  # noqa: ANN401 - JSON
        reader = self._readers.get(name)
        if reader is None or raw is None:
            return None
        return _silence(raw) if isinstance(raw, dict) else reader(raw)  # pyright: ignore[reportUnknownArgumentType]


def _reader_of(question: Question) -> Callable[[Any], Value | None]:
    """Return what reads an answer to `question`; None (missing) for what it could not have."""
    if isinstance(question, SelectMultiple):
        return _several
    if isinstance(question, SelectOne):
        return _choice
    if isinstance(question, NUMBERS):
        return _number
    if isinstance(question, Time | DateTime):
        return _hour
    return _mark


def _silence(raw: Mapping[str, Any]) -> Silence | None:
    return _SILENCES.get(str(raw.get("non_answer")))


def _choice(raw: Any) -> str | None:  # noqa: ANN401 - JSON
    return raw if isinstance(raw, str) and raw else None


def _number(raw: Any) -> int | float | None:  # noqa: ANN401 - JSON
    return raw if isinstance(raw, int | float) else None


def _mark(_raw: Any) -> Mark:  # noqa: ANN401 - JSON
    return Mark.ANSWERED


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
    return key is not None and key.__class__ not in _UNVOUCHED


_GRADES = Indicator(id="", positive=("very_good", "good"), negative=("bad", "very_bad"))


def reading_of(question: Question) -> Indicator | None:
    """Return which choices are positive and which negative; None where nothing says so.

    A question on the scale of assessments needs no indicator: negative is bad and very bad.
    """
    if question.indicator is None and isinstance(question, SelectOne):
        return _GRADES if question.scale == "assessment" else None
    return question.indicator


def _negative_of(question: Question) -> frozenset[str]:
    """Return the choices that read as negative."""
    indicator = reading_of(question)
    return frozenset(indicator.negative) if indicator else _NONE


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
