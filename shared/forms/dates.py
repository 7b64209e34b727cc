"""Days and moments in expressions: reading them, and writing them in a pattern.

A moment stands in the zone of the scope's `now`; a day without a time is its midnight there.
"""

import math
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone

from shared.forms.trouble import TroubleError, wrong_kind
from shared.forms.values import Value, number_to_date, share_of_day, to_text

_DAY_SECONDS = 86_400
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LARGEST_DAY = 2.0**31
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_DATE = re.compile(r"(\d{1,9})-(\d{1,9})-(\d{1,9})")
_TIME = re.compile(
    r"(?P<hour>\d{1,9}):(?P<minute>\d{1,9})(?::(?P<second>\d{1,9}(?:\.\d*)?)[^+\-Z]*)?"
    r"(?P<zone>Z|(?P<sign>[+-])(?P<hours>\d{1,2})(?::(?P<minutes>\d{1,2}))?)?"
)

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
    "W": lambda moment: str(moment.isocalendar().week),
}


def formatted(now: datetime, value: Value, pattern: Value) -> Value:
    """Write `value` as `pattern` says (`%Y-%m-%d`, `%e %b`); '' where there is none.

    Raises TroubleError for what is no date, and for signs that phones don't know.
    """
    read = moment_of(now, value)
    if not isinstance(read, date):
        return ""
    moment = _as_moment(now, read)
    written: list[str] = []
    signs = iter(to_text(pattern))
    for sign in signs:
        if sign != "%":
            written.append(sign)
            continue
        letter = next(signs, "")
        if letter not in _SIGNS:
            raise wrong_kind(f"Dates are not written with `%{letter}`.")
        written.append(_SIGNS[letter](moment))
    return "".join(written)


def unknown_sign(pattern: str) -> str | None:
    """Return the first sign of a date's pattern that phones don't know, such as `%A`."""
    for sign in re.findall(r"%(.?)", pattern, re.DOTALL):
        if sign not in _SIGNS:
            return f"%{sign}"
    return None


def day_of(now: datetime, value: Value) -> Value:
    """Return `value` as a date; what is nothing stays so. Of a text its time is kept.

    Raises TroubleError for what is no date.
    """
    match value:
        case str():
            return _read(now, value) if value else ""
        case datetime():
            return value.date()
        case date():
            return value
        case time():
            return now.date()
        case bool():
            raise wrong_kind("A truth is no date.")
        case _:
            return _day_of_number(value)


def moment_of(now: datetime, value: Value) -> Value:
    """Return `value` as a date with its time, if it has one; what is nothing stays so.

    Raises TroubleError for what is no date.
    """
    if isinstance(value, time):
        return datetime.combine(now.date(), value.replace(tzinfo=now.tzinfo))
    if isinstance(value, float):
        return _moment_of_number(now, value)
    return value if isinstance(value, date) else day_of(now, value)


def days_of(now: datetime, value: Value) -> Value:
    """Return the days, with their fraction, from 1 January 1970 in Greenwich to `value`."""
    if isinstance(value, float):
        _check_range(value)
        return value
    read = moment_of(now, value)
    if not isinstance(read, date):
        return read
    return (_as_moment(now, read) - _EPOCH).total_seconds() / _DAY_SECONDS


def share_of(now: datetime, value: Value) -> Value:
    """Return how much of its day is over at a time, from 0 to below 1."""
    if isinstance(value, time):
        return share_of_day(value)
    if isinstance(value, float):
        _check_range(value)
        return value - math.floor(value) if math.isfinite(value) else value
    read = moment_of(now, value)
    if not isinstance(read, date):
        return read
    return share_of_day(_as_moment(now, read).time())


def _as_moment(now: datetime, value: date) -> datetime:
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=now.tzinfo)
    return datetime(value.year, value.month, value.day, tzinfo=now.tzinfo)


def _read(now: datetime, text: str) -> date:
    """Read `2026-01-31`, with or without `T` and a time."""
    day, separator, hours = text.partition("T")
    match = _DATE.fullmatch(day)
    try:
        if match is None:
            raise _no_date(text)
        found = date(*(int(each) for each in match.groups()))
        return _with_time(now, found, hours) if separator else found
    except (ValueError, OverflowError):
        raise _no_date(text) from None


def _with_time(now: datetime, day: date, hours: str) -> datetime:
    match = _TIME.fullmatch(hours)
    if match is None:
        raise ValueError(hours)
    seconds = float(match["second"] or 0)
    hour, minute, second = int(match["hour"]), int(match["minute"]), int(seconds)
    clock = time(hour, minute, second, int(1000 * seconds - 1000 * second) * 1000)
    zone = _zone(match)
    if zone is None:
        return datetime.combine(day, clock, tzinfo=now.tzinfo)
    return datetime.combine(day, clock, tzinfo=zone).astimezone(now.tzinfo)


def _zone(match: re.Match[str]) -> timezone | None:
    if not match["zone"]:
        return None
    ahead = timedelta(hours=int(match["hours"] or 0), minutes=int(match["minutes"] or 0))
    return timezone(-ahead if match["sign"] == "-" else ahead)


def _day_of_number(number: float) -> Value:
    if math.isnan(number):
        return number
    _check_range(number)
    day = number_to_date(number)
    if day is None:
        raise _out_of_range(number)
    return day


def _moment_of_number(now: datetime, number: float) -> Value:
    if math.isnan(number):
        return number
    _check_range(number)
    try:
        moment = _EPOCH + timedelta(milliseconds=math.trunc(number * _DAY_SECONDS * 1000))
        return moment.astimezone(now.tzinfo)
    except (OverflowError, ValueError):
        raise _out_of_range(number) from None


def _check_range(number: float) -> None:
    if not math.isnan(number) and not -_LARGEST_DAY <= number < _LARGEST_DAY:
        raise _out_of_range(number)


def _out_of_range(number: float) -> TroubleError:
    return wrong_kind(f"{to_text(number)} is no day.")


def _no_date(text: str) -> TroubleError:
    return wrong_kind(f"'{text[:40]}' is no date: dates are written 2026-01-31.")


def is_date(text: str) -> bool:
    """Say whether `text` reads as a date."""
    try:
        _read(_EPOCH, text)
    except TroubleError:
        return False
    return True
