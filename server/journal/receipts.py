"""Receipts: the server's word that it holds a device's chain, ready to be sent."""

from datetime import datetime
from typing import NamedTuple, Protocol, TypeVar
from uuid import UUID

from server.journal.chain import Decision
from shared.sync import seal
from shared.sync.handover import BundleReceipt
from shared.sync.protocol import AttachmentReceipt, PushOut, Receipt, Verdict

FileReceipt = TypeVar("FileReceipt", AttachmentReceipt, BundleReceipt)


class Arrived(Protocol):
    """A file or a bundle that came from a device, in pieces."""

    device_id: UUID
    sha256: str
    size: int
    done_at: datetime | None
    """When the server had it whole; None = it has not yet."""


class FileReceiptText(Protocol):
    """Returns the text that the server signs of such a file."""

    def __call__(self, *, device: UUID, sha256: str, size: int, received_at: str) -> bytes:
        """Return the text."""
        ...


class Receipted(NamedTuple):
    """What became of a push, signed. As JSON it is a `PushOut`."""

    verdict: Verdict
    device: UUID
    through: int
    head: str
    received_at: str
    signature: str

    def as_json(self) -> bytes:
        """Return the bytes of the `PushOut`; written here, as none of the values needs escaping."""
        return (
            f'{{"verdict":"{self.verdict}","receipt":{{"device":"{self.device}",'
            f'"through":{self.through},"head":"{self.head}","received_at":"{self.received_at}",'
            f'"signature":"{self.signature}"}}}}'
        ).encode()

    def message(self) -> PushOut:
        """Return the message itself."""
        return PushOut(
            verdict=self.verdict,
            receipt=Receipt(
                device=self.device,
                through=self.through,
                head=self.head,
                received_at=self.received_at,
                signature=self.signature,
            ),
        )


def receipted(key: seal.Signer, device: UUID, decision: Decision, received_at: str) -> Receipted:
    """Sign that the server holds what `decision` says. Call it after the commit, never before.

    `received_at` is the moment of the commit's group, ISO 8601.
    """
    through, head = decision.receipt
    text = seal.receipt_text(device=device, through=through, head=head, received_at=received_at)
    return Receipted(decision.verdict, device, through, head, received_at, key.sign(text))


def file_receipt(
    kind: type[FileReceipt], text: FileReceiptText, key: seal.Signer, arrived: Arrived
) -> FileReceipt | None:
    """Sign that the server has something whole; None while it does not."""
    if arrived.done_at is None:
        return None
    device, received_at = arrived.device_id, arrived.done_at.isoformat()
    signed = text(device=device, sha256=arrived.sha256, size=arrived.size, received_at=received_at)
    return kind(
        device=device,
        sha256=arrived.sha256,
        size=arrived.size,
        received_at=received_at,
        signature=key.sign(signed),
    )
