"""Overview and list of reports, as their templates see them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import quote

from server.missions.agenda.reminding import Agenda
from server.missions.here import Place
from server.pages import Option, Page
from server.reports.models import Revision, State, Visit
from server.reports.overview import Coverage, Enrolment, FormCount
from server.reports.visit_words import RefusedRow, refused_row

MOST_MISSING = 30
MOST_WAITING = 20
MOST_LATEST = 12
MOST_REFUSED = 20

STATES = {
    State.ACCEPTED: "counts",
    State.QUARANTINED: "in quarantine",
    State.CONFLICT: "in conflict",
    State.REJECTED: "rejected",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that the reader came for, with its base."""

    words: str
    value: str
    base: str = ""


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A report in a list."""

    href: str
    form: str
    station: str
    region: str
    team: str
    received: str
    visit: str
    state: str
    judgement: str


@dataclass(frozen=True, slots=True)
class FormRow:
    """What has come in of one form."""

    title: str
    href: str
    reports: str
    stations: str
    latest: str


@dataclass(frozen=True, slots=True)
class StationRow:
    """A station from which nothing has come."""

    code: str
    name: str
    region: str
    planned: str


@dataclass(frozen=True, slots=True)
class OverviewPage(Page):
    """First what came in, then what is missing."""

    template: ClassVar[str] = "overview.html"
    nothing: str
    figures: tuple[Figure, ...]
    agenda: Agenda | None
    refused: tuple[RefusedRow, ...]
    """Visits on which a team was not let in or made to leave, the latest first."""
    to_judge_title: str
    to_judge: tuple[ReportRow, ...]
    forms: tuple[FormRow, ...]
    latest: tuple[ReportRow, ...]
    missing_title: str
    missing: tuple[StationRow, ...]
    missing_rest: str
    teams_missing: str


@dataclass(frozen=True, slots=True)
class ReportsPage(Page):
    """Reports, the latest first."""

    template: ClassVar[str] = "reports.html"
    title: str
    rows: tuple[ReportRow, ...]
    forms: tuple[Option, ...]
    states: tuple[Option, ...]
    teams: tuple[Option, ...]
    station: str
    older: str
    nothing: str


@dataclass(frozen=True, slots=True)
class Held:
    """All that the overview shows, as it was read."""

    forms: Mapping[str, FormCount]
    coverage: Coverage
    enrolment: Enrolment
    waiting: Sequence[Revision]
    waiting_count: int
    latest: Sequence[Revision]
    refused: Sequence[tuple[Visit, str]] = ()
    """With the team's code."""
    agenda: Agenda | None = None
    """None = the mission's calendar can't be read."""


def overview_page(place: Place, titles: Mapping[str, str], held: Held) -> OverviewPage:
    """Return the overview; `titles` has the forms' titles by id."""
    reports = sum(each.reports for each in held.forms.values())
    enrolment, coverage = held.enrolment, held.coverage
    enrolled = f"{enrolment.teams - len(enrolment.without)} of {enrolment.teams}"
    rest = coverage.expected - coverage.covered - len(coverage.missing)
    return OverviewPage(
        frame=place.frame("Overview", "overview"),
        nothing=""
        if reports or held.waiting_count
        else "No checklists have arrived. The first appear here within seconds of a team's sync. "
        f"Teams that have enrolled: {enrolled}.",
        figures=_figures(held, reports),
        agenda=held.agenda,
        refused=tuple(refused_row(place, *each) for each in held.refused),
        to_judge_title=f"{held.waiting_count:,} to judge",
        to_judge=tuple(report_row(place, titles, each) for each in held.waiting),
        forms=tuple(
            _form_row(place, form, titles.get(form, form), count)
            for form, count in sorted(held.forms.items(), key=lambda item: -item[1].reports)
        ),
        latest=tuple(report_row(place, titles, each) for each in held.latest),
        missing_title=_missing_title(coverage),
        missing=tuple(
            StationRow(
                each.code,
                each.name,
                each.region,
                place.times.brief(each.planned) if each.planned else "",
            )
            for each in coverage.missing
        ),
        missing_rest=f"{rest:,} more are not listed." if rest > 0 else "",
        teams_missing=f"Teams without a laptop: {', '.join(enrolment.without)}."
        if enrolment.without
        else "",
    )


def report_row(place: Place, titles: Mapping[str, str], each: Revision) -> ReportRow:
    """Return a line of a list of reports."""
    times = place.times
    return ReportRow(
        href=place.path(f"/reports/{each.report_id}"),
        form=titles.get(each.form_id, each.form_id),
        station=each.station_code,
        region=each.region,
        team=each.team_code,
        received=times.brief(each.received_at),
        visit=f"{times.brief(each.arrived_at)}–{times.clock(each.departed_at)}",
        state=state_words(each),
        judgement=each.judgement,
    )


def state_words(each: Revision) -> str:
    """Return what became of a revision, in words."""
    if each.state == State.ACCEPTED and each.superseded_at is not None:
        return "revised since"
    if each.state == State.ACCEPTED and each.duplicate:
        return "sent twice; the newer one counts"
    return STATES[State(each.state)]


def _figures(held: Held, reports: int) -> tuple[Figure, ...]:
    coverage, enrolment = held.coverage, held.enrolment
    kind = "planned" if coverage.planned else "in the register"
    return (
        Figure("Reports in", f"{reports:,}", _of_forms(len(held.forms))),
        Figure("Stations covered", f"{coverage.covered:,}", f"of {coverage.expected:,} {kind}"),
        Figure("To judge", f"{held.waiting_count:,}", "waiting"),
        Figure(
            "Teams enrolled",
            f"{enrolment.teams - len(enrolment.without):,}",
            f"of {enrolment.teams:,}",
        ),
        Figure("Still on laptops", f"{enrolment.waiting:,}", "as they last said"),
    )


def _of_forms(forms: int) -> str:
    return f"of {forms} form" if forms == 1 else f"of {forms} forms"


def _form_row(place: Place, form: str, title: str, count: FormCount) -> FormRow:
    return FormRow(
        title=title,
        href=place.path(f"/findings/{quote(form, safe='')}"),
        reports=f"{count.reports:,}",
        stations=f"{len(count.stations):,}",
        latest=place.times.brief(count.latest),
    )


def _missing_title(coverage: Coverage) -> str:
    missing = coverage.expected - coverage.covered
    kind = "planned" if coverage.planned else "registered"
    if not coverage.expected:
        return "No stations are planned or registered yet"
    if missing <= 0:
        return f"Nothing is missing: every {kind} station has a report"
    return f"{missing:,} {kind} {'station has' if missing == 1 else 'stations have'} no report"
