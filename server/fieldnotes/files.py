"""Files beside notes: kept by their hash with all other files, and never changed."""

from collections.abc import Sequence
from pathlib import PurePosixPath, PureWindowsPath
from typing import BinaryIO
from uuid import UUID

from sqlmodel import Session, col, select

from server.errors import NotFound
from server.fieldnotes.models import Fieldnote, FieldnoteFile
from server.fieldnotes.problems import NoteUnsound
from server.fieldnotes.service import Writer
from server.journal.attachments.arriving import Arriving
from server.journal.attachments.problems import KindNotTaken
from server.journal.attachments.store import AttachmentStore
from shared.ids import new_id
from shared.sync.media import IN_WORDS

MOST_FILES = 50
"""Of one note."""
_PIECE = 2**18


def take_in(
    db: Session,
    row: Fieldnote,
    file: BinaryIO,
    name: str,
    writer: Writer,
    places: tuple[Arriving, AttachmentStore],
) -> FieldnoteFile:
    """Keep a file beside a note; it is on the disk for good when this returns.

    `places` are where files arrive and where they stay. Raises KindNotTaken, StorageFull or
    NoteUnsound: no more files.
    """
    if len(list_files(db, row.id)) >= MOST_FILES:
        raise NoteUnsound([f"A note has {MOST_FILES} files at most. Put this one beside another."])
    arriving, kept = places
    file_id = new_id(writer.now)
    try:
        size = _copied(file, arriving, file_id)
        content = arriving.examine(file_id)
        if content.media_type is None:
            raise KindNotTaken(f"Files beside notes are {IN_WORDS}. This is none of them.")
        kept.take(arriving.path(file_id), content.sha256)
    finally:
        arriving.forget(file_id)
    held = FieldnoteFile(
        id=file_id,
        note_id=row.id,
        mission_id=row.mission_id,
        sha256=content.sha256,
        size=size,
        media_type=content.media_type,
        name=PureWindowsPath(PurePosixPath(name).name).name[:200],
        by=writer.by,
        at=writer.now,
    )
    db.add(held)
    db.flush()
    return held


def list_files(db: Session, note_id: UUID) -> Sequence[FieldnoteFile]:
    """Return the files beside a note, removed ones too, in the order in which they came."""
    query = select(FieldnoteFile).where(FieldnoteFile.note_id == note_id)
    return db.exec(query.order_by(col(FieldnoteFile.at), col(FieldnoteFile.id))).all()


def get_file(db: Session, note_id: UUID, file_id: UUID) -> FieldnoteFile:
    """Return a file beside a note. Raises NotFound."""
    held = db.get(FieldnoteFile, file_id)
    if held is None or held.note_id != note_id:
        raise NotFound("The note has no such file. Go back to the note, and open it there.")
    return held


def remove(db: Session, held: FieldnoteFile, writer: Writer) -> None:
    """List a file as removed. Its bytes stay: a revision may rest on them."""
    if held.removed_at is None:
        held.removed_at, held.removed_by = writer.now, writer.by
        db.add(held)


def list_hashes(db: Session) -> frozenset[str]:
    """Return the hashes of all files that notes have."""
    return frozenset(db.exec(select(FieldnoteFile.sha256).distinct()))


def _copied(file: BinaryIO, arriving: Arriving, file_id: UUID) -> int:
    part = arriving.open(file_id, 0)
    try:
        while piece := file.read(_PIECE):
            part.write(piece)
        part.settle()
    finally:
        part.close()
    return part.length
