"""A laptop that sends files, by the headers of tus."""

import base64
from dataclasses import dataclass

import httpx
import pytest

from shared.digest import sha256_hex
from shared.forms.model import Form
from shared.sync import seal
from shared.sync.protocol import AttachmentBody, UploadOut
from tests.server.journal.conftest import code, device  # pyright: ignore[reportUnusedImport]  # noqa: F401
from tests.server.journal.device import FakeDevice, a_report

PHOTO = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 40
"""Begins as a photograph does."""


@dataclass
class Sender:
    """A device with a report that names files."""

    client: httpx.AsyncClient
    device: FakeDevice

    async def announce(
        self, content: bytes = PHOTO, form: Form | None = None, **more: object
    ) -> int:
        """Push a report, where `form` is given, and the entry of a file; return the entry's seq."""
        report = a_report(form) if form else None
        if report is not None:
            self.device.write(report)
        fields: dict[str, object] = {
            "report": report.report if report else self.device.id,
            "revision": 1,
            "sha256": sha256_hex(content),
            "size": len(content),
            "media_type": "image/jpeg",
            "name": "IMG_1.jpg",
        }
        body = AttachmentBody.model_validate(fields | more)
        self.device.write(body.model_dump_json(), kind="attachment")
        await self.device.sync(self.client)
        return len(self.device.entries)

    def headers(self, **more: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.device.token}", "Tus-Resumable": "1.0.0"} | more

    async def begin(self, entry: int, content: bytes = PHOTO, size: int | None = None):
        pairs = {"sha256": sha256_hex(content), "entry": str(entry)}
        written = (
            f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in pairs.items()
        )
        headers = {
            "Upload-Length": str(len(content) if size is None else size),
            "Upload-Metadata": ",".join(written),
        }
        return await self.client.post("/api/v1/uploads", headers=self.headers(**headers))

    async def send(self, where: str, offset: int, piece: bytes, **more: str) -> httpx.Response:
        headers = {"Content-Type": "application/offset+octet-stream", "Upload-Offset": str(offset)}
        return await self.client.patch(where, content=piece, headers=self.headers(**headers | more))

    async def deliver(self, content: bytes = PHOTO) -> str:
        """Announce a file and send it in two pieces; return where the upload is."""
        begun = await self.begin(await self.announce(content), content)
        where = begun.headers["Location"]
        half = len(content) // 2
        assert (await self.send(where, 0, content[:half])).status_code == 204
        done = await self.send(where, half, content[half:])
        assert done.status_code == 204, done.text
        return where

    async def tell(self, where: str) -> UploadOut:
        answer = await self.client.get(where, headers=self.headers())
        return UploadOut.model_validate_json(answer.content)

    def vouches(self, told: UploadOut) -> bool:
        """Tell whether the receipt is the server's, for what it says."""
        receipt = told.receipt
        assert receipt is not None
        text = seal.attachment_receipt_text(
            device=self.device.id,
            sha256=receipt.sha256,
            size=receipt.size,
            received_at=receipt.received_at,
        )
        return seal.is_signed_by(self.device.server_key, text, receipt.signature)


@pytest.fixture
def sender(client: httpx.AsyncClient, device: FakeDevice) -> Sender:  # noqa: F811
    return Sender(client, device)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    """Everything in this room holds on both databases."""
    return request.param
