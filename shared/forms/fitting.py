"""Whether an answer is one that its question can have, and what expressions make of it."""

import math
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any, TypeVar

from shared.forms.answers import NonAnswer
from shared.forms.model import (
    Calculate,
    Date,
    DateTime,
    Decimal,
    Integer,
    Question,
    SelectMultiple,
    SelectOne,
    TextQuestion,
    Time,
)
from shared.forms.remarks import Code, Remark, remark
from shared.forms.values import Value

Read = TypeVar("Read", date, time, datetime)

NONE = "none"
"""The choice that excludes the others."""
LONGEST_TEXT = 10_000
LARGEST_INTEGER = 2**31 - 1
"""What phones can hold."""

_TIME = re.compile(r"\d\d:\d\d(:\d\d(\.\d+)?)?([+-]\d\d:\d\d|Z)?")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def is_missing(answer: Any) -> bool:  # noqa: ANN401 - what a report holds
    """Say whether there is no answer: nothing, an empty text, no choices."""
    return answer is None or answer in ("", [])


def misfit(question: Question, choices: frozenset[str], answer: Any) -> Remark | None:  # noqa: ANN401
    """Return why `answer` can't be an answer to `question`, or None if it can.

    `choices` are the names of the question's choices; `answer` is not missing.
    """
    if isinstance(answer, NonAnswer):
        if answer in question.non_answers:
            return None
        return remark(question.name, Code.NON_ANSWER_NOT_OFFERED, given=answer.value)
    match question:
        case SelectOne():
            return _misfit_of_one(question, choices, answer)
        case SelectMultiple():
            return _misfit_of_several(question, choices, answer)
        case TextQuestion():
            return _misfit_of_text(question, answer)
        case _:
            fits = _read(question, answer) is not None
            return None if fits else remark(question.name, Code.WRONG_KIND, given=_shown(answer))


def value_of(question: Question, answer: Any) -> Value:  # noqa: ANN401
    """Return `answer` as expressions read it: '' for what is missing, a non-answer or no fit."""
    if isinstance(answer, NonAnswer) or is_missing(answer):
        return ""
    match question:
        case SelectOne() | TextQuestion() | Calculate():
            return answer if isinstance(answer, str) else ""
        case SelectMultiple():
            return " ".join(each for each in _listed(answer) if isinstance(each, str))
        case _:
            value = _read(question, answer)
            return "" if value is None else value


def _misfit_of_one(question: Question, choices: frozenset[str], answer: object) -> Remark | None:
    if not isinstance(answer, str):
        return remark(question.name, Code.WRONG_KIND, given=_shown(answer))
    if answer not in choices:
        return remark(question.name, Code.NOT_A_CHOICE, given=_shown(answer))
    return None


def _misfit_of_text(question: Question, answer: object) -> Remark | None:
    if not isinstance(answer, str):
        return remark(question.name, Code.WRONG_KIND, given=_shown(answer))
    if len(answer) > LONGEST_TEXT:
        return remark(question.name, Code.TOO_LONG, given=f"{len(answer):,}")
    return None


def _misfit_of_several(
    question: Question, choices: frozenset[str], answer: object
) -> Remark | None:
    chosen = _listed(answer)
    if not chosen or not all(isinstance(each, str) for each in chosen):
        return remark(question.name, Code.WRONG_KIND, given=_shown(answer))
    for each in chosen:
        if each not in choices:
            return remark(question.name, Code.NOT_A_CHOICE, given=_shown(each))
    if NONE in chosen and len(chosen) > 1:
        return remark(question.name, Code.NONE_WITH_OTHERS)
    if len(set(chosen)) < len(chosen):
        return remark(question.name, Code.CHOSEN_TWICE)
    return None


def chosen_in(answer: Any) -> set[str]:  # noqa: ANN401
    """Return the choices that `answer` names: none for a non-answer or a number."""
    if isinstance(answer, NonAnswer):
        return set()
    if isinstance(answer, str):
        return {answer}
    return {each for each in _listed(answer) if isinstance(each, str)}


def _listed(answer: object) -> list[Any]:
    return list(answer) if isinstance(answer, list | tuple) else []  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]


def _shown(answer: object) -> str:
    try:
        text = answer if isinstance(answer, str) else repr(answer)
    except ValueError:  # Python prints no integers of thousands of digits
        text = "a number of thousands of digits"
    return text if len(text) <= 60 else text[:57] + "…"


def _read(question: Question, answer: object) -> Value | None:
    """Return `answer` as a value of the question's kind, or None if it is none."""
    read = _READERS.get(type(question))
    return None if read is None else read(answer)


def _integer(answer: object) -> Value | None:
    number = _decimal(answer)
    if number is None or not float(number).is_integer() or abs(number) > LARGEST_INTEGER:
        return None
    return number


def _decimal(answer: object) -> float | None:
    if isinstance(answer, bool) or not isinstance(answer, int | float):
        return None
    try:
        number = float(answer)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def _date(answer: object) -> Value | None:
    if not isinstance(answer, str) or not _DATE.fullmatch(answer):
        return None
    return _or_none(date.fromisoformat, answer)


def _time(answer: object) -> Value | None:
    if not isinstance(answer, str) or not _TIME.fullmatch(answer):
        return None
    return _or_none(time.fromisoformat, answer)


def _date_time(answer: object) -> Value | None:
    if not isinstance(answer, str) or not _DATE.match(answer):
        return None
    moment = _or_none(datetime.fromisoformat, answer)
    # Moments of the first and last day of the calendar have no neighbour to be counted from.
    if moment is None or not 1 < moment.year < 9999:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _or_none(parse: Callable[[str], Read], text: str) -> Read | None:
    try:
        return parse(text)
    except ValueError:
        return None


_READERS: dict[type, Callable[[object], Value | None]] = {
    Integer: _integer,
    Decimal: _decimal,
    Date: _date,
    Time: _time,
    DateTime: _date_time,
}
