"""Bundles that a courier's laptop hands over, by the same protocol as files: in pieces, resumed.

What a courier brings is opaque to it. It may forget a bundle by the signed receipt alone.
"""

from datetime import datetime, timedelta
from uuid import UUID, uuid5

from sqlmodel import Session, col, select

from server.database import Store
from server.journal.attachments.arriving import Arriving, Part
from server.journal.attachments.problems import (
    AttachmentTooLarge,
    HashWrong,
    NoSuchUpload,
    TusRefused,
    WrongOffset,
)
from server.journal.bundles.models import CarriedBundle
from server.journal.bundles.taking import BundleIntake
from server.journal.bundles.waiting import hash_of_file
from server.journal.models import Device
from server.journal.receipts import file_receipt
from shared.sync import seal
from shared.sync.bundle import BundleUnreadable
from shared.sync.handover import BundleOut, BundleReceipt, ReceiptsFile

ABANDONED_AFTER = timedelta(days=14)
"""Since a hand-over began that never ended."""
MOST_BEGUN = 20
"""Hand-overs of one laptop at once. A laptop has one; lines that broke leave a few behind."""
MOST_TIDIED = 20


class Couriers:
    """Takes bundles from couriers' laptops."""

    def __init__(self, store: Store, intake: BundleIntake, *, most_bytes: int) -> None:
        self._store = store
        self._intake = intake
        self._arriving = Arriving(intake.folder / "arriving")
        self.most_bytes = most_bytes
        """Of one bundle."""

    def begin(self, device: Device, sha256: str, size: int, *, now: datetime) -> CarriedBundle:
        """Return the hand-over of a bundle, new or as far as it has come.

        Raises AttachmentTooLarge, or TusRefused where there is nothing to hand over; where all
        bytes had come before a crash, what `complete` raises.
        """
        if size < 1:
            raise TusRefused("A bundle has at least one byte: Upload-Length says 0.")
        if size > self.most_bytes:
            raise AttachmentTooLarge(
                f"The bundle has {size / 2**20:,.0f} MiB; this server takes up to "
                f"{self.most_bytes / 2**20:,.0f}. Bring it on a memory stick.",
                most_bytes=self.most_bytes,
            )
        name = uuid5(device.id, f"{sha256} {size}")
        with self._store.writing() as db:
            self._tidy(db, device, name, now)
            carried = db.get(CarriedBundle, name) or CarriedBundle(
                id=name,
                mission_id=device.mission_id,
                device_id=device.id,
                sha256=sha256,
                size=size,
                begun_at=now,
            )
            db.add(carried)
            db.flush()
            db.refresh(carried)
            db.expunge(carried)
        if carried.done_at is None and self.offset(carried) == size:
            part = self.open(carried, size)  # all came, and then something broke
            try:
                return self.complete(carried, now=now)
            finally:
                part.close()
        return carried

    def get(self, device: Device, carried_id: UUID) -> CarriedBundle:
        """Return a hand-over of the device. Raises NoSuchUpload."""
        with self._store.reading() as db:
            carried = db.get(CarriedBundle, carried_id)
            if carried is None or carried.device_id != device.id:
                raise NoSuchUpload("This laptop hands over no such bundle. Begin it again.")
            db.expunge(carried)
            return carried

    def offset(self, carried: CarriedBundle) -> int:
        """Return how many bytes are here."""
        return carried.size if carried.done_at else self._arriving.length(carried.id)

    def open(self, carried: CarriedBundle, offset: int) -> Part:
        """Open a hand-over to go on at `offset`. Raises UploadInUse, StorageFull or WrongOffset."""
        here = self.offset(carried)
        if carried.done_at or offset != here:
            raise WrongOffset(
                f"The piece begins at byte {offset:,}; the bundle is at {here:,}. Go on there.",
                offset=here,
            )
        return self._arriving.open(carried.id, offset)

    def settle(self, carried: CarriedBundle, part: Part, *, now: datetime) -> CarriedBundle:
        """Bring what came to the disk."""
        del now  # how far it is, its file tells
        part.settle()
        return carried

    def complete(self, carried: CarriedBundle, *, now: datetime) -> CarriedBundle:
        """Take in a bundle of which all bytes are here. Have it open.

        Raises HashWrong, where it begins anew, BundleUnreadable or StorageFull.
        """
        file = self._arriving.path(carried.id)
        if hash_of_file(file) != carried.sha256:
            self._arriving.forget(carried.id)
            raise HashWrong(
                "All bytes came, but they are not the bundle that was announced: it broke on the "
                "way. Nothing was kept; send it again from its beginning.",
                offset=0,
            )
        try:
            verdict = self._intake.take_in(file, now=now, name=f"Bundle {carried.sha256[:12]}")
        except BundleUnreadable:
            self._arriving.forget(carried.id)
            raise
        receipts = self._intake.receipts([verdict], now=now)
        with self._store.writing() as db:
            row = db.get_one(CarriedBundle, carried.id)
            row.done_at, row.verdict = now, "\n".join(verdict.lines())
            row.receipts = receipts.model_dump_json()
            db.add(row)
            db.flush()
            db.refresh(row)
            db.expunge(row)
        self._arriving.forget(carried.id)
        return row

    def _tidy(self, db: Session, device: Device, wanted: UUID, now: datetime) -> None:
        """Forget hand-overs that broke off: those that are old, and all but the newest of a laptop.

        None of them was receipted, so their couriers have them still, and begin again.
        """
        unfinished = col(CarriedBundle.done_at).is_(None)
        newest = col(CarriedBundle.begun_at).desc()
        of_device = select(CarriedBundle).where(unfinished, CarriedBundle.device_id == device.id)
        old = select(CarriedBundle).where(
            unfinished, col(CarriedBundle.begun_at) < now - ABANDONED_AFTER
        )
        going = {each.id: each for each in db.exec(old.limit(MOST_TIDIED))}
        going |= {each.id: each for each in db.exec(of_device.order_by(newest).offset(MOST_BEGUN))}
        for name, carried in going.items():
            if name != wanted and self._arriving.forget_unused(name):
                db.delete(carried)
        db.flush()

    def answer(self, key: seal.Signer, carried: CarriedBundle) -> BundleOut:
        """Return how far a hand-over is, with the receipt where it is done."""
        return BundleOut(
            offset=self.offset(carried),
            size=carried.size,
            receipt=file_receipt(BundleReceipt, seal.bundle_receipt_text, key, carried),
            receipts=(
                ReceiptsFile.model_validate_json(carried.receipts) if carried.receipts else None
            ),
            verdict=carried.verdict,
        )
