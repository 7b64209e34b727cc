"""The deadline engine: when each date of a mission's calendar is, by the mission's clock.

Pure. Days and times without an offset are the wall clock's in the mission's time zone, so that
`E-6 18:00` is 18:00 local on both sides of a change of the clocks. A time that the clocks skip is
taken as by the offset before, one that comes twice as the first of the two: the earlier is safe.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

from server.missions.calendar import RULE, DateKind, Deadline, Done
from server.missions.document import MissionFile
from shared.phase import Phase, phase_at

_ACCREDITATION, _STATEMENT, _STAY = "accreditation", "statement", "mission"
ERASURE = "erasure"
"""Keys of dates that other parts of the file state; the calendar's own go before them."""


class State(Enum):
    """How a deadline stands at a moment."""

    DONE = "done"
    OVERDUE = "overdue"
    DUE_SOON = "due soon"
    AHEAD = "ahead"


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment of the calendar, or a whole day."""

    at: datetime
    """Aware, by the mission's clock; of a whole day its first moment."""
    is_day: bool

    @property
    def end(self) -> datetime:
        """When it is over: the moment itself, or the first one of the next day."""
        return (
            _local(self.at.date() + timedelta(days=1), time(), self.at) if self.is_day else self.at
        )

    @property
    def words(self) -> str:
        """The moment as pages write it: `4 January 2021, 18:00`."""
        day = f"{self.at.day} {self.at:%B %Y}"
        return day if self.is_day else f"{day}, {self.at:%H:%M}"


@dataclass(frozen=True, slots=True)
class DueDate:
    """A deadline, reckoned."""

    key: str
    label: str
    kind: DateKind
    when: Moment
    """What counts: what a source states, else what the rule gives."""
    rule: str
    by_rule: Moment | None
    """What the rule gives; None = it has none."""
    disagreement: str
    """Why rule and stated date don't go together; '' where they do."""
    days_before: int
    """Calendar days before election day; negative = after it."""
    owner: str
    done: Done | None
    sources: tuple[str, ...]
    note: str
    of_calendar: bool
    """It stands in `calendar`; False = in another part of the file."""

    def state(self, now: datetime, soon: timedelta) -> State:
        """Return how it stands at `now`; `soon` is how far ahead counts as soon."""
        if self.done is not None:
            return State.DONE
        if now >= self.when.end:
            return State.OVERDUE
        return State.DUE_SOON if self.when.end - now <= soon else State.AHEAD


@dataclass(frozen=True, slots=True)
class Span:
    """A phase, reckoned."""

    key: str
    label: str
    kind: DateKind
    begins: Moment
    ends: Moment
    sources: tuple[str, ...]
    note: str
    of_calendar: bool

    def covers(self, now: datetime) -> bool:
        """Say whether `now` lies in it."""
        return self.begins.at <= now < self.ends.end


def due_dates(document: MissionFile) -> list[DueDate]:
    """Return all deadlines, the earliest first."""
    own = {each.key for each in document.calendar.deadlines}
    elsewhere = [each for each in _stated_elsewhere(document) if each.key not in own]
    found = [
        *(_reckoned(document, each, of_calendar=True) for each in document.calendar.deadlines),
        *(_reckoned(document, each, of_calendar=False) for each in elsewhere),
    ]
    dated = [each for each in found if each is not None]
    return sorted(dated, key=lambda each: (each.when.end, each.label))


def with_done(document: MissionFile, key: str, done: Done | None) -> MissionFile | None:
    """Return `document` with a deadline marked as done, or (None) as open; None = it has no such.

    One that another part of the document states (accreditation, statement) comes into the calendar
    with it.
    """
    due = next((each for each in due_dates(document) if each.key == key), None)
    if due is None:
        return None
    stated = due.when.at.date() if due.when.is_day else due.when.at.replace(tzinfo=None)
    calendar = document.calendar
    held = next((each for each in calendar.deadlines if each.key == key), None)
    marked = held.model_copy(update={"done": done}) if held else Deadline(
        key=key, label=due.label, kind=due.kind, at=stated, rule=due.rule or None,
        sources=due.sources, note=due.note, done=done,
    )  # fmt: skip
    deadlines = (
        tuple(marked if each.key == key else each for each in calendar.deadlines)
        if held
        else (*calendar.deadlines, marked)
    )
    changed = calendar.model_copy(update={"deadlines": deadlines})
    return document.model_copy(update={"calendar": changed})


def spans(document: MissionFile) -> list[Span]:
    """Return all phases, the earliest first; the mission's stay and the voting are among them."""
    found = [
        Span(
            each.key, each.label, each.kind,
            moment_of(document, each.begins), moment_of(document, each.ends),
            each.sources, each.note, of_calendar=True,
        )
        for each in document.calendar.phases
    ]  # fmt: skip
    return sorted(
        [*found, *_spans_elsewhere(document)], key=lambda each: (each.begins.at, each.label)
    )


