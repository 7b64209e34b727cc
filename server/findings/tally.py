"""Counts of answers, for any group of reports. Pure: reports go in and out, figures are read.

Counts are linear: taking a report out again leaves what would be there without it.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeVar

from server.findings.counted import CountedReport
from server.findings.keys import Key, KeyReader
from server.sampling.estimates import Reached

Unit = Literal["report", "station"]
Counts = Counter[tuple[str, Key]]
"""(Question, key) → reports. Flat, as that is what a report's answers are added to fastest."""
Part = tuple[str, str]
"""Stratum and team: what margins must tell apart."""
PartOf = Callable[[str, str, str], Part | None]
"""From a report's station, region and team; None = nothing need be told apart."""

OUTSIDE: Part = ("outside the sample", "")
"""The part of reports from stations that chance did not draw, where the draw is known: they enter
no figure, as nothing of what they say is carried to other stations."""

T = TypeVar("T")


def undivided(_station: str, _region: str, _team: str) -> None:
    """Tell no reports apart: enough where there are no margins."""


@dataclass(slots=True)
class Tally:
    """What the reports of one group say."""

    units: int = 0
    """Reports, or stations where visits were taken together."""
    stations: Counter[str] = field(default_factory=Counter[str])
    versions: Counter[str] = field(default_factory=Counter[str])
    counts: Counts = field(default_factory=Counter[tuple[str, Key]])

    def put(
        self, station: str, version: str, keys: Iterable[tuple[str, Key]], sign: int = 1
    ) -> None:
        """Add a report and what it answers; with `sign` −1 take it out."""
        self.units += sign
        _put(self.stations, station, sign)
        _put(self.versions, version, sign)
        if sign > 0:
            self.counts.update(keys)
            return
        for key in keys:
            _put(self.counts, key, sign)

    def join(self, other: "Tally") -> None:
        """Add all that `other` counted."""
        self.units += other.units
        self.stations.update(other.stations)
        self.versions.update(other.versions)
        self.counts.update(other.counts)

    def by_question(self) -> Mapping[str, Mapping[Key, int]]:
        """Return question → key → reports."""
        found: defaultdict[str, dict[Key, int]] = defaultdict(dict)
        for (question, key), count in self.counts.items():
            found[question][key] = count
        return found


NO_ANSWERS: Mapping[Key, int] = {}


@dataclass(slots=True)
class GroupTally:
    """What the reports of one group say, altogether and by the parts that margins tell apart."""

    whole: Tally = field(default_factory=Tally)
    parts: dict[Part, Counts] = field(default_factory=dict[Part, Counts])
    strata: dict[str, Counter[str]] = field(default_factory=dict[str, Counter[str]])
    """Stratum → station → reports."""

    def put(
        self,
        part: Part | None,
        station: str,
        version: str,
        keys: Collection[tuple[str, Key]],
        sign: int = 1,
    ) -> None:
        """Add a report and what it answers; with `sign` −1 take it out."""
        self.whole.put(station, version, keys, sign)
        if part is None:
            return
        counts = self.parts.setdefault(part, Counter())
        _put(self.strata.setdefault(part[0], Counter()), station, sign)
        if sign > 0:
            counts.update(keys)
            return
        for key in keys:
            _put(counts, key, sign)
        if not counts:
            del self.parts[part]

    def join(self, part: Part | None, other: Tally) -> None:
        """Add all that `other` counted of one part."""
        self.whole.join(other)
        if part is not None:
            self.parts.setdefault(part, Counter()).update(other.counts)
            self.strata.setdefault(part[0], Counter()).update(other.stations)

    def add(self, other: "GroupTally") -> None:
        """Add all that another group counted."""
        self.whole.join(other.whole)
        for part, counts in other.parts.items():
            self.parts.setdefault(part, Counter()).update(counts)
        for stratum, stations in other.strata.items():
            self.strata.setdefault(stratum, Counter()).update(stations)

    def reached(self) -> Mapping[str, Reached]:
        """Return stratum → how many reports and stations it came to."""
        if len(self.strata) == 1:
            return {
                name: Reached(self.whole.units, len(each)) for name, each in self.strata.items()
            }
        return {
            name: Reached(stations.total(), len(stations))
            for name, stations in sorted(self.strata.items())
            if stations
        }


def within_sample(
    reports: Iterable[CountedReport], part_of: PartOf, outside: Counter[str]
) -> Iterator[CountedReport]:
    """Yield the reports that enter figures; the others are counted in `outside`, by station."""
    for each in reports:
        if part_of(each.station, each.region, each.team) == OUTSIDE:
            outside[each.station] += 1
        else:
            yield each


def tally_of_stations(
    reader: KeyReader, reports: Iterable[CountedReport], part_of: PartOf = undivided
) -> GroupTally:
    """Count the stations of `reports`, which come in order of arrival."""
    tally = GroupTally()
    for last, keys in keys_of_stations(reader, reports):
        part = part_of(last.station, last.region, last.team)
        tally.put(part, last.station, last.version, keys.items())
    return tally


def keys_of_stations(
    reader: KeyReader, reports: Iterable[CountedReport]
) -> Iterator[tuple[CountedReport, Mapping[str, Key]]]:
    """Yield the last visit to each station, and what all visits to it say together."""
    visits: defaultdict[str, list[CountedReport]] = defaultdict(list)
    for report in reports:
        visits[report.station].append(report)
    for of_one in visits.values():
        yield of_one[-1], keys_of_station(reader, of_one)


def keys_of_station(reader: KeyReader, visits: Sequence[CountedReport]) -> Mapping[str, Key]:
    """Return what the visits to one station, in order of arrival, say of it together."""
    keys = [reader.read(visit.answers, visit.seen_by, visit.version) for visit in visits]
    return keys[0] if len(keys) == 1 else reader.together(keys)


def _put(counts: dict[T, int], key: T, sign: int) -> None:
    count = counts.get(key, 0) + sign
    if count:
        counts[key] = count
    else:
        del counts[key]
