"""The stations that a form's reports speak of, as a statement counts them.

Several visits to one station are taken together (`server.findings.keys.of_station`), so that "in
2 of the 14" is 2 of 14 stations however often each was visited.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from uuid import UUID

from sqlmodel import Session

from server.findings.asked import Asked
from server.findings.counted import CountedReport, counted, last_received
from server.findings.keys import Hearsay, Key, KeyReader, Silence, is_answer
from server.findings.tally import Part, PartOf, keys_of_station, undivided, within_sample
from server.sampling.design import Design
from server.sampling.estimates import (
    EVERYWHERE,
    TEAMLESS,
    Cell,
    Estimate,
    Estimator,
    Reached,
)
from server.sampling.groups import name_at
from shared.forms.model import Question
from shared.text import in_language

NOWHERE: Mapping[Key, Sequence[int]] = {}
CASE = "case"
"""The one outcome that is estimated for a way of answering."""


@dataclass(frozen=True)
class Survey:
    """The counted reports of one form, by station."""

    asked: Asked
    as_of: datetime | None
    visits: tuple[tuple[CountedReport, ...], ...]
    """The visits to each station, by arrival; a station is known by its place in this list."""
    places: Mapping[str, Mapping[Key, Sequence[int]]]
    """Question → key → stations."""
    parts: tuple[Part, ...]
    """Stratum and team of each station, as far as margins tell them apart."""
    received: datetime | None = None
    """When the newest of them came, where no moment was asked for."""
    outside: frozenset[str] = frozenset()
    """Codes of stations that were visited though chance did not draw them: they are in no count."""

    @property
    def stations(self) -> int:
        """How many stations were visited with this form."""
        return len(self.visits)

    def title(self, language: str) -> str:
        """Return what the form is called in a language, or in one that it has."""
        return in_language(self.asked.title, language) or self.asked.form_id

    @cached_property
    def codes(self) -> frozenset[str]:
        """The stations by their codes: for comparing, never for a text."""
        return frozenset(visits[0].station for visits in self.visits)

    @cached_property
    def reports(self) -> tuple[CountedReport, ...]:
        """Every report that counts."""
        return tuple(report for visits in self.visits for report in visits)

    @cached_property
    def regions(self) -> Mapping[str, int]:
        """Outermost region → stations; stations without a region are left out."""
        return self.regions_of(range(self.stations))

    @cached_property
    def versions(self) -> tuple[str, ...]:
        """Versions of the form that the reports were filled in with."""
        return tuple(sorted({report.version for report in self.reports}))

    @cached_property
    def span(self) -> tuple[datetime, datetime] | None:
        """The first arrival and the last; None without a report."""
        if not self.reports:
            return None
        moments = [report.arrived_at for report in self.reports]
        return min(moments), max(moments)

    def regions_of(self, stations: Sequence[int]) -> Mapping[str, int]:
        """Return outermost region → how many of `stations` lie in it."""
        regions = Counter(
            name_at(self.visits[each][-1].region, 1)
            for each in stations
            if self.visits[each][-1].region
        )
        return dict(sorted(regions.items()))

    def reports_of(self, stations: Sequence[int]) -> list[UUID]:
        """Return the reports from `stations`, by arrival."""
        reports = [report for each in stations for report in self.visits[each]]
        reports.sort(key=lambda report: (report.arrived_at, report.entry_id))
        return [report.report_id for report in reports]

    def estimate(self, question: Question, stations: Sequence[int], design: Design) -> Estimate:
        """Return what `stations`, of those that answered `question`, say of all stations."""
        answered = self._answered(question.name)
        kinds, numbers = self._numbered
        cases = Counter(map(numbers.__getitem__, stations))
        cells = (Cell(*kinds[each], count, {CASE: cases[each]}) for each, count in answered.items())
        return Estimator(design, self._reached, cells).of(CASE)

    def _answered(self, question: str) -> Counter[int]:
        """Return part, by its number → stations that answered."""
        found = self._answered_parts.get(question)
        if found is None:
            places = self.places.get(question, NOWHERE)
            found = self._answered_parts[question] = Counter[int]()
            _, numbers = self._numbered
            for key, stations in places.items():
                if is_answer(key):
                    found.update(map(numbers.__getitem__, stations))
        return found

    @cached_property
    def _answered_parts(self) -> dict[str, Counter[int]]:
        return {}

    @cached_property
    def _numbered(self) -> tuple[list[Part], list[int]]:
        """Return the parts, each once, and of each station the number of its own.

        Numbers are counted faster than pairs of names.
        """
        numbers: dict[Part, int] = {}
        own = [numbers.setdefault(part, len(numbers)) for part in self.parts]
        return list(numbers), own

    @cached_property
    def _reached(self) -> Mapping[str, Reached]:
        counts = Counter(stratum for stratum, _ in self.parts)
        return {name: Reached(count, count) for name, count in counts.items()}

    def silences(self, question: Question) -> dict[str, int]:
        """Return each non-answer, missing among them → stations. Hearsay is not observed."""
        places = self.places.get(question.name, NOWHERE)
        counts = {each.value: len(places.get(each, ())) for each in Silence}
        counts[Silence.NOT_OBSERVED.value] += sum(
            len(stations) for key, stations in places.items() if isinstance(key, Hearsay)
        )
        known = sum(len(stations) for stations in places.values())
        return {**counts, "missing": self.stations - known}


def survey(
    db: Session,
    mission_id: UUID,
    asked: Asked,
    as_of: datetime | None,
    part_of: PartOf = undivided,
) -> Survey:
    """Return the reports of a form that count, as of a moment where one is given."""
    outside = Counter[str]()
    reports = within_sample(counted(db, mission_id, asked.form_id, as_of), part_of, outside)
    found = survey_of(asked, reports, as_of, part_of)
    found = replace(found, outside=frozenset(outside))
    if as_of is not None:
        return found
    return replace(found, received=last_received(db, mission_id, asked.form_id))


def survey_of(
    asked: Asked,
    reports: Iterable[CountedReport],
    as_of: datetime | None = None,
    part_of: PartOf = undivided,
) -> Survey:
    """Return `reports`, which come by arrival, by station; `part_of` tells stations apart."""
    of_station: defaultdict[str, list[CountedReport]] = defaultdict(list)
    for report in reports:
        of_station[report.station].append(report)
    visits = tuple(tuple(each) for each in of_station.values())
    flat: defaultdict[tuple[str, Key], list[int]] = defaultdict(list)
    reader = KeyReader(asked.questions, asked.apart)
    for station, of_one in enumerate(visits):
        for answer in keys_of_station(reader, of_one).items():
            flat[answer].append(station)
    places: defaultdict[str, dict[Key, list[int]]] = defaultdict(dict)
    for (question, key), stations in flat.items():
        places[question][key] = stations
    last = [of_one[-1] for of_one in visits]
    parts = tuple(
        part_of(each.station, each.region, each.team) or (EVERYWHERE, TEAMLESS) for each in last
    )
    return Survey(asked, as_of, visits, places, parts)