def moment_of(document: MissionFile, when: datetime | date | str) -> Moment:
    """Return when something is: stated, or by a rule against election day."""
    zone = ZoneInfo(document.election.timezone)
    if isinstance(when, datetime):
        local = when.astimezone(zone) if when.tzinfo else _local(when.date(), when.time(), zone)
        return Moment(local, is_day=False)
    if isinstance(when, date):
        return Moment(_local(when, time(), zone), is_day=True)
    found = RULE.fullmatch(when)
    assert found is not None  # noqa: S101 - the model has read it
    day = document.election.date + timedelta(days=int(found["days"] or 0))
    if found["hour"] is None:
        return Moment(_local(day, time(), zone), is_day=True)
    return Moment(_local(day, time(int(found["hour"]), int(found["minute"])), zone), is_day=False)


def phase_now(document: MissionFile, now: datetime) -> Phase:
    """Return where the mission stands, as laptops show it."""
    local = now.astimezone(ZoneInfo(document.election.timezone))
    return phase_at(document.election.date, document.election.voting, local)


def disagreements(document: MissionFile) -> list[str]:
    """Return a sentence for each date that does not fit its rule, its phase or election day."""
    found = [each.disagreement for each in due_dates(document) if each.disagreement]
    found += [
        f"calendar: '{each.label}' ends before it begins."
        for each in spans(document)
        if each.ends.end <= each.begins.at
    ]
    return found


def _reckoned(document: MissionFile, deadline: Deadline, *, of_calendar: bool) -> DueDate | None:
    by_rule = moment_of(document, deadline.rule) if deadline.rule else None
    stated = moment_of(document, deadline.at) if deadline.at is not None else None
    when = stated or by_rule
    if when is None:
        return None
    return DueDate(
        key=deadline.key,
        label=deadline.label,
        kind=deadline.kind,
        when=when,
        rule=deadline.rule or "",
        by_rule=by_rule,
        disagreement=_disagreement(deadline, stated, by_rule),
        days_before=(document.election.date - when.at.date()).days,
        owner=deadline.owner,
        done=deadline.done,
        sources=deadline.sources,
        note=deadline.note,
        of_calendar=of_calendar,
    )


def _disagreement(deadline: Deadline, stated: Moment | None, by_rule: Moment | None) -> str:
    if stated is None or by_rule is None:
        return ""
    one_is_a_day = stated.is_day or by_rule.is_day
    if stated.at.date() == by_rule.at.date() if one_is_a_day else stated.at == by_rule.at:
        return ""
    return (
        f"calendar: '{deadline.label}' is stated as {stated.words}, but by the rule "
        f"{deadline.rule} it is {by_rule.words}."
    )


def _stated_elsewhere(document: MissionFile) -> Iterator[Deadline]:
    held, period = document.accreditation, document.period
    if held is not None and (held.deadline is not None or held.days_before is not None):
        clock = f" {held.deadline:%H:%M}" if held.deadline else ""
        rule = f"E-{held.days_before}{clock}" if held.days_before is not None else None
        yield Deadline(
            key=_ACCREDITATION,
            label="Accreditation of observers ends",
            kind=DateKind.ACCREDITATION,
            at=held.deadline,
            rule=rule,
            sources=held.sources,
            note=held.note,
        )
    if document.retention_days is not None:
        yield Deadline(
            key=ERASURE,
            label="Personal data are to be erased",
            rule=f"E+{document.retention_days}",
            note="On the page Closing.",
        )
    if period is not None and period.statement_day is not None:
        yield Deadline(
            key=_STATEMENT,
            label="Statement",
            kind=DateKind.STATEMENT,
            at=period.statement_day,
            sources=period.sources,
        )


def _spans_elsewhere(document: MissionFile) -> Iterator[Span]:
    own = {each.key for each in document.calendar.phases}
    period, voting = document.period, document.election.voting
    if period is not None and _STAY not in own:
        first, last = (moment_of(document, day) for day in (period.first_day, period.last_day))
        yield Span(
            _STAY, "The mission is in the country", DateKind.OBSERVATION, first, last,
            period.sources, period.note, of_calendar=False,
        )  # fmt: skip
    if voting is not None and "voting" not in own:
        day = document.election.date
        last_day = day + timedelta(days=1) if voting.closes <= voting.opens else day
        yield Span(
            "voting", "Voting", DateKind.OBSERVATION,
            moment_of(document, datetime.combine(day, voting.opens)),
            moment_of(document, datetime.combine(last_day, voting.closes)),
            (), "By each station's own clock.", of_calendar=False,
        )  # fmt: skip


def _local(day: date, clock: time, zone: ZoneInfo | datetime) -> datetime:
    """Return a time of the wall clock as a moment that there is."""
    tz = zone.tzinfo if isinstance(zone, datetime) else zone
    wall = datetime.combine(day, clock, tz)
    return wall.astimezone(UTC).astimezone(tz)
