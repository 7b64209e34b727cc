"""The kinds of notes, and what each holds. Pure.

People are named by their office or role; a counterpart's name is what the office publishes.
"""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, ClassVar, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from server.bounds import PlainText
from server.missions.document import Channel, MeetingKind
from server.missions.scalars import Day, mistake

Line = Annotated[PlainText, Field(max_length=300)]
Long = Annotated[PlainText, Field(max_length=20_000)]
Lines = Annotated[tuple[Annotated[Line, Field(min_length=1)], ...], Field(max_length=50)]
Needed = Annotated[Line, Field(min_length=1)]
_MINUTES_AND_SECONDS = re.compile("([0-9]{1,4}):([0-5][0-9])")
People = Annotated[int, Field(ge=0, le=10_000_000)]


class Kind(StrEnum):
    """What a note is."""

    MEETING = "meeting"
    LEGAL = "legal"
    CAMPAIGN = "campaign"
    MEDIA = "media"
    COMPLAINT = "complaint"
    WEEKLY = "weekly"


class Section(StrEnum):
    """A section of statements that a note may support."""

    CONTEXT = "context"
    LEGAL = "legal"
    ADMINISTRATION = "administration"
    VOTERS = "voters"
    CANDIDATES = "candidates"
    CAMPAIGN = "campaign"
    FINANCE = "finance"
    MEDIA = "media"
    PARTICIPATION = "participation"
    COMPLAINTS = "complaints"
    OBSERVERS = "observers"
    ELECTION_DAY = "election_day"


class Instrument(StrEnum):
    """A text of commitments that law and practice are held against."""

    COPENHAGEN = "copenhagen_1990"
    CIS = "cis_2002"
    ICCPR = "iccpr"
    UDHR = "udhr"
    CEDAW = "cedaw"
    CRPD = "crpd"
    VENICE = "venice_2002"
    NATIONAL = "national"
    OTHER = "other"


class Assessment(StrEnum):
    """How law or practice stands to a commitment."""

    OPEN = "open"
    MET = "met"
    PARTLY = "partly"
    NOT_MET = "not_met"


class Event(StrEnum):
    """A kind of campaign event."""

    RALLY = "rally"
    MEETING = "meeting"
    DOOR_TO_DOOR = "door_to_door"
    DEBATE = "debate"
    STAND = "stand"
    ONLINE = "online"
    OTHER = "other"


class Size(StrEnum):
    """How many took part, in bands: nobody counts a crowd."""

    NONE = "none"
    TENS = "under_50"
    HUNDRED = "50_199"
    HUNDREDS = "200_999"
    THOUSANDS = "1000_4999"
    MANY = "5000_up"


class Known(StrEnum):
    """How the team knows."""

    SEEN = "seen"
    REPORTED = "reported"


class Medium(StrEnum):
    """Where something was published."""

    TELEVISION = "television"
    RADIO = "radio"
    PRINT = "print"
    ONLINE = "online"
    SOCIAL = "social"


class Programme(StrEnum):
    """In what kind of programme or column."""

    NEWS = "news"
    EDITORIAL = "editorial"
    DEBATE = "debate"
    FREE = "free"
    PAID = "paid"
    OTHER = "other"


class Tone(StrEnum):
    """How an actor was spoken of."""

    POSITIVE = "positive"
    NEUTRAL = "neutral"
    NEGATIVE = "negative"


class Ruling(StrEnum):
    """What became of a complaint."""

    PENDING = "pending"
    UPHELD = "upheld"
    PARTLY = "partly_upheld"
    REJECTED = "rejected"
    INADMISSIBLE = "inadmissible"
    WITHDRAWN = "withdrawn"


class Counterpart(BaseModel):
    """A body that was met, and who spoke for it."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    body: Needed
    office: Line = ""
    name: Line = ""
    """As the office publishes it; it stays inside the mission."""


class Note(BaseModel):
    """What every kind of note holds."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)
    kind: ClassVar[Kind]

    day: Day
    last_day: Day | None = None
    team: Line = ""
    """The team's code; '' = the core team."""
    region: Line = ""
    """A region path; '' = the whole mission."""
    sections: Annotated[tuple[Section, ...], Field(max_length=len(Section))] = ()
    quotable: bool = False
    text: Long = ""
    follow_up: Annotated[PlainText, Field(max_length=2000)] = ""
    sources: Annotated[PlainText, Field(max_length=2000)] = ""
    """Where it can be read: an address, a document."""

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.last_day is not None and self.last_day < self.day:
            raise mistake("the last day is before the first", "Turn them round.")
        return self

    def title(self) -> str:
        """Return the note in one line, without anybody's name."""
        return ""


class MeetingNote(Note):
    """A meeting of the mission."""

    kind = Kind.MEETING

    with_whom: MeetingKind = MeetingKind.OTHER
    counterparts: Annotated[tuple[Counterpart, ...], Field(min_length=1, max_length=50)]
    participants: Lines = ()
    """Of the mission, by role."""
    channel: Channel | None = None
    topics: Lines = ()

    def title(self) -> str:
        """Return the bodies that were met."""
        return ", ".join(dict.fromkeys(each.body for each in self.counterparts))


