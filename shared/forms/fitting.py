"""Whether an answer is one that its question can have, and what expressions make of it."""

import math
import re
from collections.abc import Callable, Container
from datetime import UTC, date, datetime, time
from typing import Any, TypeVar

from shared.forms.answers import Answer, NonAnswer
from shared.forms.model import (
    Acknowledge,
    Barcode,
    Calculate,
    Date,
    DateTime,
    Decimal,
    Geopoint,
    Hidden,
    Integer,
    Media,
    Metadata,
    Note,
    Question,
    Range,
    Rank,
    SelectMultiple,
    SelectOne,
    Shape,
    TextQuestion,
    Time,
)
from shared.forms.remarks import Code, Remark, remark
from shared.forms.values import Value, is_empty, to_date, to_number, to_text

Read = TypeVar("Read", date, time, datetime)

NONE = "none"
"""The choice that excludes the others."""
OK = "OK"
"""The answer to what is to be acknowledged."""
DONE_ON_PHONE = "done-on-phone"
"""The answer to a line or area that was drawn on a phone and is not at hand."""
LONGEST_TEXT = 10_000
LARGEST_INTEGER = 2**31 - 1
"""What phones can hold."""

_TIME = re.compile(r"\d\d:\d\d(:\d\d(\.\d+)?)?([+-]\d\d:\d\d|Z)?")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_FILE = re.compile(r"sha256:[0-9a-f]{64}")
_POINT = re.compile(r"(-?\d{1,3}(?:\.\d+)?) (-?\d{1,3}(?:\.\d+)?)(?: -?\d+(?:\.\d+)?){0,2}")
_ON_STEP = 1e-9


def is_missing(answer: Any) -> bool:  # noqa: ANN401 - what a report holds
    """Say whether there is no answer: nothing, an empty text, no choices."""
    return answer is None or answer in ("", [])


def misfit(question: Question, choices: Container[str], answer: Any) -> Remark | None:  # noqa: ANN401
    """Return why `answer` can't be an answer to `question`, or None if it can.

    `choices` are the names of the choices that the question offers now; `answer` is not missing.
    """
    if isinstance(answer, NonAnswer):
        if answer in question.non_answers:
            return None
        return remark(question.name, Code.NON_ANSWER_NOT_OFFERED, given=answer.value)
    match question:
        case SelectOne():
            return _misfit_of_one(question, choices, answer)
        case SelectMultiple() | Rank():
            return _misfit_of_several(question, choices, answer)
        case TextQuestion() | Barcode():
            return _misfit_of_text(question, answer)
        case _:
            return _misfit_of_value(question, answer)


def _misfit_of_value(question: Question, answer: Any) -> Remark | None:  # noqa: ANN401
    fits = _read(question, answer) is not None
    if fits and isinstance(question, Range):
        return _misfit_of_step(question, answer)
    return None if fits else remark(question.name, Code.WRONG_KIND, given=_shown(answer))


def value_of(question: Question, answer: Any) -> Value:  # noqa: ANN401
    """Return `answer` as expressions read it: '' for what is missing, a non-answer or no fit."""
    if isinstance(answer, NonAnswer) or is_missing(answer):
        return ""
    question = _as_read(question)
    match question:
        case SelectOne() | TextQuestion() | Barcode():
            return answer if isinstance(answer, str) else ""
        case Calculate() | Hidden() | Note():
            return _calculated(answer)
        case SelectMultiple() | Rank():
            return " ".join(each for each in _listed(answer) if isinstance(each, str))
        case _:
            value = _read(question, answer)
            return "" if value is None else value


