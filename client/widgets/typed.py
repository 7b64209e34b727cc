"""What an observer types, read as a number, a time, a date or text, and written back."""

import re
from collections.abc import Callable
from datetime import date, datetime, time, tzinfo

from client.language import later, tr
from shared.forms.answers import NonAnswer, Value
from shared.forms.model import (
    Barcode,
    Date,
    DateTime,
    Decimal,
    Geopoint,
    Integer,
    Question,
    Range,
    TextQuestion,
    Time,
)

Typed = Integer | Decimal | Range | TextQuestion | Barcode | Geopoint | Date | Time | DateTime
TYPED_KINDS = (
    Integer,
    Decimal,
    Range,
    TextQuestion,
    Barcode,
    Geopoint,
    Date,
    Time,
    DateTime,
)
WRITTEN_KINDS = (TextQuestion, Barcode)
"""Of which any key may be the first letter: one begins to write with Enter."""

_EXPECTED: dict[str, str] = {
    "integer": later("a whole number"),
    "decimal": later("a number"),
    "text": later("Enter to write"),
    "date": later("a date, as 2026-10-04"),
    "time": later("a time, as 08:30"),
    "dateTime": later("date and time, as 2026-10-04 08:30"),
    "barcode": later("Enter to write what the code says"),
    "geopoint": later("latitude and longitude, as 51.1801 71.4460"),
}
"""What a blank question asks for, by its type."""

_ALLOWED: dict[str, str] = {
    "integer": r"[-+]?\d*",
    "decimal": r"[-+]?\d*[.,]?\d*",
    "date": r"[\d./-]*",
    "time": r"[\d:.]*",
    "dateTime": r"[\d:./T +-]*",
    "range": r"[-+]?\d*[.,]?\d*",
    "geopoint": r"[-+\d., ;]*",
}
_WRONG: dict[str, str] = {
    "integer": later("“%(typed)s” is not a whole number."),
    "decimal": later("“%(typed)s” is not a number."),
    "date": later("“%(typed)s” is not a date; write it as 2026-10-04."),
    "time": later("“%(typed)s” is not a time of day; write it as 08:30."),
    "dateTime": later("“%(typed)s” is not a date and time; write them as 2026-10-04 08:30."),
    "range": later("“%(typed)s” is not a number."),
    "geopoint": later(
        "“%(typed)s” is not a position; write latitude and longitude as 51.1801 71.4460."
    ),
}
_MOST_NUMBERS = 4
"""Of a position: latitude, longitude, altitude, accuracy."""


class Unreadable(ValueError):  # noqa: N818 - what the text is
    """What was typed can't be an answer to this question; the message is for the observer."""


def allowed(question: Typed) -> str | None:
    """Return the pattern that typing is restricted to, or None for free text."""
    return _ALLOWED.get(question.type)


def expected(question: Question) -> str:
    """Return what a blank question asks for; '' for kinds that are not typed."""
    if isinstance(question, Range):
        lowest, highest = sorted((question.start, question.end))
        words = (
            tr("%(lowest)s to %(highest)s")
            if question.step == 1
            else tr("%(lowest)s to %(highest)s, in steps of %(step)s")
        )
        figures = {"lowest": lowest, "highest": highest, "step": question.step}
        return words % {name: _plain(number) for name, number in figures.items()}
    return tr(_EXPECTED.get(question.type, ""))


def read(question: Typed, typed: str, zone: tzinfo | None = None) -> Value | None:
    """Return the answer that `typed` means; None for nothing but white space.

    A moment without an offset stands in `zone`, the station's. Raises Unreadable with a sentence
    that says what was expected.
    """
    text = typed.strip()
    if not text:
        return None
    try:
        return _value(question, text, zone)
    except (ValueError, OverflowError):
        raise _unreadable(text, question.type) from None


def read_time(typed: str) -> time:
    """Return the time of day that `typed` means: 8:30, 08:30, 8.30 or 830. Raises Unreadable."""
    try:
        return _time(typed.strip())
    except ValueError:
        raise _unreadable(typed.strip(), "time") from None


def written(answer: Value | NonAnswer | None) -> str:
    """Return `answer` as it stands in the input; '' for none and for a non-answer."""
    if answer is None or isinstance(answer, NonAnswer | list):
        return ""
    return str(answer)


def shown(question: Question, answer: Value | NonAnswer | None) -> str:
    """Return `answer` as people read it: a moment without the T in its middle."""
    text = written(answer)
    return text.replace("T", "  ", 1) if isinstance(question, DateTime) else text


def stepped(question: Range, answer: Value | NonAnswer | None, steps: int) -> int | float:
    """Return the number that lies `steps` further on the ladder; its start, where none is yet."""
    if not isinstance(answer, int | float):
        return _number(question.start)
    lowest, highest = sorted((question.start, question.end))
    return _number(min(max(answer + steps * abs(question.step), lowest), highest))


def _unreadable(text: str, kind: str) -> Unreadable:
    return Unreadable(tr(_WRONG[kind]) % {"typed": text})


def _value(question: Typed, text: str, zone: tzinfo | None) -> Value:
    if isinstance(question, DateTime):
        return _moment(text, zone).isoformat(timespec="minutes")
    return _READERS[question.type](text)


def _number(number: float) -> int | float:
    """Return a whole number as such; a fraction without the noise of counting in twos."""
    return int(number) if float(number).is_integer() else round(number, 9)


def _plain(number: float) -> str:
    return f"{number:.9f}".rstrip("0").rstrip(".")


def _moment(text: str, zone: tzinfo | None) -> datetime:
    moment = datetime.fromisoformat(re.sub(r"\s+", " ", text))
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _position(text: str) -> str:
    """Read `51.18 71.44`, `51.18, 71.44` or `51,18 71,44`; altitude and accuracy may follow."""
    words = [each.strip(",;") for each in text.split()]
    if len(words) == 1:
        words = re.split("[,;]", text)
    numbers = [float(each.replace(",", ".")) for each in words if each]
    is_whole = 2 <= len(numbers) <= _MOST_NUMBERS
    if not is_whole or abs(numbers[0]) > 90 or abs(numbers[1]) > 180:
        raise ValueError(text)
    return " ".join(_plain(each) for each in numbers)


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


_READERS: dict[str, Callable[[str], Value]] = {
    "integer": int,
    "decimal": lambda text: float(text.replace(",", ".")),
    "range": lambda text: _number(float(text.replace(",", "."))),
    "geopoint": _position,
    "time": lambda text: _time(text).strftime("%H:%M"),
    "date": lambda text: _date(text).isoformat(),
    "text": str,
    "barcode": str,
}
"""By type; moments need a zone besides."""


def is_typed(question: Question) -> bool:
    """Tell whether the answer is typed rather than chosen."""
    return isinstance(question, TYPED_KINDS)
