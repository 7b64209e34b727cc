"""Findings of a form: one service for the pages, the command line and JSON."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, func, select

from server.findings.asked import Asked, get_asked
from server.findings.counted import CountedReport, counted
from server.findings.finding import Coverage, FormFindings, QuestionFinding, Sample, find
from server.findings.grouping import GroupOf, grouping
from server.findings.keys import Key, KeyReader, is_negative, reading_of
from server.findings.problems import require_known
from server.findings.regions import OUTERMOST, WHOLE, FormTally
from server.findings.strata import strata_of
from server.findings.tallies import Tallies
from server.findings.tally import (
    NO_ANSWERS,
    GroupTally,
    PartOf,
    Unit,
    keys_of_stations,
    tally_of_stations,
    undivided,
    within_sample,
)
from server.missions.models import Mission, PlannedStop
from server.reports.checks.queue import disputed_stations, reports_in_question
from server.sampling.design import Design
from server.sampling.estimates import Reached
from server.sampling.groups import NOT_GIVEN, depth_of
from server.stations.models import Station
from shared.forms.model import Question


@dataclass(frozen=True)
class Cut:
    """Which reports are looked at, and how they are counted."""

    as_of: datetime | None = None
    """Only what had been received by then; None = everything held."""
    unit: Unit = "report"
    verified: bool = False
    """Only reports that were checked and of which no check asks anything (any more)."""
    by: str | None = None
    """An attribute to break every finding down by (see `server.findings.grouping`)."""


@dataclass(frozen=True)
class Counted:
    """The counts of a form: whole, by outermost region, and by group."""

    whole: GroupTally
    regions: Mapping[str, GroupTally]
    groups: Mapping[str, GroupTally]
    reports: int
    """Reports; as many as units unless stations are counted."""
    versions: tuple[str, ...]
    outside: Reached
    """Reports and stations outside the sample: they are in no count."""


EVERYTHING = Cut()


def findings(
    db: Session,
    mission: Mission,
    form_id: str,
    cut: Cut = EVERYTHING,
    tallies: Tallies | None = None,
) -> FormFindings:
    """Return what the reports of a form say, question by question.

    With `tallies`, what they hold is not counted again. Raises UnknownForm or UnknownAttribute,
    which list what there is, or NotAsOfThen.
    """
    require_known(cut.as_of, verified=cut.verified)
    asked = get_asked(db, mission.id, form_id)
    strata = strata_of(db, mission)
    disputed = None if cut.as_of else disputed_stations(db, mission.id, form_id)
    depth = WHOLE if cut.by is None else depth_of(cut.by)
    if (
        tallies is None
        or cut.as_of is not None
        or cut.unit != "report"
        or cut.verified
        or depth is None
    ):
        counts = count(db, mission, asked, cut, strata.part_of)
        found = compose(db, mission, asked, cut, counts, strata.design)
        return replace(found, disputed=disputed)

    def make(tally: FormTally) -> FormFindings:
        groups = {} if depth == WHOLE else dict(sorted(tally.at(depth).items()))
        return compose(db, mission, asked, cut, _counted(tally, groups), strata.design)

    found = tallies.find(db, mission.id, asked, strata, (cut.by, strata.key), make)
    # The plan, the register and what people said may have changed though no report has.
    covered = coverage(db, mission.id, found.stations)
    return replace(found, coverage=covered, disputed=disputed)


def count(
    db: Session, mission: Mission, asked: Asked, cut: Cut, part_of: PartOf = undivided
) -> Counted:
    """Read every report of the cut and count its answers, told apart as `part_of` says."""
    group_of = None if cut.by is None else grouping(db, mission, cut.by)
    reader = KeyReader(asked.questions, asked.apart)
    outside = Counter[str]()
    reports = within_sample(counted(db, mission.id, asked.form_id, cut.as_of), part_of, outside)
    if cut.verified:
        asking = reports_in_question(db, mission.id, asked.form_id)
        reports = (each for each in reports if each.report_id not in asking)
    if cut.unit == "station":
        found = _count_stations(reader, list(reports), group_of, part_of)
        return replace(found, outside=_reached(outside))
    form, groups = FormTally(outside=outside), defaultdict[str, GroupTally](GroupTally)
    for report in reports:
        keys = reader.read(report.answers, report.seen_by, report.version).items()
        part = part_of(report.station, report.region, report.team)
        form.put(part, report.station, report.region, report.version, keys)
        if group_of is not None:
            groups[group_of(report)].put(part, report.station, report.version, keys)
    return _counted(form, dict(sorted(groups.items())))


def _count_stations(
    reader: KeyReader,
    reports: Sequence[CountedReport],
    group_of: GroupOf | None,
    part_of: PartOf,
) -> Counted:
    """Count stations, the visits to each taken together. A station may lie in two groups."""
    form, some = FormTally(), defaultdict[str, list[CountedReport]](list)
    for last, keys in keys_of_stations(reader, reports):
        part = part_of(last.station, last.region, last.team)
        form.put(part, last.station, last.region, last.version, keys.items())
    for report in reports if group_of is not None else ():
        some[group_of(report)].append(report)  # pyright: ignore[reportOptionalCall]
    groups = {name: tally_of_stations(reader, some[name], part_of) for name in sorted(some)}
    versions = tuple(sorted({report.version for report in reports}))
    return replace(_counted(form, groups), reports=len(reports), versions=versions)


def _counted(tally: FormTally, groups: Mapping[str, GroupTally]) -> Counted:
    whole = tally.whole()
    return Counted(
        whole=whole,
        regions=tally.at(OUTERMOST),
        groups=groups,
        reports=whole.whole.units,
        versions=tuple(sorted(whole.whole.versions)),
        outside=_reached(tally.outside),
    )


def _reached(stations: Counter[str]) -> Reached:
    return Reached(stations.total(), len(stations))


def compose(
    db: Session, mission: Mission, asked: Asked, cut: Cut, counts: Counted, design: Design
) -> FormFindings:
    """Return the findings that `counts` amount to."""
    whole = counts.whole.whole
    finder = _Finder(asked, design, counts)
    return FormFindings(
        mission=mission.code,
        drill=mission.drill,
        form=asked.form_id,
        title=asked.title,
        versions=counts.versions,
        as_of=cut.as_of,
        verified=cut.verified,
        design=design,
        unit=cut.unit,
        reports=counts.reports,
        stations=len(whole.stations),
        coverage=coverage(db, mission.id, len(whole.stations)),
        regions=len(counts.regions.keys() - {NOT_GIVEN}),
        reached=counts.whole.reached(),
        outside=counts.outside,
        by=cut.by,
        groups=tuple(counts.groups),
        questions=tuple(finder.find(question) for question in asked.questions),
    )


class _Finder:
    """Works out question after question from the same counts."""

    def __init__(self, asked: Asked, design: Design, counts: Counted) -> None:
        self.asked = asked
        self.design = design
        self.whole = _Group(counts.whole, design)
        self.groups = {name: _Group(tally, design) for name, tally in counts.groups.items()}
        self.regions = {
            name: tally.whole.by_question() for name, tally in sorted(counts.regions.items())
        }

    def find(self, question: Question) -> QuestionFinding:
        """Work out one question, whole and by group."""
        groups = {name: self._find(question, group) for name, group in self.groups.items()}
        apart = self.asked.versions_apart(question.name)
        whole = self._find(question, self.whole)
        return replace(whole, groups=groups, apart=apart, negative_in=self._negative_in(question))

    def _negative_in(self, question: Question) -> Mapping[str, int]:
        """Return outermost region → answers that read as negative."""
        if reading_of(question) is None:
            return {}
        cases: dict[str, int] = {}
        read: dict[Key, bool] = {}
        for region, counts in self.regions.items():
            found = 0
            for key, count in counts.get(question.name, NO_ANSWERS).items():
                if key not in read:
                    read[key] = is_negative(question, key)
                found += count if read[key] else 0
            if found:
                cases[region] = found
        return cases

    def _find(self, question: Question, group: "_Group") -> QuestionFinding:
        """Work out one group; copied protocol figures get no summary: no votes are added up."""
        counts = group.counts.get(question.name, NO_ANSWERS)
        found = find(question, counts, group.units, self.design, group.sample)
        return replace(found, summary=None) if question.name in self.asked.copied else found


class _Group:
    """The counts of one group as they are now: what margins need of them is asked for later."""

    def __init__(self, tally: GroupTally, design: Design) -> None:
        self.units = tally.whole.units
        self.counts = tally.whole.by_question()
        self.sample: Sample | None = None
        if design.has_margins:
            parts = {part: dict(counts) for part, counts in tally.parts.items()}
            self.sample = Sample(design, tally.reached(), parts)


def coverage(db: Session, mission_id: UUID, covered: int) -> Coverage:
    """Return how many stations are expected: those of the plan, else all of the register."""
    planned = db.exec(
        select(func.count(func.distinct(col(PlannedStop.station_code)))).where(
            PlannedStop.mission_id == mission_id
        )
    ).one()
    if planned:
        return Coverage(planned, "plan", covered)
    of_mission = select(func.count()).select_from(Station).where(Station.mission_id == mission_id)
    registered = db.exec(of_mission.where(col(Station.closed_at).is_(None))).one()
    return Coverage(registered, "register", covered)
