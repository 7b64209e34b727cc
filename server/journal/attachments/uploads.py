"""Uploads from the first word to the receipt.

    begin ─▶ send, send, … ─▶ complete: hash verified, kept by it ─▶ receipt

An upload needs an entry of the device's journal that announced it, so the server knows size and
hash before the first byte. Its offset is written after the bytes are on the disk, so a laptop
never skips what a power cut took. A hash that the same team has sent before is held at once.
For any other device a hash is not worth a word: it uploads the file whole, and learns nothing of
what others hold; on the disk it is one all the same.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from pydantic import ValidationError
from sqlmodel import Session, col, select

from server.database import Store
from server.journal.attachments.arriving import Arriving, Part
from server.journal.attachments.models import Upload
from server.journal.attachments.problems import (
    AttachmentTooLarge,
    HashWrong,
    KindNotTaken,
    NoSuchUpload,
    NotAnnounced,
    WrongOffset,
)
from server.journal.attachments.store import AttachmentStore
from server.journal.models import Device, JournalEntry
from server.journal.receipts import file_receipt
from shared.ids import new_id
from shared.sync import seal
from shared.sync.media import IN_WORDS, KINDS
from shared.sync.protocol import AttachmentBody, AttachmentReceipt

ABANDONED_AFTER = timedelta(days=14)
"""Without a byte. The laptop still has the file, and begins again."""
_MOST_TIDIED = 20


@dataclass(frozen=True)
class Announced:
    """An upload as its creator announces it."""

    sha256: str
    size: int
    entry: int
    """The seq of the entry that names the file."""


class Uploads:
    """All uploads of one server."""

    def __init__(
        self, store: Store, arriving: Arriving, kept: AttachmentStore, *, most_bytes: int
    ) -> None:
        self._store = store
        self._arriving = arriving
        self._kept = kept
        self.most_bytes = most_bytes
        """Of one file."""

    def begin(self, device: Device, announced: Announced, *, now: datetime) -> Upload:
        """Return the device's upload of a file, new or as far as it has come.

        Raises NotAnnounced, AttachmentTooLarge or KindNotTaken; where all bytes had come before a
        crash, what `complete` raises.
        """
        with self._store.writing() as db:
            self._tidy(db, now)
            entry = _announcement(db, device, announced)
            self._check(entry)
            upload = _find(db, device, announced.sha256) or Upload(
                id=new_id(now),
                mission_id=device.mission_id,
                device_id=device.id,
                sha256=announced.sha256,
                size=announced.size,
                begun_at=now,
                touched_at=now,
            )
            upload.touched_at = now
            self._align(db, device, upload, now)
            _keep(db, upload)
        if upload.done_at is None and upload.offset == upload.size:
            part = self._arriving.open(upload.id, upload.offset)
            try:
                return self.complete(upload, now=now)
            finally:
                part.close()
        return upload

    def get(self, device: Device, upload_id: UUID) -> Upload:
        """Return an upload of the device. Raises NoSuchUpload."""
        with self._store.reading() as db:
            upload = db.get(Upload, upload_id)
            if upload is None or upload.device_id != device.id:
                raise NoSuchUpload("This laptop has no such upload. Begin it again.")
            db.expunge(upload)
            return upload

    def offset(self, upload: Upload) -> int:
        """Return how many bytes are here."""
        return upload.offset

    def open(self, upload: Upload, offset: int) -> Part:
        """Open an upload to go on at `offset`. Raises WrongOffset, UploadInUse or StorageFull."""
        part = self._arriving.open(upload.id, upload.offset) if upload.done_at is None else None
        with self._store.reading() as db:  # as it is now that nobody else writes to it
            now_at = db.get_one(Upload, upload.id).offset
        if part is not None and now_at == upload.offset == offset:
            return part
        if part is not None:
            part.close()
        raise WrongOffset(
            f"The piece begins at byte {offset:,}; the upload is at {now_at:,}. Go on from there.",
            offset=now_at,
        )

    def settle(self, upload: Upload, part: Part, *, now: datetime) -> Upload:
        """Bring what came to the disk, then note how far that is."""
        part.settle()
        with self._store.writing() as db:
            row = db.get_one(Upload, upload.id)
            row.offset, row.touched_at = part.length, now
            _keep(db, row)
        return row

    def complete(self, upload: Upload, *, now: datetime) -> Upload:
        """Verify a file of which all bytes are here, and keep it for good. Have it open.

        Raises HashWrong or KindNotTaken: the upload begins anew then.
        """
        content = self._arriving.examine(upload.id)
        if content.sha256 != upload.sha256:
            raise self._begin_anew(upload)
        if content.media_type is None:
            self._forget(upload)
            raise _not_taken("its content")
        self._kept.take(self._arriving.path(upload.id), upload.sha256)
        with self._store.writing() as db:
            row = db.get_one(Upload, upload.id)
            row.done_at, row.media_type = now, content.media_type
            _keep(db, row)
        return row

    # --- Inside ------------------------------------------------------------------------

    def _check(self, entry: AttachmentBody) -> None:
        if entry.size > self.most_bytes:
            raise AttachmentTooLarge(
                f"The file has {entry.size / 2**20:,.1f} MiB; this server takes up to "
                f"{self.most_bytes / 2**20:,.0f}. The report itself is held. Send a smaller copy.",
                most_bytes=self.most_bytes,
            )
        if entry.media_type not in KINDS:
            raise _not_taken(f"{entry.media_type!r}")

    def _align(self, db: Session, device: Device, upload: Upload, now: datetime) -> None:
        """Make the upload's row true again, whatever became of files and rows since."""
        is_kept = self._kept.holds(upload.sha256)
        if upload.done_at is not None and not is_kept:  # the folder is older than the database
            upload.done_at, upload.offset = None, 0
        if upload.done_at is not None:
            return
        before = _find_of_team(db, device, upload.sha256) if is_kept else None
        if before is not None:
            upload.offset, upload.done_at = upload.size, now
            upload.media_type = before.media_type
            self._arriving.forget(upload.id)
        elif self._arriving.length(upload.id) < upload.offset:
            upload.offset = self._arriving.length(upload.id)

    def _begin_anew(self, upload: Upload) -> HashWrong:
        self._arriving.forget(upload.id)
        with self._store.writing() as db:
            row = db.get_one(Upload, upload.id)
            row.offset = 0
            _keep(db, row)
        return HashWrong(
            "All bytes came, but they are not the file that the report names: it broke on the "
            "way. Nothing was kept; send it again from its beginning.",
            offset=0,
        )

    def _forget(self, upload: Upload) -> None:
        with self._store.writing() as db:
            db.delete(db.get_one(Upload, upload.id))
        self._arriving.forget(upload.id)

    def _tidy(self, db: Session, now: datetime) -> None:
        """Forget some uploads that nobody has gone on with for long."""
        stale = select(Upload).where(
            col(Upload.done_at).is_(None), Upload.touched_at < now - ABANDONED_AFTER
        )
        for upload in db.exec(stale.limit(_MOST_TIDIED)).all():
            self._arriving.forget(upload.id)
            db.delete(upload)
        db.flush()


