"""Carried bundles at the server in memory: taken in pieces, receipted, never opened."""

from uuid import UUID

from client.remote import ServerProblem, Upload
from shared.digest import sha256_hex
from shared.sync import seal
from shared.sync.handover import BundleOut, BundleReceipt

RECEIVED_AT = "2021-01-10T03:00:00+00:00"


class FakeBundles:
    """The bundles that couriers have handed over, or begun to."""

    def __init__(self, seed: bytes) -> None:
        self._seed = seed
        self._sizes: dict[str, int] = {}
        self.content: dict[str, bytes] = {}
        """By SHA-256."""

    def begin(self, sha256: str, size: int) -> Upload:
        """Begin to take one, or find it again."""
        self._sizes[sha256] = size
        return Upload(sha256, len(self.content.setdefault(sha256, b"")))

    def append(self, sha256: str, offset: int, piece: bytes) -> int:
        """Append to one."""
        if offset != len(self.content[sha256]):
            raise ServerProblem("The piece begins elsewhere.", "upload-offset-wrong", 409)
        self.content[sha256] += piece
        return len(self.content[sha256])

    def tell(self, sha256: str, token: str) -> BundleOut:
        """Say how far one is; sign for it when it is whole."""
        content, size = self.content[sha256], self._sizes[sha256]
        is_whole = len(content) == size and sha256_hex(content) == sha256
        receipt = self._receipt(sha256, size, token) if is_whole else None
        return BundleOut(offset=len(content), size=size, receipt=receipt)

    def _receipt(self, sha256: str, size: int, token: str) -> BundleReceipt:
        device = UUID(token.removeprefix("token-"))
        text = seal.bundle_receipt_text(
            device=device, sha256=sha256, size=size, received_at=RECEIVED_AT
        )
        return BundleReceipt(
            device=device,
            sha256=sha256,
            size=size,
            received_at=RECEIVED_AT,
            signature=seal.sign(self._seed, text),
        )
