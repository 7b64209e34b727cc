"""The review queue, the checks of a report, and what coordinators do about them."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Query
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import BaseModel, Field

from server.deps import Now, Reading, Writing
from server.forms.problems import UnknownForm
from server.missions.here import Here
from server.missions.service import list_teams
from server.pages import render
from server.reports.checks import queue, reviewing
from server.reports.checks.blind import blind_checks
from server.reports.checks.checking import check_report
from server.reports.checks.following import read_form, read_rules
from server.reports.checks.gathering import gather
from server.reports.checks.notes import NOTHING_SAID, NoteDeed, read_notes
from server.reports.checks.pages import (
    MOST_LISTED,
    Held,
    Looked,
    checks_page,
    checks_path,
    queue_page,
)
from server.reports.checks.queue import QueueFilter
from server.reports.checks.reviewing import Saying, counting_revision
from server.reports.checks.seen import Checked
from server.reports.reading import titles

router = APIRouter(prefix="/m/{code}", include_in_schema=False)


class SaidForm(BaseModel):
    """What somebody says of a report."""

    deed: NoteDeed
    question: str = Field(default="", max_length=400)
    check: str = Field(default="", max_length=120)
    value: str = Field(default="", max_length=10_000)
    reason: str = Field(default="", max_length=500)


class AskForm(BaseModel):
    """What a team is asked."""

    text: str = Field(max_length=1_500)


@router.get("/review")
def show_queue(here: Here, db: Reading, wanted: Annotated[QueueFilter, Query()]) -> HTMLResponse:
    """List what checks ask, the most urgent first, a hundred at a time."""
    flags = queue.list_flags(db, here.mission.id, wanted, MOST_LISTED + 1)
    held = Held(
        flags=flags,
        asked=queue.awaiting_answers(db, [each.report_id for each in flags]),
        counts=queue.count_flags(db, here.mission.id),
        titles=titles(db, here.mission.id),
        teams=[team.code for team in list_teams(db, here.mission.id)],
        blind=blind_checks(db, here.mission.id),
    )
    return render(queue_page(here, wanted, held))


@router.get("/reports/{report_id}/checks")
def show_checks(report_id: UUID, here: Here, db: Reading) -> HTMLResponse:
    """Show what every check comes to for a report that counts, as it stands now."""
    shown = counting_revision(db, here.mission.id, report_id)
    form = read_form(db, here.mission.id, shown.form_id, shown.form_version)
    if form is None:
        raise UnknownForm(
            f"The mission has no version {shown.form_version!r} of form {shown.form_id!r}, so "
            "this report can't be checked. Publish it, or open the report itself."
        )
    said = read_notes(db, [report_id]).get(report_id, NOTHING_SAID)
    rules = read_rules(db, here.mission.id)
    looked, found = Looked(form, shown, said), list[Checked]()
    for each in gather(db, [report_id]):
        looked = Looked(form, shown, said, each.around.at_station)
        found += check_report(each.report, each.around, form, rules, said)
    notes = reviewing.list_notes(db, report_id)
    inquiries = reviewing.list_inquiries(db, report_id)
    return render(checks_page(here, looked, found, notes, inquiries))


@router.post("/reports/{report_id}/notes")
def say(
    report_id: UUID, here: Here, db: Writing, now: Now, said: Annotated[SaidForm, Form()]
) -> RedirectResponse:
    """Verify, correct, leave out or settle, and show the checks as they stand then."""
    here.require_region(counting_revision(db, here.mission.id, report_id).region)
    saying = Saying(said.deed, said.question, said.check, said.value, said.reason)
    reviewing.say(db, here.mission.id, report_id, saying, by=here.caller.name, now=now)
    here.record(
        db,
        "report.spoken_of",
        now=now,
        subject=f"report {report_id}",
        what=said.deed.value,
        question=said.question,
        check=said.check,
    )
    return RedirectResponse(checks_path(here, report_id), status_code=303)


@router.post("/reports/{report_id}/notes/{note_id}/end")
def take_back(
    report_id: UUID, note_id: UUID, here: Here, db: Writing, now: Now
) -> RedirectResponse:
    """Let what was said hold no longer."""
    here.require_region(counting_revision(db, here.mission.id, report_id).region)
    reviewing.take_back(db, here.mission.id, note_id, by=here.caller.name, now=now)
    here.record(
        db, "report.note_taken_back", now=now, subject=f"report {report_id}", note=str(note_id)
    )
    return RedirectResponse(checks_path(here, report_id), status_code=303)


@router.post("/reports/{report_id}/inquiries")
def ask_team(
    report_id: UUID, here: Here, db: Writing, now: Now, asked: Annotated[AskForm, Form()]
) -> RedirectResponse:
    """Ask the team by a message to its laptop."""
    here.require_region(counting_revision(db, here.mission.id, report_id).region)
    reviewing.ask_team(db, here.mission, report_id, asked.text, by=here.caller.name, now=now)
    here.record(db, "report.team_asked", now=now, subject=f"report {report_id}")
    return RedirectResponse(checks_path(here, report_id), status_code=303)
