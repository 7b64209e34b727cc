"""Receipts: the server's word that it holds a device's chain, ready to be sent."""

from typing import NamedTuple
from uuid import UUID

from server.journal.chain import Decision
from shared.sync import seal
from shared.sync.protocol import PushOut, Receipt, Verdict


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
