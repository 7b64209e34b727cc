"""Counts of answers, for any group of reports. Pure: reports go in and out, figures are read.

Counts are linear: taking a report out again leaves what would be there without it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeVar

from server.findings.counted import CountedReport
from server.findings.keys import Key, KeyReader, of_station

Unit = Literal["report", "station"]
Counts = Counter[tuple[str, Key]]
"""(Question, key) → reports. Flat, as that is what a report's answers are added to fastest."""

T = TypeVar("T")


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


def tally_of(reader: KeyReader, reports: Iterable[CountedReport], unit: Unit = "report") -> Tally:
    """Count `reports`, which come in order of arrival."""
    tally = Tally()
    if unit == "report":
        for report in reports:
            keys = reader.read(report.answers, report.seen_by, report.version)
            tally.put(report.station, report.version, keys)
        return tally
    visits: defaultdict[str, list[CountedReport]] = defaultdict(list)
    for report in reports:
        visits[report.station].append(report)
    for of_one in visits.values():
        last = of_one[-1]
        tally.put(last.station, last.version, keys_of_station(reader, of_one))
        tally.versions.update(visit.version for visit in of_one[:-1])
    return tally


def keys_of_station(reader: KeyReader, visits: Sequence[CountedReport]) -> list[tuple[str, Key]]:
    """Return what the visits to one station, in order of arrival, say of it together."""
    if len(visits) == 1:
        return reader.read(visits[0].answers, visits[0].seen_by, visits[0].version)
    answers = [dict(reader.read(visit.answers, visit.seen_by, visit.version)) for visit in visits]
    together = (
        (question.name, of_station(question, [each.get(question.name) for each in answers]))
        for question in reader.questions
    )
    return [(name, key) for name, key in together if key is not None]


def _put(counts: dict[T, int], key: T, sign: int) -> None:
    count = counts.get(key, 0) + sign
    if count:
        counts[key] = count
    else:
        del counts[key]