class LegalNote(Note):
    """Law or practice, held against a commitment."""

    kind = Kind.LEGAL

    instrument: Instrument
    provision: Needed
    """Its paragraph or article: `5.1`, `article 10`."""
    law: Line = ""
    """The national provision that is looked at."""
    assessment: Assessment = Assessment.OPEN

    def title(self) -> str:
        """Return the commitment."""
        return f"{INSTRUMENTS[self.instrument]}, {self.provision}"


class CampaignEvent(Note):
    """A campaign event."""

    kind = Kind.CAMPAIGN

    event: Event = Event.RALLY
    place: Needed
    organiser: Line = ""
    expected: People | None = None
    """As the organiser announced."""
    size: Size | None = None
    """As the team estimates."""
    security: Line = ""
    disturbance: Line = ""
    known: Known = Known.SEEN

    def title(self) -> str:
        """Return what it was and where."""
        return f"{EVENTS[self.event]}, {self.place}"


def _minutes(value: object) -> object:
    """Read `12,5`, and minutes with seconds as monitors write them, `12:30`."""
    if not isinstance(value, str):
        return value
    if clock := _MINUTES_AND_SECONDS.fullmatch(value):
        return round(int(clock[1]) + Decimal(clock[2]) / 60, 2)
    return value.replace(",", ".")


class MediaEntry(Note):
    """How an outlet spoke of an actor, as it was monitored."""

    kind = Kind.MEDIA

    outlet: Needed
    medium: Medium = Medium.TELEVISION
    programme: Programme = Programme.NEWS
    actor: Needed
    """Who was spoken of: a party, a candidate, an office."""
    tone: Tone
    minutes: Annotated[
        Decimal, Field(ge=0, le=1440, decimal_places=2), BeforeValidator(_minutes)
    ] = Decimal(0)
    pieces: People = 0
    """Articles, posts, items."""

    @model_validator(mode="after")
    def _measured_something(self) -> Self:
        if not self.minutes and not self.pieces:
            raise mistake("it has neither minutes nor pieces", "Give the one that was counted.")
        return self

    @property
    def seconds(self) -> int:
        """The minutes, to the second."""
        return round(self.minutes * 60)

    def title(self) -> str:
        """Return who spoke of whom, and how."""
        return f"{self.outlet} on {self.actor}: {self.tone}"


class Complaint(Note):
    """A complaint or appeal, and what became of it. Its day is the day it was filed."""

    kind = Kind.COMPLAINT

    filed_with: Needed
    filed_by: Line = ""
    """By role: `voter`, `party`, `observer`."""
    matter: Needed
    reference: Line = ""
    """The number of the case."""
    ruling: Ruling = Ruling.PENDING
    decided_on: Day | None = None

    @model_validator(mode="after")
    def _was_decided_later(self) -> Self:
        if self.decided_on is not None and self.decided_on < self.day:
            raise mistake("it was decided before it was filed", "Look at both days.")
        if self.decided_on is not None and self.ruling is Ruling.PENDING:
            raise mistake("it has a day of decision and is pending", "Say what was decided.")
        return self

    @property
    def days_to_decision(self) -> int | None:
        """Days from filing to the decision; None while there is none."""
        return (self.decided_on - self.day).days if self.decided_on else None

    def title(self) -> str:
        """Return what it is about."""
        return self.matter


class WeeklyReport(Note):
    """A team's report on a week."""

    kind = Kind.WEEKLY

    security: Annotated[PlainText, Field(max_length=2000)] = ""
    calendar: Annotated[PlainText, Field(max_length=2000)] = ""
    """What is planned for the next week."""

    def title(self) -> str:
        """Return whose week it is."""
        last: date = self.last_day or self.day
        return f"Week to {last.day} {last:%B %Y}" + (f", team {self.team}" if self.team else "")


BODIES: Mapping[Kind, type[Note]] = {
    each.kind: each
    for each in (MeetingNote, LegalNote, CampaignEvent, MediaEntry, Complaint, WeeklyReport)
}
"""Kind → what it holds."""

INSTRUMENTS: Mapping[Instrument, str] = {
    Instrument.COPENHAGEN: "OSCE Copenhagen Document 1990",
    Instrument.CIS: "CIS Convention on democratic elections 2002",
    Instrument.ICCPR: "International Covenant on Civil and Political Rights",
    Instrument.UDHR: "Universal Declaration of Human Rights",
    Instrument.CEDAW: "Convention on discrimination against women (CEDAW)",
    Instrument.CRPD: "Convention on the rights of persons with disabilities (CRPD)",
    Instrument.VENICE: "Venice Commission, Code of Good Practice 2002",
    Instrument.NATIONAL: "National law",
    Instrument.OTHER: "Another text",
}
EVENTS: Mapping[Event, str] = {
    Event.RALLY: "Rally",
    Event.MEETING: "Meeting with voters",
    Event.DOOR_TO_DOOR: "Door to door",
    Event.DEBATE: "Debate",
    Event.STAND: "Stand or tent",
    Event.ONLINE: "Online event",
    Event.OTHER: "Another event",
}
