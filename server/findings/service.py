"""Findings of a form: one service for the pages, the command line and JSON."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, func, select

from server.findings.asked import Asked, get_asked
from server.findings.counted import CountedReport, counted
from server.findings.finding import Coverage, Design, FormFindings, QuestionFinding, find
from server.findings.grouping import depth_of, grouping
from server.findings.keys import Key, KeyReader
from server.findings.regions import WHOLE, FormTally
from server.findings.tallies import Tallies
from server.findings.tally import Tally, Unit, tally_of
from server.missions.models import Mission, PlannedStop
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

    whole: Tally
    groups: Mapping[str, Tally] = field(default_factory=dict[str, Tally])


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
    depth = WHOLE if cut.by is None else depth_of(cut.by)
    if tallies is None or cut.as_of is not None or cut.unit != "report" or depth is None:
        return compose(db, mission, asked, cut, count(db, mission.id, asked, cut))

    def make(tally: FormTally) -> FormFindings:
        groups = {} if depth == WHOLE else dict(sorted(tally.at(depth).items()))
        return compose(db, mission, asked, cut, Counted(tally.whole(), groups))

    what = (cut.by, mission.design, mission.population)
    found = tallies.find(db, mission.id, asked, what, make)
    # The plan and the register may have changed though no report has.
    return replace(found, coverage=coverage(db, mission.id, found.stations))


def count(db: Session, mission_id: UUID, asked: Asked, cut: Cut) -> Counted:
    """Read every report of the cut and count its answers."""
    group_of = None if cut.by is None else grouping(db, mission_id, cut.by)
    reader = KeyReader(asked.questions, asked.apart)
    reports = counted(db, mission_id, asked.form_id, cut.as_of)
    if group_of is None:
        return Counted(tally_of(reader, reports, cut.unit))
    groups: defaultdict[str, list[CountedReport]] = defaultdict(list)
    for report in reports:
        groups[group_of(report)].append(report)
    tallies = {name: tally_of(reader, group, cut.unit) for name, group in sorted(groups.items())}
    return Counted(_together(reader, groups, tallies, cut.unit), tallies)


def _together(
    reader: KeyReader,
    groups: Mapping[str, list[CountedReport]],
    tallies: Mapping[str, Tally],
    unit: Unit,
) -> Tally:
    """Count all groups together. A station may lie in two: stations are counted again."""
    if unit == "station":
        everyone = sorted(
            (report for group in groups.values() for report in group),
            key=lambda report: (report.arrived_at, report.entry_id),
        )
        return tally_of(reader, everyone, unit)
    whole = Tally()
    for tally in tallies.values():
        whole.join(tally)
    return whole


def compose(db: Session, mission: Mission, asked: Asked, cut: Cut, counts: Counted) -> FormFindings:
    """Return the findings that `counts` amount to."""
    whole = counts.whole
    design = Design(mission.design, mission.population)
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
        self.whole = (counts.whole.units, counts.whole.by_question())
        self.groups = {
            name: (tally.units, tally.by_question()) for name, tally in counts.groups.items()
        }

    def find(self, question: Question) -> QuestionFinding:
        """Work out one question, whole and by group."""
        groups = {name: self._find(question, *group) for name, group in self.groups.items()}
        apart = self.asked.versions_apart(question.name)
        return replace(self._find(question, *self.whole), groups=groups, apart=apart)

    def _find(
        self, question: Question, units: int, counts: Mapping[str, Mapping[Key, int]]
    ) -> QuestionFinding:
        """Work out one group; copied protocol figures get no summary: no votes are added up."""
        found = find(question, counts.get(question.name, {}), units, self.design)
        return replace(found, summary=None) if question.name in self.asked.copied else found


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
