"""Notes of long-term observers for programs: the same list, notes and deeds, as JSON."""

from datetime import date, datetime
from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session

from server.bounds import PlainText
from server.deps import Now, Reading, TheStore, Writing
from server.downloads import csv_answer
from server.fieldnotes import monitoring, searching, service
from server.fieldnotes.complaints import complaints
from server.fieldnotes.fields import sound
from server.fieldnotes.kinds import Kind, Note
from server.fieldnotes.models import Fieldnote
from server.fieldnotes.pages import MOST_LISTED
from server.fieldnotes.rights import require_right
from server.fieldnotes.routes import AnyFilter, AnyPeriod
from server.fieldnotes.service import Change, Writer
from server.fieldnotes.table import table_of
from server.missions.here import Here
from server.tabular.csv_writing import csv_lines

router = APIRouter(prefix="/m/{code}", tags=["fieldnotes"])


class NoteIn(BaseModel):
    """A note, or the next revision of one."""

    model_config = ConfigDict(extra="forbid")

    kind: Kind
    note: dict[str, Any]
    """Its fields: see docs/registers.md."""
    seen: Annotated[int, Field(ge=0, lt=2**31)] = 0
    """The number of the revision that is changed; 0 of a new one."""
    reason: Annotated[PlainText, Field(max_length=service.LONGEST_REASON)] = ""


class NoteListed(BaseModel):
    """A note in the list."""

    id: UUID
    kind: Kind
    day: date
    last_day: date | None
    title: str
    team: str
    region: str
    quotable: bool
    withdrawn: bool
    revision: int
    sections: list[str]


class NotesOut(BaseModel):
    """A page of the list."""

    count: int
    notes: list[NoteListed]
    next_start: int | None
    """Where the next page begins; None = this is the last."""


class RevisionOut(BaseModel):
    """One revision."""

    number: int
    at: datetime
    by: str
    reason: str
    withdrawn: bool
    note: dict[str, Any]


class NoteOut(BaseModel):
    """A note with its revisions, the newest first."""

    id: UUID
    kind: Kind
    revisions: list[RevisionOut]


class ActorOut(BaseModel):
    """How an outlet spoke of an actor."""

    actor: str
    seconds: dict[str, int]
    pieces: dict[str, int]
    share: float | None
    """Of the outlet's monitored time; None where that is too short to say."""


class OutletOut(BaseModel):
    """What was monitored of an outlet: its base, and who was spoken of."""

    outlet: str
    seconds: int
    pieces: int
    entries: int
    rows: list[ActorOut]


class MonitoredOut(BaseModel):
    """All that was monitored."""

    first_day: date | None
    last_day: date | None
    is_cut: bool
    """There were more combinations than one answer takes: ask for fewer days."""
    outlets: list[OutletOut]


class BodyOut(BaseModel):
    """The complaints that one body received."""

    filed_with: str
    """'' = all bodies."""
    filed: int
    rulings: dict[str, int]
    days: float | None
    """From filing to the decision, the median; None where no day of decision is known."""
    most_days: int | None
    timed: int
    """Complaints with a day of decision."""


class ComplaintsOut(BaseModel):
    """What became of complaints."""

    first_day: date | None
    last_day: date | None
    is_cut: bool
    """There are more than one answer takes: ask for fewer days."""
    bodies: list[BodyOut]
    whole: BodyOut


@router.get("/fieldnotes.json")
def list_notes(here: Here, db: Reading, asked: Annotated[AnyFilter, Query()]) -> NotesOut:
    """List notes, fifty at a time."""
    wanted = asked.as_filter()
    found = searching.list_notes(db, here.mission.id, wanted, MOST_LISTED + 1)
    sections = searching.sections_of(db, [each.id for each in found])
    return NotesOut(
        count=searching.count_notes(db, here.mission.id, wanted),
        notes=[_listed(each, list(sections.get(each.id, ()))) for each in found[:MOST_LISTED]],
        next_start=wanted.start + MOST_LISTED if len(found) > MOST_LISTED else None,
    )


@router.get("/fieldnotes.csv")
def export_notes(
    here: Here, store: TheStore, now: Now, asked: Annotated[AnyFilter, Query()]
) -> Response:
    """Hand the notes that fit out as CSV, all of them; that leaves an entry in the trail."""
    wanted = asked.as_filter()
    told = urlencode(wanted.model_dump(mode="json", exclude_defaults=True))
    with store.writing() as db:
        here.record(db, "fieldnotes.exported", now=now, subject="notes as a table", filter=told)
    with store.reading() as db:
        rows = list(table_of(db, here.mission.id, wanted))
    return csv_answer(csv_lines(rows), f"{here.mission.code}-notes.csv")


@router.post("/fieldnotes.json", status_code=201)
def add_note(here: Here, db: Writing, now: Now, given: NoteIn) -> NoteOut:
    """Keep a new note."""
    note = sound(given.kind, given.note)
    require_right(db, here, note)
    row = service.add(db, here.mission, note, Writer(here.caller.name, now))
    here.record(
        db, "fieldnote.added", now=now, subject=f"fieldnote {row.id}", kind=given.kind.value
    )
    return _out(db, row)


@router.get("/fieldnotes/complaints.json")
def give_complaints(here: Here, db: Reading, asked: Annotated[AnyPeriod, Query()]) -> ComplaintsOut:
    """Give what became of complaints, by the body that they were filed with."""
    days = asked.read()
    found = complaints(db, here.mission.id, days.since, days.until)
    return ComplaintsOut.model_validate(found, from_attributes=True)


@router.get("/fieldnotes/media.json")
def give_monitoring(here: Here, db: Reading, asked: Annotated[AnyPeriod, Query()]) -> MonitoredOut:
    """Give what was monitored of each outlet; seconds and pieces by tone."""
    days = asked.read()
    found = monitoring.monitored(db, here.mission.id, days.since, days.until)
    return MonitoredOut.model_validate(found, from_attributes=True)


@router.get("/fieldnotes/{note_id}/note.json")
def get_note(note_id: UUID, here: Here, db: Reading) -> NoteOut:
    """Give a note with its revisions."""
    return _out(db, service.get_note(db, here.mission.id, note_id))


@router.post("/fieldnotes/{note_id}/note.json")
def revise_note(note_id: UUID, here: Here, db: Writing, now: Now, given: NoteIn) -> NoteOut:
    """Keep the next revision of a note."""
    row = service.get_note(db, here.mission.id, note_id)
    note: Note = sound(Kind(row.kind), given.note)
    require_right(db, here, service.newest_of(db, row))
    require_right(db, here, note)
    change = Change(given.seen, given.reason, row.withdrawn)
    service.revise(db, here.mission, row, note, Writer(here.caller.name, now), change)
    here.record(db, "fieldnote.changed", now=now, subject=f"fieldnote {note_id}")
    return _out(db, row)


def _listed(row: Fieldnote, sections: list[str]) -> NoteListed:
    return NoteListed(
        id=row.id,
        kind=Kind(row.kind),
        day=row.day,
        last_day=row.last_day,
        title=row.title,
        team=row.team_code,
        region=row.region,
        quotable=row.is_quotable,
        withdrawn=row.withdrawn,
        revision=row.newest,
        sections=sections,
    )


def _out(db: Session, row: Fieldnote) -> NoteOut:
    return NoteOut(
        id=row.id,
        kind=Kind(row.kind),
        revisions=[
            RevisionOut(
                number=each.number,
                at=each.at,
                by=each.by,
                reason=each.reason,
                withdrawn=each.withdrawn,
                note=each.body,
            )
            for each in service.list_revisions(db, row.id)
        ],
    )