def answer_of(question: Question, value: Value) -> Answer | None:
    """Return what an expression came to as an answer to `question`; None where it is nothing.

    What does not fit the question comes back as it is, for its observer to see.
    """
    if is_empty(value):
        return None
    question = _as_read(question)
    match question:
        case SelectMultiple() | Rank():
            return to_text(value).split() or None
        case Integer() | Decimal() | Range():
            number = _number_of(value)
            return to_text(value) if number is None else number
        case Calculate() | Hidden() | Note():
            return _number_of(value) if isinstance(value, float) else to_text(value) or None
        case Date():
            day = to_date(value)
            return to_text(value) if day is None else to_text(day)
        case _:
            return value.isoformat() if isinstance(value, datetime | time) else to_text(value)


def _as_read(question: Question) -> Question:
    """Return a question of the kind that a calculated value is to be; others as they are."""
    return (
        _CALCULATED[question.kind]
        if isinstance(question, Calculate) and question.kind
        else question
    )


def _number_of(value: Value) -> int | float | None:
    number = to_number(value)
    if not math.isfinite(number):
        return None
    return int(number) if number.is_integer() and abs(number) < 2**53 else number


def _calculated(answer: object) -> Value:
    if isinstance(answer, bool):
        return ""
    if isinstance(answer, int | float):
        number = _decimal(answer)
        return "" if number is None else to_text(number)
    return answer if isinstance(answer, str) else ""


def _misfit_of_one(question: Question, choices: Container[str], answer: object) -> Remark | None:
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


def _misfit_of_step(question: Range, answer: float) -> Remark | None:
    lowest, highest = sorted((question.start, question.end))
    steps = (answer - question.start) / question.step if question.step else 0.0
    if lowest <= answer <= highest and abs(steps - round(steps)) < _ON_STEP:
        return None
    return remark(question.name, Code.NOT_ON_SCALE, given=_shown(answer))


def _misfit_of_several(
    question: Question, choices: Container[str], answer: object
) -> Remark | None:
    chosen = _listed(answer)
    if not chosen or not all(isinstance(each, str) for each in chosen):
        return remark(question.name, Code.WRONG_KIND, given=_shown(answer))
    for each in chosen:
        if each not in choices:
            return remark(question.name, Code.NOT_A_CHOICE, given=_shown(each))
    if isinstance(question, SelectMultiple) and NONE in chosen and len(chosen) > 1:
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


def _matching(pattern: re.Pattern[str]) -> Callable[[object], Value | None]:
    def read(answer: object) -> Value | None:
        return answer if isinstance(answer, str) and pattern.fullmatch(answer) else None

    return read


def _point(answer: object) -> Value | None:
    match = _POINT.fullmatch(answer) if isinstance(answer, str) else None
    if match is None or abs(float(match[1])) > 90 or abs(float(match[2])) > 180:
        return None
    return match[0]


def _shape(answer: object) -> Value | None:
    if not isinstance(answer, str) or len(answer) > LONGEST_TEXT:
        return None
    if answer == DONE_ON_PHONE or _FILE.fullmatch(answer):
        return answer
    points = [each.strip() for each in answer.rstrip("; ").split(";")]
    return answer if all(_point(each) is not None for each in points) else None


def _fact(answer: object) -> Value | None:
    """Read what the laptop says of itself: a moment, a day, or a text."""
    if isinstance(answer, str) and _DATE.fullmatch(answer):
        return _date(answer)
    moment = _date_time(answer)
    if moment is None and isinstance(answer, str):
        return answer
    return moment


_CALCULATED: dict[str, Question] = {
    "integer": Integer(name="calculated"),
    "decimal": Decimal(name="calculated"),
    "date": Date(name="calculated"),
    "time": Time(name="calculated"),
    "dateTime": DateTime(name="calculated"),
}
_READERS: dict[type, Callable[[object], Value | None]] = {
    Integer: _integer,
    Decimal: _decimal,
    Range: _decimal,
    Date: _date,
    Time: _time,
    DateTime: _date_time,
    Geopoint: _point,
    Shape: _shape,
    Media: _matching(_FILE),
    Acknowledge: _matching(re.compile(OK)),
    Metadata: _fact,
}
