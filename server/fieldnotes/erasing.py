"""Erasing the names of counterparts after a mission's retention: bodies and offices stay.

It is the one thing that changes a kept revision; that it was done stands in the audit trail.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, select

from server.accounts.caller import Doer
from server.fieldnotes.importer import MEETINGS
from server.fieldnotes.kinds import Kind, MeetingNote
from server.fieldnotes.models import Fieldnote, FieldnoteRevision
from server.fieldnotes.service import folded_words, note_of
from server.imports import keeping
from server.missions.models import Mission


def count_named(db: Session, mission: Mission) -> int:
    """Return how many meetings name a counterpart, in whatever revision."""
    return len({revision.note_id for _, revision, _ in _naming(db, mission)})


def erase_names(db: Session, mission: Mission, by: Doer, now: datetime) -> int:
    """Erase the counterparts' names of all revisions; return of how many meetings."""
    del by, now  # whoever asks for it writes the trail
    erased: set[UUID] = set()
    for row, revision, note in _naming(db, mission):
        erased.add(row.id)
        nameless = note.model_copy(
            update={
                "counterparts": tuple(
                    each.model_copy(update={"name": ""}) for each in note.counterparts
                )
            }
        )
        revision.body = nameless.model_dump(mode="json")
        db.add(revision)
        if revision.number == row.newest:
            row.folded = folded_words(nameless)
            db.add(row)
    db.flush()
    return len(erased)


def count_lists(db: Session, mission: Mission) -> int:
    """Return of how many imported lists of meetings the contents are kept: they name people."""
    return keeping.count_contents(db, mission.id, MEETINGS)


def erase_lists(db: Session, mission: Mission, by: Doer, now: datetime) -> int:
    """Erase the contents of imported lists of meetings; return of how many."""
    del by, now  # whoever asks for it writes the trail
    return keeping.erase_contents(db, mission.id, MEETINGS)


def _naming(
    db: Session, mission: Mission
) -> Sequence[tuple[Fieldnote, FieldnoteRevision, MeetingNote]]:
    meetings = select(Fieldnote, FieldnoteRevision).where(
        Fieldnote.mission_id == mission.id,
        Fieldnote.kind == Kind.MEETING,
        Fieldnote.id == FieldnoteRevision.note_id,
    )
    read = ((row, each, note_of(row, each)) for row, each in db.exec(meetings))
    return [
        (row, each, note)
        for row, each, note in read
        if isinstance(note, MeetingNote) and any(one.name for one in note.counterparts)
    ]