def receipt_of(key: seal.Signer, upload: Upload) -> AttachmentReceipt | None:
    """Return the server's word that it holds the file whole; None while it does not."""
    return file_receipt(AttachmentReceipt, seal.attachment_receipt_text, key, upload)


def _announcement(db: Session, device: Device, announced: Announced) -> AttachmentBody:
    """Return what the entry says, which the device's journal must hold. Raises NotAnnounced."""
    entries = select(JournalEntry.body).where(
        JournalEntry.device_id == device.id,
        JournalEntry.seq == announced.entry,
        JournalEntry.kind == "attachment",
    )
    for body in db.exec(entries):
        try:
            entry = AttachmentBody.model_validate_json(body)
        except ValidationError:
            continue
        if (entry.sha256, entry.size) == (announced.sha256, announced.size):
            return entry
    raise NotAnnounced(
        f"Entry {announced.entry} of this laptop's journal names no file of this hash and size, "
        "or has not come yet. Send the reports first, then the file."
    )


def _find(db: Session, device: Device, sha256: str) -> Upload | None:
    same = select(Upload).where(Upload.device_id == device.id, Upload.sha256 == sha256)
    return db.exec(same).one_or_none()


def _find_of_team(db: Session, device: Device, sha256: str) -> Upload | None:
    """Return an upload by which the device's own team has delivered the file, or None."""
    if device.team_id is None:
        return None
    delivered = (
        select(Upload)
        .join(Device, col(Device.id) == Upload.device_id)
        .where(
            Upload.sha256 == sha256,
            col(Upload.done_at).is_not(None),
            Device.team_id == device.team_id,
        )
    )
    return db.exec(delivered.limit(1)).first()


def _keep(db: Session, upload: Upload) -> None:
    """Write a row, and hand it out of the session as it is."""
    db.add(upload)
    db.flush()
    db.refresh(upload)
    db.expunge(upload)


def _not_taken(what: str) -> KindNotTaken:
    return KindNotTaken(
        f"Files of this kind ({what}) are not taken. Taken are: {IN_WORDS}. The report itself is "
        "held."
    )
