"""The kinds of values in a mission file, read strictly and explained in plain words.

Values come as text (from YAML) or as JSON (from the database); both read alike.
"""

import re
from datetime import date, datetime, time
from difflib import get_close_matches
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_TIME = re.compile(r"\d{1,2}:\d{2}(:\d{2})?")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})?")
_CODE_PATTERN = "[A-Za-z0-9][A-Za-z0-9._-]{0,39}"
_COUNTRY_PATTERN = "[A-Z]{2}"
_PHONE_PATTERN = r"\+?[0-9][0-9 ()/.-]{1,38}"
_NUMBER = re.compile(r"-?(0|[1-9]\d{0,17})(\.\d+)?")


def mistake(message: str, cure: str) -> PydanticCustomError:
    """Return the error of a validator: what is wrong, and what to write instead."""
    return PydanticCustomError("evenhand", "{message}", {"message": message, "cure": cure})


def _day(value: object) -> object:
    if not isinstance(value, str):
        return value
    cure = "Write the day as YYYY-MM-DD, for example 2026-10-04."
    if not _DAY.fullmatch(value):
        raise mistake(f"'{value}' is not a day", cure)
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise mistake(f"there is no day '{value}' in the calendar", cure) from None
    _require_near(day)
    return day


def _moment(value: object) -> object:
    if not isinstance(value, str):
        return value
    cure = "Write it as YYYY-MM-DD HH:MM, in local time, for example 2026-10-04 18:00."
    if not _MOMENT.fullmatch(value):
        raise mistake(f"'{value}' is not a day with a time", cure)
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise mistake(f"there is no moment '{value}'", cure) from None
    _require_near(moment)
    return moment


def _require_near(day: date) -> None:
    """Refuse years that can only be slips of the pen: the calendar counts from such days."""
    if not 1800 <= day.year <= 2999:
        raise mistake(f"the year {day.year} can't be meant", "Write the year of the election.")


def day_or_moment(value: object) -> object:
    """Read a day, or a day with a time, from text; a validator of pydantic's."""
    if not isinstance(value, str):
        return value
    return _day(value) if _DAY.fullmatch(value) else _moment(value)


def _time_or_moment(value: object) -> object:
    if not isinstance(value, str):
        return value
    if _MOMENT.fullmatch(value):
        return _moment(value)
    cure = 'Write a time of election day as "09:30", or a day and a time as 2026-10-03 17:00.'
    if not _TIME.fullmatch(value):
        raise mistake(f"'{value}' is neither a time nor a day with a time", cure)
    return _time_of(value, cure)


def _time(value: object) -> object:
    if not isinstance(value, str):
        return value
    cure = 'Write a time of the day as "07:00", in quotation marks.'
    if not _TIME.fullmatch(value):
        raise mistake(f"'{value}' is not a time", cure)
    return _time_of(value, cure)


def _time_of(value: str, cure: str) -> time:
    try:
        return time.fromisoformat(value.zfill(5))
    except ValueError:
        raise mistake(f"there is no time '{value}'", cure) from None


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        near = get_close_matches(value, available_timezones(), n=1, cutoff=0.5)
        hint = f"Did you mean {near[0]}?" if near else "Write a name like Europe/Paris."
        raise mistake(f"'{value}' is not a known time zone", hint) from None
    return value


def _number(value: object) -> object:
    """Turn text that is plainly a number into one; leave other text."""
    if not isinstance(value, str | int | float):
        raise mistake("one number or text is expected here", "Write it in one line.")
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        return float(value) if "." in value else int(value)
    return value


def _code(value: str) -> str:
    if not re.fullmatch(_CODE_PATTERN, value):
        cure = "Use letters a–z, digits, '-', '_' and '.', at most 40 characters."
        raise mistake(f"'{value}' can't be a code", cure)
    return value


def _country(value: str) -> str:
    if not re.fullmatch(_COUNTRY_PATTERN, value):
        cure = "Write the two capital letters of ISO 3166, for example KZ."
        raise mistake(f"'{value}' is not a country code", cure)
    return value


def _phone(value: str) -> str:
    if not re.fullmatch(_PHONE_PATTERN, value):
        cure = "Write it as it is dialled, with its country code, for example +7 7172 555 017."
        raise mistake(f"'{value}' is not a telephone number", cure)
    return value


def _one_text(value: object) -> object:
    """Say for a mapping or list that text was expected, before stricter validators look."""
    if isinstance(value, dict | list):
        raise mistake("one text is expected here, not several", "Write it in one line.")
    return value


def _described(words: str, pattern: str = "") -> WithJsonSchema:
    """Return what an editor of mission files is told of a kind of text."""
    shape = {"pattern": f"^{pattern}$"} if pattern else {}
    return WithJsonSchema({"type": "string", "x-kind": words, **shape})


Words = Annotated[str, Field(min_length=1), BeforeValidator(_one_text)]
"""A text that is not empty."""
Day = Annotated[date, BeforeValidator(_day), _described("day", _DAY.pattern)]
Moment = Annotated[datetime, BeforeValidator(_moment), _described("day and time", _MOMENT.pattern)]
"""Local to the mission where it has no offset."""
TimeOrMoment = Annotated[
    datetime | time,
    BeforeValidator(_time_or_moment),
    _described("time of election day, or day and time", f"({_TIME.pattern}|{_MOMENT.pattern})"),
]
"""A time of election day, or a moment; local to the mission where it has no offset."""
TimeOfDay = Annotated[time, BeforeValidator(_time), _described("time of the day", _TIME.pattern)]
"""A time of the day, by the clock on the wall."""
Zone = Annotated[Words, AfterValidator(_zone), _described("time zone")]
"""A name of the IANA time zone database."""
Code = Annotated[Words, AfterValidator(_code), _described("code", _CODE_PATTERN)]
"""Short, typed on command lines and shown in lists."""
Country = Annotated[Words, AfterValidator(_country), _described("country", _COUNTRY_PATTERN)]
Phone = Annotated[Words, AfterValidator(_phone), _described("telephone number", _PHONE_PATTERN)]
"""A telephone number, as it is dialled."""
FactValue = Annotated[int | float | str, BeforeValidator(_number)]
