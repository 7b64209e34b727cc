"""A question about plans, and what it is asked of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from server.deployment.local_times import Clocks
from server.deployment.places import Place
from server.missions.document import Pace, Stop, TeamPlan, Voting


class Kind(StrEnum):
    """What is asked, as the page's headings say it, the most urgent first."""

    SAME_HOUR = "Two teams at one station in the same hour"
    NOT_IN_REGISTER = "Stations that are not in the register"
    CLOSED = "Stations that are closed in the register"
    TWICE = "A station twice at the same time"
    TOO_MUCH = "More than a day can hold"
    HOURS = "Outside the hours of voting"
    NOBODY = "Regions that nobody covers"
    OUTSIDE = "Stations outside the team's area"
    AREA = "Areas without a station"
    TEAM = "Who is in the team"
    NO_PLAN = "Teams without a station"


@dataclass(frozen=True, slots=True)
class Question:
    """One question, in a sentence."""

    kind: Kind
    words: str
    teams: tuple[str, ...] = ()
    """Codes of the teams that it is about."""


@dataclass(frozen=True, slots=True)
class Visit:
    """A stop with what is known of its station."""

    stop: Stop
    place: Place | None
    at: datetime | None
    """By the clock of the station; None = no time."""

    @property
    def words(self) -> str:
        """The station's code, with its time."""
        return f"{self.stop.station} at {self.at:%H:%M}" if self.at else self.stop.station


@dataclass(frozen=True, slots=True)
class Setting:
    """What plans are held against."""

    places: Mapping[str, Place]
    regions: Mapping[str, int]
    """Region path → stations of the register."""
    clocks: Clocks
    voting: Voting | None = None
    pace: Pace = field(default_factory=Pace)

    def visits(self, team: TeamPlan) -> Sequence[Visit]:
        """Return the stops of a team with their stations, in the order of its plan."""
        return [self._visit(stop) for stop in team.plan]

    @property
    def length(self) -> timedelta:
        """How long a visit takes."""
        return timedelta(minutes=self.pace.minutes_a_visit)

    def _visit(self, stop: Stop) -> Visit:
        place, moment = self.places.get(stop.station), self.clocks.moment(stop)
        zone = place.zone if place else self.clocks.mission
        return Visit(stop, place, moment.astimezone(zone) if moment else None)
