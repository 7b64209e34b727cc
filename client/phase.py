"""Where the mission is in time: days before the election, opening, voting, counting, after.

By the mission's calendar as far as the mission told it: without voting hours the day itself is all
that can be said.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from shared.sync.setting import MissionOut

COUNTING = timedelta(hours=14)
"""How long after the end of voting a mission is still taken up with counts."""


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


def phase_at(mission: MissionOut, now: datetime) -> Phase:
    """Return where `mission` stands; `now` is aware, by the mission's clock."""
    days = (mission.election_date - now.date()).days
    if mission.voting is None:
        return Phase(_stage_of(days), abs(days))
    midnight = datetime.combine(mission.election_date, datetime.min.time(), now.tzinfo)
    opens = midnight.replace(hour=mission.voting.opens.hour, minute=mission.voting.opens.minute)
    closes = midnight.replace(hour=mission.voting.closes.hour, minute=mission.voting.closes.minute)
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
