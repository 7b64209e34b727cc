"""The times of a plan: typed and shown by the clock on the wall of the station, kept as moments.

In the mission's document a time without an offset is by the mission's clock. So a time at a
station in another zone is kept with its offset, and stays the same moment whatever is learned
about the station later.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from server.missions.document import Stop
from server.missions.service import moment_of

FARTHEST = timedelta(days=366)
"""From election day: a day beyond it is a slip of the pen, and some have no moment at all."""


@dataclass(frozen=True, slots=True)
class Clocks:
    """The clock of a mission, and the day on which a time alone is meant."""

    mission: ZoneInfo
    day: date

    def moment(self, stop: Stop) -> datetime | None:
        """Return when a stop is, with its offset; None where it has no time."""
        return moment_of(stop.at, self.day, self.mission)

    def is_far(self, at: datetime | time | None) -> bool:
        """Say whether a stop is on a day that can't be meant."""
        return isinstance(at, datetime) and abs(at.date() - self.day) > FARTHEST

    def kept(self, local: datetime | time | None, zone: ZoneInfo) -> datetime | time | None:
        """Return what a document keeps of `local`, a time by the clock of `zone`."""
        if local is None or (isinstance(local, datetime) and local.tzinfo is not None):
            return local
        if zone.key == self.mission.key:
            return local
        return moment_of(local, self.day, zone)

    def written(self, stop: Stop, zone: ZoneInfo) -> str:
        """Return a stop's time as it is typed: by the clock of `zone`, the day only if another."""
        moment = self.moment(stop)
        if moment is None:
            return ""
        local = moment.astimezone(zone)
        return f"{local:%H:%M}" if local.date() == self.day else f"{local:%Y-%m-%d %H:%M}"
