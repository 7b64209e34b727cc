"""The files of a report: which there are, which have arrived, and how they are opened."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from fastapi import Response
from sqlmodel import Session, col, select

from server.errors import NotFound
from server.journal.attachments.models import Upload
from server.journal.attachments.opening import name_to_save, opened_file
from server.journal.attachments.problems import NotArrived
from server.journal.attachments.store import AttachmentStore
from server.journal.models import Device
from server.reports.models import AttachedFile


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that a report names."""

    row: AttachedFile
    media_type: str
    """What its bytes are; while it is on its way, what the laptop says."""
    has_arrived: bool


def list_attached(db: Session, mission_id: UUID, report_id: UUID) -> Sequence[Attached]:
    """Return the files of a report, each once for each revision and question."""
    rows = db.exec(
        select(AttachedFile)
        .where(AttachedFile.mission_id == mission_id, AttachedFile.report_id == report_id)
        .order_by(col(AttachedFile.entry_id))
    ).all()
    once = {(row.revision, row.question, row.sha256): row for row in rows}
    arrived = _arrived(db, mission_id, {row.sha256 for row in rows})
    return [_attached(row, arrived) for row in once.values()]


def get_attached(db: Session, mission_id: UUID, report_id: UUID, entry_id: int) -> Attached:
    """Return the file that an entry names. Raises NotFound."""
    row = db.get(AttachedFile, entry_id)
    if row is None or (row.mission_id, row.report_id) != (mission_id, report_id):
        raise NotFound("The report has no such file. Go back to the report, and open it there.")
    return _attached(row, _arrived(db, mission_id, {row.sha256}))


def opened(kept: AttachmentStore, attached: Attached, *, original: bool) -> Response:
    """Return a file as browsers get it: never as a page, whatever is in it.

    Unless the `original` is asked for, position and time are taken out. Raises NotArrived or
    MetadataStays.
    """
    if not attached.has_arrived:
        raise NotArrived(
            "The report names this file, but it has not arrived. It follows when the team's "
            "laptop has a connection again."
        )
    return opened_file(
        kept, attached.row.sha256, attached.media_type, file_name(attached), original=original
    )


def file_name(attached: Attached) -> str:
    """Return a name to save a file by: no folder, and the ending that its bytes deserve."""
    return name_to_save(attached.row.name, attached.row.sha256, attached.media_type)


def _attached(row: AttachedFile, arrived: dict[tuple[str, UUID | None], str]) -> Attached:
    """Tell what is known of a file: only what the report's own team delivered has arrived."""
    media_type = arrived.get((row.sha256, row.team_id))
    return Attached(row, media_type or row.media_type, media_type is not None)


def _arrived(db: Session, mission_id: UUID, hashes: set[str]) -> dict[tuple[str, UUID | None], str]:
    """Return hash and team → kind of the files that the mission's devices have delivered."""
    done = (
        select(Upload.sha256, Device.team_id, Upload.media_type)
        .join(Device, col(Device.id) == Upload.device_id)
        .where(
            Upload.mission_id == mission_id,
            col(Upload.sha256).in_(hashes),
            col(Upload.done_at).is_not(None),
        )
    )
    return {(sha256, team_id): kind for sha256, team_id, kind in db.exec(done)}
