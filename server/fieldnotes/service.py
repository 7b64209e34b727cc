"""Keeping notes: every change is a new revision, and nothing is lost."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import Session, SQLModel, col, select

from server.fieldnotes.fields import sound, words_in
from server.fieldnotes.kinds import Kind, MediaEntry, Note
from server.fieldnotes.models import Fieldnote, FieldnoteRevision, FieldnoteTag, MonitoredItem
from server.fieldnotes.problems import NoSuchNote, NoteChanged, NoteUnsound
from server.missions.models import Mission
from server.missions.service import list_teams
from shared.folding import fold
from shared.ids import new_id

LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class Writer:
    """Who writes, and when."""

    by: str
    """An account's name."""
    now: datetime


@dataclass(frozen=True, slots=True)
class Change:
    """A new revision of a note."""

    seen: int
    """The number of the revision that was changed."""
    reason: str = ""
    withdrawn: bool = False


def add(db: Session, mission: Mission, note: Note, writer: Writer) -> Fieldnote:
    """Keep a new note; `db` must be a writing session. Raises NoteUnsound: no such team."""
    _require_team(db, mission, note)
    (row,) = add_all(db, mission, [note], writer)
    return row


def add_all(
    db: Session, mission: Mission, notes: Iterable[Note], writer: Writer
) -> Sequence[Fieldnote]:
    """Keep new notes, whose teams are known to be the mission's."""
    rows: list[Fieldnote] = []
    others: list[SQLModel] = []
    for note in notes:
        row = Fieldnote(
            id=new_id(writer.now),
            mission_id=mission.id,
            kind=note.kind,
            day=note.day,
            newest=0,
            made_by=writer.by,
            made_at=writer.now,
            changed_at=writer.now,
        )
        others += _written(row, note, writer, Change(seen=0))
        rows.append(row)
    db.add_all(rows)
    db.flush()  # notes before what refers to them
    db.add_all(others)
    db.flush()
    return rows


def revise(
    db: Session, mission: Mission, row: Fieldnote, note: Note, writer: Writer, change: Change
) -> Fieldnote:
    """Keep a new revision of a note, `row` of `mission`, or a note as it is already.

    Raises NoteChanged where there is a newer one than was seen, and NoteUnsound.
    """
    # A second writer waits here on PostgreSQL, and sees what the first one wrote.
    locked = db.get_one(Fieldnote, row.id, with_for_update=True, populate_existing=True)
    if locked.newest != change.seen:
        newest = list_revisions(db, row.id)[0]
        raise NoteChanged(
            f"{newest.by} wrote revision {newest.number} since you opened it. Nothing of yours was "
            "kept: open the note again, and change what still holds."
        )
    if len(change.reason) > LONGEST_REASON:
        raise NoteUnsound([f"The reason: it may have {LONGEST_REASON} characters."])
    _require_team(db, mission, note)
    if change.withdrawn == locked.withdrawn and note == newest_of(db, locked):
        return locked
    _keep(db, locked, note, writer, change)
    return locked


def get_note(db: Session, mission_id: UUID, note_id: UUID) -> Fieldnote:
    """Return a note as it now stands. Raises NoSuchNote."""
    row = db.get(Fieldnote, note_id)
    if row is None or row.mission_id != mission_id:
        raise NoSuchNote(f"The mission holds no note {note_id}. See the list of them.")
    return row


def newest_of(db: Session, row: Fieldnote) -> Note:
    """Return what the newest revision of a note holds."""
    return note_of(row, db.get_one(FieldnoteRevision, (row.id, row.newest)))


def note_of(row: Fieldnote, revision: FieldnoteRevision) -> Note:
    """Return what a revision of a note holds."""
    return sound(Kind(row.kind), revision.body)


def list_revisions(db: Session, note_id: UUID) -> Sequence[FieldnoteRevision]:
    """Return the revisions of a note, the newest first."""
    query = select(FieldnoteRevision).where(FieldnoteRevision.note_id == note_id)
    return db.exec(query.order_by(col(FieldnoteRevision.number).desc())).all()


def folded_words(note: Note) -> str:
    """Return all words of a note as a search compares them."""
    return fold(f"{note.title()} {words_in(note)}")


def _keep(db: Session, row: Fieldnote, note: Note, writer: Writer, change: Change) -> None:
    """Write a revision of a kept note in place of what the one before needed."""
    others = list(_written(row, note, writer, change))
    db.add(row)
    for table in (FieldnoteTag, MonitoredItem):
        db.connection().execute(delete(table).where(col(table.note_id) == row.id))
    db.add_all(others)
    db.flush()


def _written(row: Fieldnote, note: Note, writer: Writer, change: Change) -> Iterator[SQLModel]:
    """Write into `row` what lists and searches need; yield the revision and what tables need."""
    row.newest += 1
    yield FieldnoteRevision(
        note_id=row.id,
        number=row.newest,
        body=note.model_dump(mode="json"),
        withdrawn=change.withdrawn,
        reason=change.reason.strip(),
        by=writer.by,
        at=writer.now,
    )
    row.day, row.last_day = note.day, note.last_day
    row.team_code, row.region = note.team, note.region
    row.title, row.is_quotable = note.title(), note.quotable
    row.folded = folded_words(note)
    row.withdrawn, row.changed_at = change.withdrawn, writer.now
    yield from (FieldnoteTag(note_id=row.id, section=each) for each in set(note.sections))
    if isinstance(note, MediaEntry) and not change.withdrawn:
        yield MonitoredItem(
            note_id=row.id,
            mission_id=row.mission_id,
            day=note.day,
            outlet=note.outlet,
            actor=note.actor,
            tone=note.tone,
            seconds=note.seconds,
            pieces=note.pieces,
        )


def _require_team(db: Session, mission: Mission, note: Note) -> None:
    teams = {team.code for team in list_teams(db, mission.id)} if note.team else ()
    if note.team and note.team not in teams:
        raise NoteUnsound(
            [f"Team: the mission has no team '{note.team}'. Choose one of its teams."]
        )
