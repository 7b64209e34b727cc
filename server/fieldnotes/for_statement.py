"""What a statement may take from long-term observation: what is marked as quotable, by section.

Cut at a moment where one is given, so that a statement comes out the same whenever it is asked
for: of each note its newest revision at that moment counts. Nobody's name is handed out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from server.fieldnotes.kinds import Kind, MeetingNote, Note, Section
from server.fieldnotes.models import Fieldnote, FieldnoteRevision
from server.fieldnotes.service import note_of
from server.missions.document import Counterpart, Meeting


@dataclass(frozen=True, slots=True)
class Quotable:
    """A note that a statement may rest on."""

    note_id: UUID
    revision: int
    kind: Kind
    day: date
    title: str
    text: str
    sources: str
    sections: tuple[Section, ...]
    by: str
    """Who wrote the revision: for the drafter, never for the text."""


def list_quotable(
    db: Session, mission_id: UUID, section: Section | None = None, as_of: datetime | None = None
) -> Sequence[Quotable]:
    """Return the quotable notes of a mission that support a section (None: any), by day."""
    return [
        Quotable(
            note_id=row.id,
            revision=revision.number,
            kind=note.kind,
            day=note.day,
            title=note.title(),
            text=note.text,
            sources=note.sources,
            sections=note.sections,
            by=revision.by,
        )
        for row, revision, note in _quotable(db, mission_id, as_of)
        if section is None or section in note.sections
    ]


def quotable_meetings(
    db: Session, mission_id: UUID, as_of: datetime | None = None
) -> tuple[Meeting, ...]:
    """Return the mission's own quotable meetings, as the mission file would have them.

    Notes that say the same, as two who were there may write them, are one meeting.
    """
    found: dict[Meeting, Meeting] = {}
    for row, _, note in _quotable(db, mission_id, as_of, Kind.MEETING):
        if isinstance(note, MeetingNote):
            meeting = _as_in_file(row, note)
            found.setdefault(meeting.model_copy(update={"key": ""}), meeting)
    return tuple(found.values())


def _quotable(
    db: Session, mission_id: UUID, as_of: datetime | None, kind: Kind | None = None
) -> Sequence[tuple[Fieldnote, FieldnoteRevision, Note]]:
    """Return the notes whose newest revision, at a moment, holds and may be quoted, by day."""
    wanted = [col(Fieldnote.mission_id) == mission_id]
    if kind is not None:
        wanted.append(col(Fieldnote.kind) == kind)
    if as_of is None:  # what it is now, the row says without its revisions
        wanted += [col(Fieldnote.is_quotable).is_(True), col(Fieldnote.withdrawn).is_(False)]
    rows = {row.id: row for row in db.exec(select(Fieldnote).where(*wanted))}
    revisions = _newest_revisions(db, wanted, as_of)
    held = [
        (row, revisions[row.id], note_of(row, revisions[row.id]))
        for row in rows.values()
        if row.id in revisions and not revisions[row.id].withdrawn
    ]
    quoted = [each for each in held if each[2].quotable]
    return sorted(quoted, key=lambda each: (each[2].day, each[0].id))


def _newest_revisions(
    db: Session, wanted: Sequence[ColumnElement[bool]], as_of: datetime | None
) -> Mapping[UUID, FieldnoteRevision]:
    newest = (
        select(
            FieldnoteRevision.note_id,
            func.max(col(FieldnoteRevision.number)).label("number"),
        )
        .join(Fieldnote, col(Fieldnote.id) == col(FieldnoteRevision.note_id))
        .where(*wanted)
        .group_by(col(FieldnoteRevision.note_id))
    )
    if as_of is not None:
        newest = newest.where(FieldnoteRevision.at <= as_of)
    chosen = newest.subquery()
    query = select(FieldnoteRevision).join(
        chosen,
        (col(FieldnoteRevision.note_id) == chosen.c.note_id)
        & (col(FieldnoteRevision.number) == chosen.c.number),
    )
    return {each.note_id: each for each in db.exec(query)}


def _as_in_file(row: Fieldnote, note: MeetingNote) -> Meeting:
    counterparts = (Counterpart(body=each.body, office=each.office) for each in note.counterparts)
    return Meeting(
        key=f"note-{row.id.hex}",
        kind=note.with_whom,
        first_day=note.day,
        last_day=note.last_day,
        counterparts=tuple(counterparts),
        channel=note.channel,
        topics=note.topics,
    )
