"""Days and times in expressions: reading them, and writing them in a pattern."""

import math
from collections.abc import Callable
from datetime import date, datetime, time

from shared.forms.values import Value, to_date, to_number, to_text

_DAY_SECONDS = 86_400
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

_SIGNS: dict[str, Callable[[datetime], str]] = {
    "%": lambda _: "%",
    "Y": lambda moment: f"{moment.year:04}",
    "y": lambda moment: f"{moment.year % 100:02}",
    "m": lambda moment: f"{moment.month:02}",
    "n": lambda moment: str(moment.month),
    "b": lambda moment: _MONTHS[moment.month - 1],
    "d": lambda moment: f"{moment.day:02}",
    "e": lambda moment: str(moment.day),
    "H": lambda moment: f"{moment.hour:02}",
    "h": lambda moment: str(moment.hour),
    "M": lambda moment: f"{moment.minute:02}",
    "S": lambda moment: f"{moment.second:02}",
    "3": lambda moment: f"{moment.microsecond // 1000:03}",
    "a": lambda moment: _DAYS[moment.weekday()],
}


def formatted(value: Value, pattern: Value) -> Value:
    """Write `value` as `pattern` says (`%Y-%m-%d`, `%e %b`); '' where it is no date.

    Signs that phones don't know are left as they stand.
    """
    moment = _moment(value)
    if moment is None:
        return ""
    written: list[str] = []
    signs = iter(to_text(pattern))
    for sign in signs:
        if sign != "%":
            written.append(sign)
            continue
        letter = next(signs, "")
        write = _SIGNS.get(letter)
        written.append(write(moment) if write else sign + letter)
    return "".join(written)


def moment_of(value: Value) -> Value:
    """Return `value` as a date with a time, or '' where it is none."""
    return _moment(value) or ""


def days_of(value: Value) -> Value:
    """Return the days, with their fraction, from 1 January 1970 to `value`; NaN for no date."""
    moment = _moment(value)
    return math.nan if moment is None else to_number(moment)


def share_of_day(value: Value) -> Value:
    """Return how much of its day is over at a time, from 0 to 1; NaN for no time."""
    if isinstance(value, str):
        try:
            value = time.fromisoformat(value.strip()[:8])
        except ValueError:
            moment = _moment(value)
            return math.nan if moment is None else share_of_day(moment)
    if isinstance(value, datetime):
        value = value.time()
    if isinstance(value, time):
        return (value.hour * 3600 + value.minute * 60 + value.second) / _DAY_SECONDS
    return math.nan


def _moment(value: Value) -> datetime | None:
    if isinstance(value, datetime):
        return value
    if isinstance(value, str):
        try:
            return datetime.fromisoformat(value.strip())
        except ValueError:
            return None
    day = to_date(value)
    return None if day is None else _midnight(day)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a calendar day has no zone
