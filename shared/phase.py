"""Where the mission is in time: days before the election, opening, voting, counting, after.

By the mission's calendar as far as the mission told it: without voting hours the day itself is all
that can be said.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from typing import Protocol

COUNTING = timedelta(hours=14)
"""How long after the end of voting a mission is still taken up with counts."""


class Hours(Protocol):
    """When polling stations are open on election day."""

    @property
    def opens(self) -> time:
        """When they open, by the clock on the wall."""
        ...

    @property
    def closes(self) -> time:
        """When they close; not after `opens` = on the next day."""
        ...


class Stage(Enum):
    """A part of the mission's time."""

    BEFORE = "before"
    ELECTION_DAY = "election day"
    """The hours of voting are not known."""
    OPENING = "opening"
    """Election day, before the stations open."""
    VOTING = "voting"
    COUNTING = "counting"
    AFTER = "after"


@dataclass(frozen=True)
class Phase:
    """Where the mission stands at a moment."""

    stage: Stage
    days: int = 0
    """To election day, or since; 0 on the day."""
    until: datetime | None = None
    """When the stations open or close, where that ends it."""


def phase_at(election_date: date, voting: Hours | None, now: datetime) -> Phase:
    """Return where the mission of an election stands; `now` is aware, by the mission's clock."""
    days = (election_date - now.date()).days
    if voting is None:
        return Phase(_stage_of(days), abs(days))
    midnight = datetime.combine(election_date, datetime.min.time(), now.tzinfo)
    opens = midnight.replace(hour=voting.opens.hour, minute=voting.opens.minute)
    closes = midnight.replace(hour=voting.closes.hour, minute=voting.closes.minute)
    if closes <= opens:
        closes += timedelta(days=1)
    if days > 0:
        return Phase(Stage.BEFORE, days)
    if now < opens:
        return Phase(Stage.OPENING, until=opens)
    if now < closes:
        return Phase(Stage.VOTING, until=closes)
    if now < closes + COUNTING:
        return Phase(Stage.COUNTING)
    return Phase(Stage.AFTER, max(-days, 1))


def _stage_of(days: int) -> Stage:
    if days > 0:
        return Stage.BEFORE
    return Stage.ELECTION_DAY if days == 0 else Stage.AFTER
