"""A mission's calendar, as its file has it: deadlines and phases, by date or by rule.

A rule counts calendar days from election day: `E-6 18:00` is six days before it at 18:00 by the
mission's clock, which leaves five clear days between; `E+75` is a day after it. A deadline may have
both, a date that a source gives and the rule of the law: where they disagree, both are shown.
"""

import re
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from server.missions.part import Part, Sourced
from server.missions.scalars import Code, Moment, Words, day_or_moment, mistake

RULE = re.compile(r"E(?P<days>[+-]\d{1,4})?(?: (?P<hour>[01]\d|2[0-3]):(?P<minute>[0-5]\d))?")


def _rule(text: str) -> str:
    written = " ".join(text.upper().replace("−", "-").split())
    if not RULE.fullmatch(written):
        raise mistake(
            f"'{text}' is not a rule of the calendar",
            "Write days before or after election day, and the time if there is one: E-6 18:00, "
            "E+75, or E for the day itself.",
        )
    return written


Rule = Annotated[
    Words,
    AfterValidator(_rule),
    WithJsonSchema(
        {"type": "string", "x-kind": "rule, as `E-6 18:00`", "pattern": f"^{RULE.pattern}$"}
    ),
]
"""Days from election day, and a time."""
DayOrMoment = Annotated[
    datetime | date,
    BeforeValidator(day_or_moment),
    WithJsonSchema({"type": "string", "x-kind": "day, or day and time"}),
]


def _when(value: object) -> object:
    if isinstance(value, str) and value[:1] in "Ee":
        return _rule(value)
    return day_or_moment(value)


When = Annotated[
    datetime | date | str,
    BeforeValidator(_when),
    WithJsonSchema({"type": "string", "x-kind": "day, day and time, or rule"}),
]
"""A moment of the calendar, stated or counted from election day."""


class DateKind(StrEnum):
    """What a date of the calendar is about."""

    ACCREDITATION = "accreditation"
    NOMINATION = "nomination"
    REGISTRATION = "registration"
    CAMPAIGN = "campaign"
    SILENCE = "silence"
    OBSERVATION = "observation"
    STATEMENT = "statement"
    REPORT = "report"
    OTHER = "other"


class Done(Part):
    """That a deadline was met."""

    at: Moment
    by: Words
    """Who says so: an account."""


class Deadline(Sourced):
    """Something that must be done by a day, or by a moment. A day is met until its end."""

    key: Code
    label: Words
    kind: DateKind = DateKind.OTHER
    at: DayOrMoment | None = None
    """As a source states it."""
    rule: Rule | None = None
    """As law or plan count it."""
    owner: str = ""
    """Who sees to it, in words: an office, not a name."""
    done: Done | None = None


class Phase(Sourced):
    """A stretch of the calendar: nomination, campaign, silence, the mission's stay."""

    key: Code
    label: Words
    kind: DateKind = DateKind.OTHER
    begins: When
    ends: When
    """A day belongs to it to its end."""


class Calendar(Part):
    """What happens when, from the first day of nomination to the final report."""

    deadlines: tuple[Deadline, ...] = ()
    phases: tuple[Phase, ...] = ()
    remind_days: Annotated[int, Field(ge=1, le=60)] = 7
    """How many days ahead the overview shows what is due."""
