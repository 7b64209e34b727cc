"""Values inside expressions, and how one kind is read as another, as JavaRosa does it.

Nothing is '' ; numbers are floats; a choice is its name; several choices are their names with
spaces between. None of the conversions raises.
"""

import math
from datetime import UTC, date, datetime, time

Value = str | float | bool | date | time
"""`datetime` is a kind of `date`."""

CLOSE_ENOUGH = 1e-12
_EPOCH = date(1970, 1, 1)
_DAY_SECONDS = 86_400
_NUMBER_SIGNS = frozenset("0123456789.-")


def to_text(value: Value) -> str:
    """Return `value` as it is written in an answer."""
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
            return value.isoformat()


def _number_to_text(value: float) -> str:
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    whole = round(value)
    return str(whole) if abs(value - whole) < CLOSE_ENOUGH else repr(value)


def to_number(value: Value) -> float:
    """Return `value` as a number, NaN where it is none.

    A date is its days since 1 January 1970, a time of day its share of the day. A text that
    looks like a date is a text.
    """
    match value:
        case float() | int():
            return float(value)
        case str():
            return _text_to_number(value)
        case datetime():
            moment = value if value.tzinfo else value.replace(tzinfo=UTC)
            return moment.timestamp() / _DAY_SECONDS
        case date():
            return float((value - _EPOCH).days)
        case _:
            seconds = value.hour * 3600 + value.minute * 60 + value.second
            return seconds / _DAY_SECONDS


def _text_to_number(text: str) -> float:
    text = text.strip().replace(",", ".")
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
            return not math.isnan(value) and abs(value) > CLOSE_ENOUGH
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
            return _number_to_date(float(value))


def _text_to_date(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError:
        return None


def _number_to_date(days: float) -> date | None:
    try:
        return date.fromordinal(_EPOCH.toordinal() + math.floor(days))
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
