"""Receipts for what a laptop's journal holds now, for a laptop that has no connection."""

from datetime import datetime

from sqlmodel import Session, col, select

from server.journal.attachments.models import Upload
from server.journal.attachments.uploads import receipt_of
from server.journal.chain import START, Decision, Position
from server.journal.models import Device, JournalEntry
from server.journal.receipts import receipted
from server.missions.models import Mission
from shared.sync import seal
from shared.sync.handover import ReceiptsFile
from shared.sync.protocol import Verdict


def receipts_for(db: Session, device: Device, key: seal.Signer, *, now: datetime) -> ReceiptsFile:
    """Return the receipts that `evenhand receipts` reads on the laptop itself."""
    newest = db.exec(
        select(JournalEntry.seq, JournalEntry.hash)
        .where(JournalEntry.device_id == device.id, ~col(JournalEntry.forked))
        .order_by(col(JournalEntry.seq).desc())
        .limit(1)
    ).first()
    held = Decision(Verdict.HELD, Position(*newest) if newest else START, ())
    uploads = db.exec(
        select(Upload).where(Upload.device_id == device.id, col(Upload.done_at).is_not(None))
    )
    files = (receipt_of(key, each) for each in uploads)
    return ReceiptsFile(
        mission=db.get_one(Mission, device.mission_id).code,
        made_at=now.isoformat(),
        pushes=[receipted(key, device.id, held, now.isoformat()).message()],
        attachments=[each for each in files if each is not None],
    )
