"""What is said of stations: the time there, and how far it is from where the team was last."""

from collections.abc import Iterator
from datetime import datetime, tzinfo

from client.language import grouped, later, tr, with_tenths
from client.laptop import Laptop
from client.screens.sync_words import moment
from shared.positions import Position, kilometres_between
from shared.sync.setting import StationOut

SETTINGS = {"urban": later("in a town"), "rural": later("in the countryside")}
_NEAR = 10
"""Kilometres below which a decimal matters."""


def time_there(at: datetime, now: datetime, there: tzinfo, here: tzinfo) -> str:
    """Return a moment by the clock of `there`; where it differs from that of `here`, it says so."""
    words = moment(at, now, there)
    local = at.astimezone(there)
    if local.utcoffset() == at.astimezone(here).utcoffset():
        return words
    return f"{words} {zone_words(local)}"


def zone_words(local: datetime) -> str:
    """Return `UTC+4`, or `UTC+5:30`."""
    offset = local.utcoffset()
    minutes = round(offset.total_seconds() / 60) if offset is not None else 0
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours}{f':{rest:02}' if rest else ''}"


def position_of(station: StationOut) -> Position | None:
    """Return where a station is, where the register knows it."""
    if station.latitude is None or station.longitude is None:
        return None
    return Position(station.latitude, station.longitude)


def distance_words(kilometres: float) -> str:
    """Return `350 m`, `2.1 km` or `120 km`."""
    if kilometres < 1:
        return tr("%(number)s m") % {"number": round(kilometres * 100) * 10}
    number = with_tenths(kilometres) if kilometres < _NEAR else grouped(round(kilometres))
    return tr("%(number)s km") % {"number": number}


class Distances:
    """How far stations are from the last one that the team visited: the laptop has no satellite."""

    def __init__(self, laptop: Laptop) -> None:
        self.origin: StationOut | None = None
        """The station that distances are measured from; None where no position is known."""
        self._from: Position | None = None
        for station in _visited(laptop):
            position = position_of(station)
            if position is not None:
                self.origin, self._from = station, position
                return

    def to(self, station: StationOut) -> str:
        """Return how far it is, as the crow flies; '' where nobody knows."""
        there = position_of(station)
        if self._from is None or there is None or there == self._from:
            return ""
        return distance_words(kilometres_between(self._from, there))

    @property
    def note(self) -> str:
        """Where they are measured from, in words; '' where nothing is measured."""
        if self.origin is None:
            return ""
        return tr("Distances are from station %(code)s") % {"code": self.origin.code}


def _visited(laptop: Laptop) -> Iterator[StationOut]:
    """Yield the stations of the team's visits, the last one first."""
    for code in dict.fromkeys(visit.station for visit in laptop.visits.list_latest()):
        station = laptop.pack.find_station(code)
        if station is not None:
            yield station
