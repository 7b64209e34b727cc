"""What an observer types, read as a number, a time, a date or text, and written back."""

import re
from datetime import date, datetime, time

from shared.forms.answers import NonAnswer, Value
from shared.forms.model import (
    Date,
    DateTime,
    Decimal,
    Integer,
    Question,
    TextQuestion,
    Time,
)

Typed = Integer | Decimal | TextQuestion | Date | Time | DateTime
TYPED_KINDS = (Integer, Decimal, TextQuestion, Date, Time, DateTime)

EXPECTED: dict[str, str] = {
    "integer": "a whole number",
    "decimal": "a number",
    "text": "Enter to write",
    "date": "a date, as 2026-10-04",
    "time": "a time, as 08:30",
    "dateTime": "date and time, as 2026-10-04 08:30",
}
"""What a blank question asks for, by its type."""

_ALLOWED: dict[str, str] = {
    "integer": r"[-+]?\d*",
    "decimal": r"[-+]?\d*[.,]?\d*",
    "date": r"[\d./-]*",
    "time": r"[\d:.]*",
    "dateTime": r"[\d:./T +-]*",
}
_WRONG: dict[str, str] = {
    "integer": "is not a whole number",
    "decimal": "is not a number",
    "date": "is not a date; write it as 2026-10-04",
    "time": "is not a time of day; write it as 08:30",
    "dateTime": "is not a date and time; write them as 2026-10-04 08:30",
}


class Unreadable(ValueError):  # noqa: N818 - what the text is
    """What was typed can't be an answer to this question; the message is for the observer."""


def allowed(question: Typed) -> str | None:
    """Return the pattern that typing is restricted to, or None for free text."""
    return _ALLOWED.get(question.type)


def read(question: Typed, typed: str) -> Value | None:
    """Return the answer that `typed` means; None for nothing but white space.

    Raises Unreadable with a sentence that says what was expected.
    """
    text = typed.strip()
    if not text:
        return None
    try:
        return _value(question, text)
    except (ValueError, OverflowError):
        raise Unreadable(f"“{text}” {_WRONG[question.type]}.") from None


def read_time(typed: str) -> time:
    """Return the time of day that `typed` means: 8:30, 08:30, 8.30 or 830. Raises Unreadable."""
    try:
        return _time(typed.strip())
    except ValueError:
        raise Unreadable(f"“{typed.strip()}” {_WRONG['time']}.") from None


def written(answer: Value | NonAnswer | None) -> str:
    """Return `answer` as it stands in the input; '' for none and for a non-answer."""
    if answer is None or isinstance(answer, NonAnswer | list):
        return ""
    return str(answer)


def _value(question: Typed, text: str) -> Value:
    match question:
        case Integer():
            return int(text)
        case Decimal():
            return float(text.replace(",", "."))
        case Time():
            return _time(text).strftime("%H:%M")
        case Date():
            return _date(text).isoformat()
        case DateTime():
            return datetime.fromisoformat(text).isoformat(timespec="minutes")
        case TextQuestion():
            return text


def _time(text: str) -> time:
    """Read 8:30, 08:30, 8.30, 830 or 0830."""
    found = re.fullmatch(r"(\d{1,2})[:.]?(\d{2})", text)
    if found is None:
        raise ValueError(text)
    return time(int(found[1]), int(found[2]))


def _date(text: str) -> date:
    """Read 2026-10-04, 4.10.2026 or 4/10/2026 (the day first, as in all our missions)."""
    found = re.fullmatch(r"(\d{1,2})[./](\d{1,2})[./](\d{4})", text)
    if found is not None:
        return date(int(found[3]), int(found[2]), int(found[1]))
    return date.fromisoformat(text)


def is_typed(question: Question) -> bool:
    """Tell whether the answer is typed rather than chosen."""
    return isinstance(question, TYPED_KINDS)
