"""Values inside expressions, and how one kind is read as another, as JavaRosa does it.

Nothing is '' ; numbers are floats; a choice is its name; several choices are their names with
spaces between; a point is `latitude longitude altitude accuracy`. A `datetime` stands in the zone
of the scope's `now`. None of the conversions raises.
"""

import math
from datetime import date, datetime, time

Value = str | float | bool | date | time
"""`datetime` is a kind of `date`."""

CLOSE_ENOUGH = 1e-12
LONGEST_TEXT = 20_000
"""Of a text that a function makes; more is cut off, so that no form can fill the memory."""

_EPOCH_DAY = date(1970, 1, 1).toordinal()
_DAY_SECONDS = 86_400
_NUMBER_SIGNS = frozenset("0123456789.-")
_WHOLE = 2.0**31
_SPACES = "".join(map(chr, range(33)))


def to_text(value: Value) -> str:
    """Return `value` as a text: of a moment, only its day."""
    match value:
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case float() | int():
            return _number_to_text(value)
        case time():
            return value.isoformat(timespec="auto" if value.second else "minutes")
        case _:
            return f"{value.year:04}-{value.month:02}-{value.day:02}"


def _number_to_text(value: float) -> str:
    if math.isnan(value):
        return "NaN"
    if abs(value) < CLOSE_ENOUGH:
        return "0"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    if -_WHOLE <= value < _WHOLE and abs(value - math.trunc(value)) < CLOSE_ENOUGH:
        return str(math.trunc(value))
    return repr(float(value)) if 1e-3 <= abs(value) < 1e7 else _with_power(value)


def _with_power(value: float) -> str:
    """Write a big or small number as Java does: 3000000000 is 3.0E9."""
    mantissa, power = repr(float(value)), 0
    if "e" in mantissa:
        mantissa, _, written = mantissa.partition("e")
        power = int(written)
    sign = "-" if mantissa.startswith("-") else ""
    whole, _, fraction = mantissa.lstrip("-").partition(".")
    digits = (whole + fraction).lstrip("0")
    power += len(whole) - 1 - (len(whole + fraction) - len(digits))
    return f"{sign}{digits[0]}.{digits[1:].rstrip('0') or '0'}E{power}"


def to_number(value: Value) -> float:
    """Return `value` as a number, NaN where it is none.

    A date is its days since 1 January 1970 (of a moment too: its hours do not count), a time of
    day its share of the day. A text that looks like a date is a text.
    """
    match value:
        case float():
            return value
        case str():
            return text_to_number(value)
        case bool() | int():
            return float(value)
        case date():
            return float(value.toordinal() - _EPOCH_DAY)
        case _:
            return share_of_day(value)


def share_of_day(value: time) -> float:
    """Return how much of the day is over at `value`, from 0 to below 1."""
    seconds = value.hour * 3600 + value.minute * 60 + value.second + value.microsecond / 1e6
    return seconds / _DAY_SECONDS


def text_to_number(text: str) -> float:
    """Return the number that `text` is: digits, a minus and a point (or comma), else NaN."""
    text = text.replace(",", ".").strip(_SPACES)
    if not _NUMBER_SIGNS.issuperset(text):
        return math.nan
    try:
        return float(text)
    except ValueError:
        return math.nan


def to_boolean(value: Value) -> bool:
    """Return the truth of `value`: of a text, that there is one; of a number, that it isn't 0."""
    match value:
        case bool():
            return value
        case str():
            return value != ""
        case float() | int():
            return abs(value) > CLOSE_ENOUGH  # NaN is not
        case _:
            return True


def to_date(value: Value) -> date | None:
    """Return the day of `value`, or None where it has none."""
    match value:
        case datetime():
            return value.date()
        case date():
            return value
        case time():
            return None
        case str():
            return _text_to_date(value)
        case _:
            return number_to_date(float(value))


def _text_to_date(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError:
        return None


def number_to_date(days: float) -> date | None:
    """Return the day that is `days` after 1 January 1970, None before year 1 and after 9999."""
    try:
        return date.fromordinal(_EPOCH_DAY + math.trunc(days))
    except (ValueError, OverflowError):
        return None


def are_equal(left: Value, right: Value) -> bool:
    """Compare as truths if either is one, else as numbers if either is one, else as texts."""
    if isinstance(left, bool) or isinstance(right, bool):
        return to_boolean(left) == to_boolean(right)
    if isinstance(left, float) or isinstance(right, float):
        return abs(to_number(left) - to_number(right)) < CLOSE_ENOUGH
    return to_text(left) == to_text(right)


def is_empty(value: Value) -> bool:
    """Say whether `value` is nothing: the empty text, or no number."""
    return value == "" or (isinstance(value, float) and math.isnan(value))
