"""/api/v1/uploads: files that entries of a laptop's journal announced."""

from datetime import datetime
from typing import cast

from fastapi import Request

from server.journal.attachments.models import Upload
from server.journal.attachments.tus import read_announced
from server.journal.attachments.tus_routes import TusRoutes
from server.journal.attachments.uploads import Uploads, receipt_of
from server.journal.models import Device
from shared.sync.protocol import UploadOut
from shared.sync.seal import Signer


def _uploads(request: Request) -> Uploads:
    return cast(Uploads, request.app.state.uploads)


def _begin(request: Request, device: Device, length: str, metadata: str, now: datetime) -> Upload:
    return _uploads(request).begin(device, read_announced(length, metadata), now=now)


def _tell(request: Request, upload: Upload) -> UploadOut:
    key = cast(Signer, request.app.state.server_key)
    return UploadOut(offset=upload.offset, size=upload.size, receipt=receipt_of(key, upload))


router = TusRoutes("/api/v1/uploads", _uploads, _begin, _tell, UploadOut).router
