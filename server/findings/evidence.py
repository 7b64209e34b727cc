"""The reports behind a figure: every count on a page or in a statement can be opened."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlmodel import Session

from server.findings.asked import get_asked
from server.findings.counted import CountedReport, counted
from server.findings.grouping import grouping
from server.findings.keys import (
    Hearsay,
    Key,
    KeyReader,
    Silence,
    is_answer,
    is_negative,
    is_positive,
    of_station,
    values_of,
)
from server.findings.problems import UnknownQuestion, require_known
from server.findings.strata import strata_of
from server.findings.tally import Unit, within_sample
from server.missions.models import Mission
from server.reports.checks.queue import reports_in_question
from shared.forms.model import Question

READINGS: dict[str, Callable[[Question, Key | None], bool]] = {
    "answered": lambda _, key: is_answer(key),
    "missing": lambda _, key: key is None,
    "reported": lambda _, key: isinstance(key, Hearsay),
    "not_observed": lambda _, key: key is Silence.NOT_OBSERVED or isinstance(key, Hearsay),
    "dont_know": lambda _, key: key is Silence.DONT_KNOW,
    "not_applicable": lambda _, key: key is Silence.NOT_APPLICABLE,
    "positive": lambda question, key: key is not None and is_positive(question, key),
    "negative": lambda question, key: key is not None and is_negative(question, key),
}
"""What can be asked of a question besides its choices; the words are those of the figures."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which reports: those that gave one of the `values`, else those of the `reading`, else all."""

    form: str
    question: str
    values: tuple[str, ...] = ()
    together: bool = False
    """All of the values, where several may be chosen; else one of them is enough."""
    but: tuple[tuple[str, ...], ...] = ()
    """Not those that gave all values of one of these: another figure has counted them."""
    reading: str = ""
    unit: Unit = "report"
    as_of: datetime | None = None
    verified: bool = False
    by: str = ""
    """Only the `group` of this breakdown; '' = all reports."""
    group: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The reports behind a figure, by arrival, and what they were asked."""

    question: Question
    reports: tuple[CountedReport, ...]
    cases: int
    """Reports or stations, by the unit."""
    base: int
    """Of how many, answered or not."""


def evidence(db: Session, mission: Mission, wanted: Wanted) -> Evidence:
    """Return the reports that `wanted` describes.

    Raises UnknownForm, UnknownQuestion, UnknownAttribute or NotAsOfThen.
    """
    require_known(wanted.as_of, verified=wanted.verified)
    asked = get_asked(db, mission.id, wanted.form)
    question = next((each for each in asked.questions if each.name == wanted.question), None)
    if question is None:
        raise UnknownQuestion(
            f"The form {wanted.form!r} asks no question {wanted.question!r}. "
            "Open the form's findings and follow a figure from there."
        )
    part_of = strata_of(db, mission).part_of
    reports = within_sample(counted(db, mission.id, wanted.form, wanted.as_of), part_of, Counter())
    if wanted.verified:
        asking = reports_in_question(db, mission.id, wanted.form)
        reports = (each for each in reports if each.report_id not in asking)
    if wanted.by:
        group_of = grouping(db, mission, wanted.by)
        reports = (each for each in reports if group_of(each) == wanted.group)
    units = _units(reports, wanted.unit)
    reader = KeyReader([question], asked.apart)
    cases = [unit for unit in units if _is_case(reader, unit, wanted)]
    found = sorted(
        (report for unit in cases for report in unit),
        key=lambda report: (report.arrived_at, report.entry_id),
    )
    return Evidence(question, tuple(found), len(cases), len(units))


def _units(reports: Iterable[CountedReport], unit: Unit) -> list[Sequence[CountedReport]]:
    """Return the reports one by one, or the visits to each station together, by arrival."""
    if unit == "report":
        return [(report,) for report in reports]
    by_station = sorted(reports, key=lambda report: report.station)
    return [tuple(visits) for _, visits in groupby(by_station, lambda report: report.station)]


def _is_case(reader: KeyReader, visits: Sequence[CountedReport], wanted: Wanted) -> bool:
    (question,) = reader.questions
    keys = [reader.read(each.answers, each.seen_by, each.version) for each in visits]
    key = of_station(question, [each.get(question.name) for each in keys])
    given = {*values_of(key)} if key is not None and is_answer(key) else set[str]()
    if any(given >= {*taken} for taken in wanted.but):
        return False
    if wanted.values:
        return given >= {*wanted.values} if wanted.together else bool(given & {*wanted.values})
    reads = READINGS.get(wanted.reading)
    return reads is None or reads(question, key)
