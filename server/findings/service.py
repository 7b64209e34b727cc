"""Findings of a form: one service for the pages, the command line and JSON."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, func, select

from server.findings.asked import Asked, get_asked
from server.findings.counted import CountedReport, counted
from server.findings.finding import Coverage, FormFindings, QuestionFinding, Sample, find
from server.findings.grouping import depth_of, grouping
from server.findings.keys import KeyReader
from server.findings.regions import WHOLE, FormTally
from server.findings.strata import strata_of
from server.findings.tallies import Tallies
from server.findings.tally import (
    NO_ANSWERS,
    GroupTally,
    PartOf,
    Unit,
    tally_of,
    undivided,
)
from server.missions.models import Mission, PlannedStop
from server.sampling.design import Design
from server.stations.models import Station
from shared.forms.model import Question


@dataclass(frozen=True)
class Cut:
    """Which reports are looked at, and how they are counted."""

    as_of: datetime | None = None
    """Only what had been received by then; None = everything held."""
    unit: Unit = "report"
    by: str | None = None
    """An attribute to break every finding down by (see `server.findings.grouping`)."""


@dataclass(frozen=True)
class Counted:
    """The counts of a form, whole and by group."""

    whole: GroupTally
    groups: Mapping[str, GroupTally] = field(default_factory=dict[str, GroupTally])


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
    which list what there is.
    """
    asked = get_asked(db, mission.id, form_id)
    strata = strata_of(db, mission)
    depth = WHOLE if cut.by is None else depth_of(cut.by)
    if tallies is None or cut.as_of is not None or cut.unit != "report" or depth is None:
        counts = count(db, mission.id, asked, cut, strata.part_of)
        return compose(db, mission, asked, cut, counts, strata.design)

    def make(tally: FormTally) -> FormFindings:
        groups = {} if depth == WHOLE else dict(sorted(tally.at(depth).items()))
        return compose(db, mission, asked, cut, Counted(tally.whole(), groups), strata.design)

    found = tallies.find(db, mission.id, asked, strata, (cut.by, strata.key), make)
    # The plan and the register may have changed though no report has.
    return replace(found, coverage=coverage(db, mission.id, found.stations))


def count(
    db: Session, mission_id: UUID, asked: Asked, cut: Cut, part_of: PartOf = undivided
) -> Counted:
    """Read every report of the cut and count its answers, told apart as `part_of` says."""
    group_of = None if cut.by is None else grouping(db, mission_id, cut.by)
    reader = KeyReader(asked.questions, asked.apart)
    reports = counted(db, mission_id, asked.form_id, cut.as_of)
    if group_of is None:
        return Counted(tally_of(reader, reports, cut.unit, part_of))
    groups: defaultdict[str, list[CountedReport]] = defaultdict(list)
    for report in reports:
        groups[group_of(report)].append(report)
    tallies = {
        name: tally_of(reader, group, cut.unit, part_of) for name, group in sorted(groups.items())
    }
    if cut.unit == "report":
        whole = GroupTally()
        for tally in tallies.values():
            whole.add(tally)
        return Counted(whole, tallies)
    # A station may lie in two groups: stations are counted again.
    everyone = sorted(
        (report for group in groups.values() for report in group),
        key=lambda report: (report.arrived_at, report.entry_id),
    )
    return Counted(tally_of(reader, everyone, cut.unit, part_of), tallies)


def compose(
    db: Session, mission: Mission, asked: Asked, cut: Cut, counts: Counted, design: Design
) -> FormFindings:
    """Return the findings that `counts` amount to."""
    whole = counts.whole.whole
    finder = _Finder(asked, design, counts)
    return FormFindings(
        mission=mission.code,
        form=asked.form_id,
        title=asked.title,
        versions=tuple(sorted(whole.versions)),
        as_of=cut.as_of,
        design=design,
        unit=cut.unit,
        reports=whole.versions.total(),
        stations=len(whole.stations),
        coverage=coverage(db, mission.id, len(whole.stations)),
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

    def find(self, question: Question) -> QuestionFinding:
        """Work out one question, whole and by group."""
        groups = {name: self._find(question, group) for name, group in self.groups.items()}
        apart = self.asked.versions_apart(question.name)
        return replace(self._find(question, self.whole), groups=groups, apart=apart)

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
    registered = db.exec(
        select(func.count()).select_from(Station).where(Station.mission_id == mission_id)
    ).one()
    return Coverage(registered, "register", covered)
