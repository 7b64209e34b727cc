"""Notes of long-term observers on pages: the list, a note, its form and revisions."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import BaseModel, Field
from sqlmodel import Session

from server.accounts.problems import OutsideRegions
from server.bounds import PlainText
from server.deps import Now, Reading, TheSettings, TheStore, Writing
from server.fieldnotes import files, monitoring, searching, service
from server.fieldnotes.complaint_pages import complaints_page
from server.fieldnotes.complaints import complaints
from server.fieldnotes.fields import read_typed, typed_of
from server.fieldnotes.from_file import list_from_file
from server.fieldnotes.kinds import Kind
from server.fieldnotes.models import Fieldnote
from server.fieldnotes.note_pages import Typed, form_page, note_page
from server.fieldnotes.pages import MOST_LISTED, monitoring_page, notes_page, path_of
from server.fieldnotes.problems import NoteChanged, NoteUnsound
from server.fieldnotes.rights import require_right
from server.fieldnotes.searching import Filter
from server.fieldnotes.service import Change, Writer
from server.missions import service as missions
from server.missions.here import Here, Place
from server.pages import render
from shared.problems import Problem

router = APIRouter(prefix="/m/{code}/fieldnotes", include_in_schema=False)


async def _typed(request: Request) -> Mapping[str, str]:
    """Return the fields of a form, whatever they are called; files are none."""
    async with request.form(max_files=1, max_fields=200) as form:
        return {name: value for name, value in form.items() if isinstance(value, str)}


Fields = Annotated[Mapping[str, str], Depends(_typed)]


class AskedReason(BaseModel):
    """Why a note holds no longer, or again."""

    reason: Annotated[PlainText, Field(min_length=1, max_length=service.LONGEST_REASON)]
    seen: Annotated[int, Field(ge=0, lt=2**31)]


class Period(BaseModel):
    """Which days; None = from the first, to the last."""

    since: date | None = None
    until: date | None = None


class AnyPeriod(BaseModel):
    """A period as a form sends it: an empty text is none."""

    since: PlainText = ""
    until: PlainText = ""

    def read(self) -> Period:
        """Return it as days. Raises NoteUnsound."""
        try:
            return Period(since=_day(self.since), until=_day(self.until))
        except ValueError:
            raise NoteUnsound(["A day is written as 2026-10-04."]) from None


class AnyFilter(AnyPeriod):
    """A filter as a form sends it: an empty text is none."""

    kind: PlainText = ""
    section: PlainText = ""
    team: PlainText = ""
    region: PlainText = ""
    words: Annotated[PlainText, Field(max_length=200)] = ""
    quotable: bool = False
    withdrawn: bool = False
    start: Annotated[int, Field(ge=0, lt=2**31)] = 0

    def as_filter(self) -> Filter:
        """Return it as services take it. Raises NoteUnsound."""
        period = self.read()
        given = {name: value for name, value in self.model_dump().items() if value != ""}
        try:
            return Filter.model_validate(given | period.model_dump())
        except ValueError:
            raise NoteUnsound(["There is no such kind of note, or no such section."]) from None


@router.get("")
def show_notes(here: Here, db: Reading, asked: Annotated[AnyFilter, Query()]) -> HTMLResponse:
    """List notes, fifty at a time, and what the mission file has beside them."""
    wanted = asked.as_filter()
    found = searching.list_notes(db, here.mission.id, wanted, MOST_LISTED + 1)
    around = (
        searching.sections_of(db, [each.id for each in found]),
        list_from_file(missions.mission_document(here.mission), wanted),
        [team.code for team in missions.list_teams(db, here.mission.id)],
    )
    count = searching.count_notes(db, here.mission.id, wanted)
    return render(notes_page(here, wanted, found, count, around))


@router.get("/media")
def show_monitoring(here: Here, db: Reading, asked: Annotated[AnyPeriod, Query()]) -> HTMLResponse:
    """Show what was monitored of each outlet."""
    days = asked.read()
    found = monitoring.monitored(db, here.mission.id, days.since, days.until)
    return render(monitoring_page(here, found, days.since, days.until))


@router.get("/complaints")
def show_complaints(here: Here, db: Reading, asked: Annotated[AnyPeriod, Query()]) -> HTMLResponse:
    """Show what became of complaints, by the body that they were filed with."""
    days = asked.read()
    found = complaints(db, here.mission.id, days.since, days.until)
    return render(complaints_page(here, found, days.since, days.until))


@router.get("/new")
def show_form(here: Here, db: Reading, kind: Kind = Kind.MEETING) -> HTMLResponse:
    """Ask for a new note."""
    return _form(db, here, Typed(kind, {}), None)


@router.post("/new")
def add(here: Here, store: TheStore, now: Now, fields: Fields) -> Response:
    """Keep a new note; what is wrong with it is said above the form."""
    kind = _kind(fields)
    try:
        with store.writing() as db:
            note = read_typed(kind, fields)
            require_right(db, here, note)
            row = service.add(db, here.mission, note, Writer(here.caller.name, now))
            here.record(
                db, "fieldnote.added", now=now, subject=f"fieldnote {row.id}", kind=kind.value
            )
            at = path_of(here, row.id)
    except (NoteUnsound, OutsideRegions) as problem:
        with store.reading() as db:
            return _form(db, here, Typed(kind, fields, 0, _faults(problem)), None, problem.status)
    return RedirectResponse(at, status_code=303)


@router.get("/{note_id}")
def show_note(note_id: UUID, here: Here, db: Reading, settings: TheSettings) -> HTMLResponse:
    """Show a note with its files and revisions."""
    row = service.get_note(db, here.mission.id, note_id)
    revisions = service.list_revisions(db, note_id)
    held = files.list_files(db, note_id)
    return render(note_page(here, row, revisions, held, megabytes=settings.attachment_megabytes))


@router.get("/{note_id}/revisions")
def show_revision_form(note_id: UUID, here: Here, db: Reading) -> HTMLResponse:
    """Ask for the next revision of a note."""
    row = service.get_note(db, here.mission.id, note_id)
    typed = typed_of(service.newest_of(db, row))
    return _form(db, here, Typed(Kind(row.kind), typed, row.newest), row)


@router.post("/{note_id}/revisions")
def revise(note_id: UUID, here: Here, store: TheStore, now: Now, fields: Fields) -> Response:
    """Keep the next revision; what is wrong with it, or in its way, is said above the form."""
    try:
        with store.writing() as db:
            row = service.get_note(db, here.mission.id, note_id)
            note = read_typed(Kind(row.kind), fields)
            require_right(db, here, service.newest_of(db, row))
            require_right(db, here, note)
            change = Change(_seen(fields), fields.get("reason", ""))
            service.revise(db, here.mission, row, note, Writer(here.caller.name, now), change)
            here.record(db, "fieldnote.changed", now=now, subject=f"fieldnote {note_id}")
    except (NoteUnsound, NoteChanged, OutsideRegions) as problem:
        with store.reading() as db:
            row = service.get_note(db, here.mission.id, note_id)
            typed = Typed(Kind(row.kind), fields, _seen(fields), _faults(problem))
            return _form(db, here, typed, row, problem.status)
    return RedirectResponse(path_of(here, note_id), status_code=303)


@router.post("/{note_id}/withdrawal")
def withdraw(
    note_id: UUID, here: Here, db: Writing, now: Now, asked: Annotated[AskedReason, Form()]
) -> RedirectResponse:
    """Say that a note holds no longer; all of it stays."""
    return _let_stand(note_id, here, db, Writer(here.caller.name, now), asked, gone=True)


@router.post("/{note_id}/return")
def bring_back(
    note_id: UUID, here: Here, db: Writing, now: Now, asked: Annotated[AskedReason, Form()]
) -> RedirectResponse:
    """Say that a withdrawn note holds after all."""
    return _let_stand(note_id, here, db, Writer(here.caller.name, now), asked, gone=False)


def _let_stand(
    note_id: UUID, here: Place, db: Session, by: Writer, asked: AskedReason, *, gone: bool
) -> RedirectResponse:
    row = service.get_note(db, here.mission.id, note_id)
    note = service.newest_of(db, row)
    require_right(db, here, note)
    service.revise(db, here.mission, row, note, by, Change(asked.seen, asked.reason, gone))
    deed = "fieldnote.withdrawn" if gone else "fieldnote.brought_back"
    here.record(db, deed, now=by.now, subject=f"fieldnote {note_id}")
    return RedirectResponse(path_of(here, note_id), status_code=303)


def _form(
    db: Session, here: Place, typed: Typed, row: Fieldnote | None, status: int = 200
) -> HTMLResponse:
    teams = missions.list_teams(db, here.mission.id)
    return render(form_page(here, typed, teams, row), status)


def _faults(problem: Problem) -> Sequence[str]:
    return problem.faults if isinstance(problem, NoteUnsound) else (problem.detail,)


def _kind(fields: Mapping[str, str]) -> Kind:
    try:
        return Kind(fields.get("kind", ""))
    except ValueError:
        raise NoteUnsound(["There is no such kind of note. Begin from the list."]) from None


def _seen(fields: Mapping[str, str]) -> int:
    seen = fields.get("seen", "")
    return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else 0


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
