"""A laptop of the tests: writes a chain and pushes it with the real protocol."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import zstandard

from shared.forms.model import Form
from shared.ids import new_id
from shared.sync import seal
from shared.sync.protocol import (
    PROTOCOL_VERSION,
    ZSTD,
    EnrolOut,
    EntryIn,
    FormReference,
    Push,
    PushOut,
    ReportBody,
    Wire,
)
from tests.server.builders import START


@dataclass
class FakeDevice:
    """Its journal, in memory."""

    id: UUID
    token: str
    seed: bytes
    server_key: str = ""
    entries: list[EntryIn] = field(default_factory=list[EntryIn])
    hashes: list[str] = field(default_factory=lambda: [seal.GENESIS])
    """By seq."""

    def clone(self) -> "FakeDevice":
        """Return what a copy of the laptop's disk would be."""
        return FakeDevice(
            self.id, self.token, self.seed, self.server_key, [*self.entries], [*self.hashes]
        )

    def write(self, body: Wire | str, kind: str = "report") -> None:
        """Add an entry to the chain."""
        text = body if isinstance(body, str) else body.model_dump_json()
        made_at = (START + timedelta(minutes=len(self.entries))).isoformat()
        self.entries.append(EntryIn(made_at=made_at, kind=kind, body=text))
        self.hashes.append(
            seal.entry_hash(
                device=self.id,
                seq=len(self.entries),
                previous=self.hashes[-1],
                made_at=made_at,
                kind=kind,
                body=text.encode(),
            )
        )

    def push(self, first: int = 1, last: int | None = None, **changes: Any) -> Push:  # noqa: ANN401
        """Return the push of entries `first` to `last` (None = the newest)."""
        last = len(self.entries) if last is None else last
        head = self.hashes[last]
        checkpoint = seal.checkpoint_text(device=self.id, seq=last, head=head)
        push = Push(
            protocol=PROTOCOL_VERSION,
            device=self.id,
            first=first,
            previous=self.hashes[first - 1],
            entries=self.entries[first - 1 : last],
            signature=seal.sign(self.seed, checkpoint),
        )
        return push.model_copy(update=changes)

    def vouched(self, answer: PushOut) -> bool:
        """Tell whether the receipt is the server's, over this device's own chain."""
        receipt = answer.receipt
        text = seal.receipt_text(
            device=self.id,
            through=receipt.through,
            head=receipt.head,
            received_at=receipt.received_at,
        )
        return (
            seal.is_signed_by(self.server_key, text, receipt.signature)
            and receipt.head == self.hashes[receipt.through]
        )

    async def send(
        self, client: httpx.AsyncClient, push: Push | bytes, url: str = ""
    ) -> httpx.Response:
        """POST `push`, compressed as laptops do; bytes go as they are."""
        content = push if isinstance(push, bytes) else compressed(push)
        headers = {"Authorization": f"Bearer {self.token}", "Content-Encoding": ZSTD}
        return await client.post(f"{url}/api/v1/push", content=content, headers=headers)

    async def sync(self, client: httpx.AsyncClient, first: int = 1) -> PushOut:
        """Push everything from `first` on and return the answer, which must be one."""
        answer = await self.send(client, self.push(first))
        assert answer.status_code == 200, answer.text
        return PushOut.model_validate_json(answer.content)


async def enrolled(
    client: httpx.AsyncClient, code: str, name: str = "laptop", url: str = ""
) -> FakeDevice:
    """Enrol a device over HTTP with a one-time code."""
    seed = seal.new_signing_key()
    message = {
        "protocol": PROTOCOL_VERSION,
        "code": code,
        "public_key": seal.public_key_of(seed),
        "name": name,
    }
    answer = await client.post(f"{url}/api/v1/enrol", json=message)
    assert answer.status_code == 200, answer.text
    given = EnrolOut.model_validate_json(answer.content)
    return FakeDevice(given.device, given.token, seed, given.server_key)


def compressed(push: Push) -> bytes:
    """Return the bytes of a push as laptops send them."""
    return zstandard.ZstdCompressor().compress(push.model_dump_json().encode())


def a_report(form: Form, answers: dict[str, Any] | None = None, **fields: Any) -> ReportBody:  # noqa: ANN401
    """Return the first revision of a report; say only what matters."""
    arrived: datetime = fields.pop("arrived_at", START)
    given: dict[str, Any] = {
        "report": new_id(),
        "revision": 1,
        "form": FormReference(id=form.id, version=form.version, digest=form.digest),
        "station": "0042",
        "visit": new_id(),
        "arrived_at": arrived,
        "departed_at": arrived + timedelta(minutes=30),
        "answers": {"ramp": "yes", "booths": 4} if answers is None else answers,
    }
    return ReportBody(**(given | fields))


def reports(form: Form, count: int) -> Sequence[ReportBody]:
    """Return `count` different reports."""
    return [a_report(form) for _ in range(count)]
