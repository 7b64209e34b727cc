"""Reports from a table: one row a report, the columns named like the questions. Pure.

    station | V01 | V05 | comment_V05 | report | visit | arrived_at | departed_at | team

What the answers hold is not judged here: a value that fits no question is kept as it was written
and set apart later, like any other report. Only the table itself can be refused: columns that
nobody knows, times that are no times, one report twice.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from server.journal.report_cells import (
    NotATimeError,
    Reader,
    as_written,
    moment_or_time,
    reader_of,
)
from server.journal.report_columns import ReportColumns
from server.tabular.row_errors import SURPLUS, RowErrors, RowsRefused
from server.tabular.table import Row, Table
from shared.forms import answers
from shared.forms.model import Form
from shared.forms.review import review

NAMESPACE = UUID("6f1c1d5e-7a53-5d0c-9d6f-3a1f0e6f7b21")
"""Of the ids made here: the same row of the same file has the same id for ever."""


class ReportsRefused(RowsRefused):
    """Rows of a reports file are wrong in a way that answers can't be. Nothing was imported."""

    code = "reports-refused"
    title = "The reports file has mistakes"


@dataclass(frozen=True, slots=True)
class PaperReport:
    """One row of a reports file."""

    row: int
    """As spreadsheet programs count."""
    report: UUID
    station: str
    """The code, as the file has it."""
    team: str
    """'' = the file does not say."""
    visit: UUID
    arrived_at: datetime
    departed_at: datetime
    answers: dict[str, Any]
    """As `shared.forms.answers.to_json` writes them."""
    comments: dict[str, str]
    seen_by: dict[str, str]
    left_out: tuple[str, ...] = ()
    """Questions that were answered in the file, and that the form does not ask there."""


@dataclass(frozen=True)
class Setting:
    """What a reports file is read against."""

    mission: str
    """Its code."""
    form: Form
    day: date
    """Election day: rows without a time are of its first minute, times without a day of it."""
    timezone: str
    """The mission's."""
    file_sha256: str
    """Part of the ids of reports that the file gives no name."""
    teams: frozenset[str] = frozenset()
    """Their codes."""
    station_timezones: Mapping[str, str] = field(default_factory=dict[str, str])
    """Of the stations that have their own."""


def check_reports(table: Table, columns: ReportColumns, setting: Setting) -> int:
    """Return how many reports `table` has. Raises ReportsRefused with every row that is wrong."""
    reading = _Reading(columns, setting)
    count = sum(1 for _ in reading.reports(table.rows))
    errors = reading.errors
    if not count and not errors.total:
        errors.add(1, "", "no report stands below the header", "Add one row a report.")
    if errors.total:
        raise ReportsRefused(table.name, errors.listed, errors.total)
    return count


def read_reports(table: Table, columns: ReportColumns, setting: Setting) -> Iterator[PaperReport]:
    """Yield a report for each row of `table`, which has been checked: one at a time.

    A hundred thousand reports in memory would be a gigabyte.
    """
    for report in _Reading(columns, setting).reports(table.rows):
        yield _as_asked(report, setting.form) if columns.follows_rules else report


def _as_asked(report: PaperReport, form: Form) -> PaperReport:
    """Leave out answers to what the form does not ask there, and compute what it computes.

    That is what a laptop does, so that findings count the same whichever way a report came.
    """
    outcome = review(form, answers.from_json(report.answers), now=report.departed_at)
    return replace(
        report,
        answers=answers.to_json(outcome.report_answers),
        left_out=tuple(outcome.hidden),
    )


