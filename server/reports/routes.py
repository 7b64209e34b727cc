"""Overview, reports, and a coordinator's judgement of those that wait for one."""

from functools import partial
from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Form, Query, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import BaseModel, Field
from sqlmodel import Session

from server.bounds import EntryNumber, PlainText
from server.deps import Now, Reading, TheStore, Writing
from server.forms import service as forms
from server.journal.attachments.given import TheAttachments
from server.missions.agenda.reminding import find_agenda
from server.missions.here import Here, Place
from server.missions.service import list_teams
from server.pages import options, render
from server.reports import attached, overview, reading
from server.reports.checks.notes import NOTHING_SAID, read_notes
from server.reports.checks.queue import list_flags_of
from server.reports.models import State
from server.reports.pages import (
    MOST_LATEST,
    MOST_MISSING,
    MOST_REFUSED,
    MOST_WAITING,
    STATES,
    Held,
    ReportsPage,
    overview_page,
    report_row,
)
from server.reports.reading import Filter
from server.reports.report_page import Opened, Sent, report_page
from server.reports.resolving import Deed, resolve
from server.reports.visits import find_visit, list_refused

router = APIRouter(prefix="/m/{code}", include_in_schema=False)
MOST_LISTED = 100


class Judgement(BaseModel):
    """What a coordinator decides about the revision of a journal entry."""

    entry: EntryNumber
    deed: Deed
    station: PlainText = ""
    """Accept it as from this station of the register."""
    note: PlainText = Field(default="", max_length=500)


@router.get("")
def show_overview(here: Here, db: Reading, now: Now) -> Response:
    """Show what has come in, what waits for a judgement, and what is missing.

    A partner is led to the findings: the rest is the mission's own.
    """
    if here.own_teams is not None:
        return RedirectResponse(here.path("/findings"), status_code=303)
    mission_id = here.mission.id
    waiting, waiting_count = overview.list_waiting(db, mission_id, MOST_WAITING)
    counts = overview.count_by_form(db, mission_id)
    covered = frozenset[str]().union(*(each.stations for each in counts.values()))
    held = Held(
        forms=counts,
        coverage=overview.coverage(db, mission_id, covered, MOST_MISSING),
        enrolment=overview.enrolment(db, mission_id),
        waiting=waiting,
        waiting_count=waiting_count,
        latest=overview.list_latest(db, mission_id, MOST_LATEST),
        refused=list_refused(db, mission_id, MOST_REFUSED),
        agenda=find_agenda(here.mission, now),
    )
    return render(overview_page(here, reading.titles(db, here.mission.id), held))


@router.get("/reports")
def show_reports(here: Here, db: Reading, wanted: Annotated[Filter, Query()]) -> HTMLResponse:
    """List reports, the latest first, a hundred at a time."""
    found = reading.list_reports(db, here, wanted, MOST_LISTED + 1)
    return render(_reports_page(here, db, wanted, found))


@router.get("/reports/{report_id}")
def show_report(
    report_id: UUID, here: Here, db: Reading, store: TheStore, now: Now
) -> HTMLResponse:
    """Show one report: answers, history, and where it comes from."""
    rows = reading.get_revisions(db, here, report_id)
    sent = [Sent(revision, entry, device) for revision, entry, device in rows]
    shown = Opened(sent, None, None).shown
    find = partial(forms.find_published, db, here.mission.id, shown.form_id)
    published = find(shown.form_version) or find()
    opened = Opened(
        sent=sent,
        form=forms.form_of(published) if published else None,
        station=reading.find_station(db, shown.station_id),
        files=attached.list_attached(db, here.mission.id, report_id),
        flags=list_flags_of(db, report_id),
        said=read_notes(db, [report_id]).get(report_id, NOTHING_SAID)
        if here.own_teams is None
        else NOTHING_SAID,
        visit=find_visit(db, here.mission.id, shown.visit_id, shown.team_id),
    )
    if shown.state == State.QUARANTINED:
        with store.writing() as trail:
            here.record(trail, "report.read_in_quarantine", now=now, subject=f"report {report_id}")
    return render(report_page(here, opened))


@router.get("/reports/{report_id}/files/{entry_id}")
def open_file(
    report_id: UUID, entry_id: EntryNumber, here: Here, db: Reading, kept: TheAttachments
) -> Response:
    """Open a file of a report, without what it tells of place and time."""
    reading.require_visible(db, here, report_id)
    file = attached.get_attached(db, here.mission.id, report_id, entry_id)
    return attached.opened(kept, file, original=False)


@router.get("/reports/{report_id}/files/{entry_id}/original")
def open_original(
    report_id: UUID, entry_id: EntryNumber, here: Here, db: Writing, now: Now, kept: TheAttachments
) -> Response:
    """Open a file of a report as it came from the laptop."""
    here.record(db, "file.original_opened", now=now, subject=f"report {report_id}", entry=entry_id)
    file = attached.get_attached(db, here.mission.id, report_id, entry_id)
    return attached.opened(kept, file, original=True)


@router.post("/reports/{report_id}/judgement")
def judge_report(
    report_id: UUID, here: Here, db: Writing, now: Now, judgement: Annotated[Judgement, Form()]
) -> RedirectResponse:
    """Accept or reject a revision that waits, and show the report as it stands then."""
    station = judgement.station.strip() if judgement.deed is Deed.ACCEPT else ""
    here.require_region(reading.region_of(db, here.mission.id, judgement.entry, station))
    resolve(
        db,
        here.mission.id,
        judgement.entry,
        judgement.deed,
        by=here.caller.name,
        now=now,
        note=judgement.note,
        station_code=station,
    )
    here.record(
        db,
        "report.judged",
        now=now,
        subject=f"report {report_id}",
        decision=judgement.deed.value,
        entry=judgement.entry,
        station=station,
    )
    return RedirectResponse(here.path(f"/reports/{report_id}"), status_code=303)


def _reports_page(
    here: Place, db: Session, wanted: Filter, found: reading.Revisions
) -> ReportsPage:
    titles = reading.titles(db, here.mission.id)
    shown = found[:MOST_LISTED]
    chosen = {
        "form": wanted.form,
        "state": wanted.state,
        "team": wanted.team,
        "station": wanted.station,
    }
    more = {key: value for key, value in chosen.items() if value}
    if len(found) > MOST_LISTED:
        more["before"] = str(shown[-1].entry_id)
    own = here.own_teams
    teams = {
        team.code: f"{team.code} {team.name}".strip()
        for team in list_teams(db, here.mission.id)
        if own is None or team.code in own
    }
    return ReportsPage(
        frame=here.frame("Reports", "reports"),
        title="Reports" if not any(chosen.values()) else "Reports found",
        rows=tuple(report_row(here, titles, each) for each in shown),
        forms=options(titles, wanted.form),
        states=options({state.value: words for state, words in STATES.items()}, wanted.state),
        teams=options(teams, wanted.team),
        station=wanted.station,
        older=here.path(f"/reports?{urlencode(more)}") if "before" in more else "",
        nothing="No report fits. Take a filter away." if any(chosen.values()) else _nothing(own),
    )


def _nothing(own_teams: frozenset[str] | None) -> str:
    """Return why there is no report to list; `own_teams` are a partner's, None = all count."""
    if own_teams is None:
        return "No checklists have arrived. The first appear here within seconds of a team's sync."
    if own_teams:
        return (
            "No checklists of your organisation's teams have arrived. What other teams saw stands "
            "under Findings."
        )
    return (
        "No team of this mission is your organisation's. Ask its coordinator: which team belongs "
        "to whom stands in the mission's file."
    )
