"""The photographs, recordings and files of a bundle: kept as uploads are."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from pydantic import ValidationError
from sqlmodel import select

from server.database import Store
from server.journal.attachments.uploads import Announced, Uploads, receipt_of
from server.journal.bundles.verdict import BundleVerdict, DeviceVerdict
from server.journal.models import Device, JournalEntry
from server.journal.problems import StorageFull
from shared.problems import Problem
from shared.sync import seal
from shared.sync.bundle import AttachmentPart
from shared.sync.protocol import AttachmentBody

MOST_REASONS = 20


class FileTaking:
    """Takes the files of one bundle in, and adds to its verdict."""

    def __init__(
        self, store: Store, uploads: Uploads, key: seal.Signer, verdict: BundleVerdict
    ) -> None:
        self._store = store
        self._uploads = uploads
        self._key = key
        self._verdict = verdict
        self._known: dict[str, Announced] | None = None

    def take(self, part: AttachmentPart, now: datetime) -> None:
        """Take in one file. Raises StorageFull."""
        told = self._verdict.devices.get(self._verdict.manifest.device)
        if told is None or told.answer is None:  # no push of its laptop could be read
            return
        announced = self._announced(told).get(part.sha256)
        if announced is None and told.waiting:
            told.files.waiting += 1
        elif announced is None or announced.size != part.size:
            _refuse(told, "It holds a file that none of its laptop's reports names.")
        else:
            self._keep(told, announced, part, now)

    def _keep(
        self, told: DeviceVerdict, announced: Announced, part: AttachmentPart, now: datetime
    ) -> None:
        try:
            with self._store.reading() as db:
                device = db.get_one(Device, told.device)
                db.expunge(device)
            upload = self._uploads.begin(device, announced, now=now)
            was_here = upload.done_at is not None
            if not was_here:
                writing = self._uploads.open(upload, upload.offset)
                try:
                    for piece in _from(part.content, upload.offset):
                        writing.write(piece)
                    upload = self._uploads.settle(upload, writing, now=now)
                    upload = self._uploads.complete(upload, now=now)
                finally:
                    writing.close()
        except StorageFull:
            raise
        except Problem as problem:
            _refuse(told, f"File {part.sha256[:12]}: {problem.detail}")
            return
        told.files.held += was_here
        told.files.new += not was_here
        receipt = receipt_of(self._key, upload)
        if receipt is not None:
            told.receipts.append(receipt)

    def _announced(self, told: DeviceVerdict) -> dict[str, Announced]:
        """Return hash → entry of the files that the laptop's journal names."""
        if self._known is not None:
            return self._known
        entries = select(JournalEntry.seq, JournalEntry.body).where(
            JournalEntry.device_id == told.device, JournalEntry.kind == "attachment"
        )
        self._known = {}
        with self._store.reading() as db:
            for seq, body in db.exec(entries):
                try:
                    named = AttachmentBody.model_validate_json(body)
                except ValidationError:
                    continue
                self._known.setdefault(named.sha256, Announced(named.sha256, named.size, seq))
        return self._known


def _refuse(told: DeviceVerdict, reason: str) -> None:
    told.files.refused += 1
    if reason not in told.refused and len(told.refused) < MOST_REASONS:
        told.refused.append(reason)


def _from(pieces: Iterable[bytes], offset: int) -> Iterator[bytes]:
    """Yield `pieces` from byte `offset` on."""
    for piece in pieces:
        if offset < len(piece):
            yield piece[offset:]
        offset = max(0, offset - len(piece))
