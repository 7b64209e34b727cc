"""Proves the photographs, recordings and files again: each is here, and is what its name says."""

import hashlib
from collections.abc import Collection
from pathlib import Path
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy import select
from sqlmodel import Session, col

from server.journal.attachments.models import Upload
from server.journal.faults import Fault, FaultKind
from server.journal.models import JournalEntry
from server.journal.verification import Verification
from shared.sync.protocol import AttachmentBody


def verify_files(
    db: Session, folder: Path, found: Verification, beside: Collection[str] = ()
) -> None:
    """Check all files that were receipted; count those on their way, and strangers.

    `beside` are hashes of files that people at headquarters put there: they are no strangers.
    """
    receipted: dict[str, UUID] = {}
    for sha256, device in db.connection().execute(
        select(col(Upload.sha256), col(Upload.device_id)).where(col(Upload.done_at).is_not(None))
    ):
        receipted.setdefault(sha256, device)
    announced = _announced(db)
    for sha256, device in receipted.items():
        found.files += 1
        content = _hash_of(folder / sha256[:2] / sha256)
        if content != sha256:
            kind = FaultKind.FILE_MISSING if content is None else FaultKind.FILE_CHANGED
            found.add(Fault(kind, device, announced.get(sha256, 0), sha256, content or "none"))
    found.files_not_arrived = len(announced.keys() - receipted.keys())
    here = {each.name for each in folder.glob("??/*")}
    found.files_extra = sorted(here - receipted.keys() - set(beside))


def _announced(db: Session) -> dict[str, int]:
    """Return hash → seq of an entry that names the file."""
    entries = select(col(JournalEntry.seq), col(JournalEntry.body)).where(
        col(JournalEntry.kind) == "attachment"
    )
    announced: dict[str, int] = {}
    for seq, body in db.connection().execute(entries, execution_options={"yield_per": 500}):
        try:
            announced.setdefault(AttachmentBody.model_validate_json(body).sha256, seq)
        except ValidationError:
            continue
    return announced


def _hash_of(file: Path) -> str | None:
    try:
        with file.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except FileNotFoundError:
        return None
