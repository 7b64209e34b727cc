"""What goes back and forth around bundles: their receipts, and how far a hand-over is."""

from uuid import UUID

from pydantic import Field

from shared.sync.protocol import AttachmentReceipt, Hash, PushOut, Signature, Wire

RECEIPTS_VERSION = 1
LARGEST_RECEIPTS = 16 * 1024 * 1024
"""Bytes of a file of receipts; more is none."""


class ReceiptsFile(Wire):
    """What an import of bundles proves, as a file that goes back to the laptops they came from."""

    receipts: int = RECEIPTS_VERSION
    mission: str
    made_at: str = Field(max_length=40)
    pushes: list[PushOut] = Field(default_factory=list[PushOut])
    """The answer to the last push of each device."""
    attachments: list[AttachmentReceipt] = Field(default_factory=list[AttachmentReceipt])


class BundleReceipt(Wire):
    """The server has taken in all that a carried bundle holds, or keeps the bundle itself."""

    device: UUID
    """The courier's."""
    sha256: Hash
    """Of the bundle's bytes, sealed as they are."""
    size: int
    received_at: str
    """The server's time, ISO 8601, as it was signed."""
    signature: Signature
    """The server's, over `seal.bundle_receipt_text`."""


class BundleOut(Wire):
    """How far the hand-over of a carried bundle is."""

    offset: int
    size: int
    receipt: BundleReceipt | None = None
    """None until all of it is there."""
    receipts: ReceiptsFile | None = None
    """For the laptops that made it, to be carried back."""
    verdict: str = ""
    """What was in it, in words."""