class _Reading:
    """One walk over the rows."""

    def __init__(self, columns: ReportColumns, setting: Setting) -> None:
        self.errors = RowErrors()
        self._columns = columns
        self._setting = setting
        self._rows: dict[UUID, int] = {}
        self._zones: dict[str, ZoneInfo] = {}
        self._questions: list[tuple[str, int, Reader]] = [
            (question.name, at, reader_of(question)) for question, at in columns.questions
        ]

    def reports(self, rows: Iterable[Row]) -> Iterator[PaperReport]:
        for row in rows:
            if row.surplus:
                self.errors.add(row.number, "", *SURPLUS)
            report = self._id(row)
            if report in self._rows:
                message = (
                    f"the report '{self._cell(row, 'report')}' stands twice in this file "
                    f"(also row {self._rows[report]})"
                )
                self.errors.add(row.number, "report", message, "Give each report its own name.")
            self._rows[report] = row.number
            yield self._report(row, report)

    def _report(self, row: Row, report: UUID) -> PaperReport:
        station, team = row.cells[self._columns.station], self._team(row)
        arrived, departed = self._times(row, station)
        return PaperReport(
            row=row.number,
            report=report,
            station=station,
            team=team,
            visit=self._visit(row, report, f"{team}\n{station}\n{arrived.isoformat()}"),
            arrived_at=arrived,
            departed_at=departed,
            answers={
                name: read(cell) for name, at, read in self._questions if (cell := row.cells[at])
            },
            comments=_texts(row, self._columns.comments),
            seen_by=_texts(row, self._columns.seen_by),
        )

    def _cell(self, row: Row, name: str) -> str:
        at = self._columns.about.get(name)
        return "" if at is None else row.cells[at]

    def _id(self, row: Row) -> UUID:
        named = self._cell(row, "report")
        if not named:
            return uuid5(NAMESPACE, f"row\n{self._setting.file_sha256}\n{row.number}")
        setting = self._setting
        return _id_of(named, f"report\n{setting.mission}\n{setting.form.id}\n{named}")

    def _visit(self, row: Row, report: UUID, visit: str) -> UUID:
        """Return the id that reports of one visit share, on other forms too.

        Without a name for the visit, those of one arrival do.
        """
        if named := self._cell(row, "visit"):
            return _id_of(named, f"visit\n{self._setting.mission}\n{named}")
        if not self._cell(row, "arrived_at"):
            return uuid5(NAMESPACE, f"visit\n{report}")
        return uuid5(NAMESPACE, f"visit\n{self._setting.mission}\n{visit}")

    def _team(self, row: Row) -> str:
        team = self._cell(row, "team")
        if team and team not in self._setting.teams:
            known = ", ".join(sorted(self._setting.teams)) or "none"
            message = f"the mission has no team '{team}'"
            self.errors.add(row.number, "team", message, f"Its teams: {known}.")
        return team

    def _times(self, row: Row, station: str) -> tuple[datetime, datetime]:
        """Return arrival and departure; where one is missing, it is the other."""
        zone = self._zone(station)
        arrived = self._time(row, "arrived_at", zone)
        departed = self._time(row, "departed_at", zone)
        first = arrived or departed or datetime.combine(self._setting.day, time(0), zone)
        last = departed or first
        if last < first and ":" in self._cell(row, "departed_at")[:3]:
            last += timedelta(days=1)  # a time of day past midnight
        if last < first:
            message = "the departure is before the arrival"
            self.errors.add(row.number, "departed_at", message, "Correct one of the two.")
        return first, last

    def _time(self, row: Row, name: str, zone: ZoneInfo) -> datetime | None:
        cell = self._cell(row, name)
        if not cell:
            return None
        try:
            moment = moment_or_time(cell, self._setting.day)
        except NotATimeError:
            cure = "Write 2026-10-04 09:30, or 09:30 for election day, in the station's time."
            self.errors.add(row.number, name, f"'{cell}' is not a time", cure)
            return None
        return moment if moment.tzinfo else moment.replace(tzinfo=zone)

    def _zone(self, station: str) -> ZoneInfo:
        name = self._setting.station_timezones.get(station, self._setting.timezone)
        if name not in self._zones:
            self._zones[name] = ZoneInfo(name)
        return self._zones[name]


def _id_of(named: str, name: str) -> UUID:
    """Return the id that a cell holds, or the one that its `name` always has."""
    try:
        return UUID(named)
    except ValueError:
        return uuid5(NAMESPACE, name)


def _texts(row: Row, columns: Mapping[str, int]) -> dict[str, str]:
    return {name: as_written(cell) for name, at in columns.items() if (cell := row.cells[at])}
