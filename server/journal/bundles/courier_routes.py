"""/api/v1/bundles: bundles that a courier's laptop hands over, by the same protocol as files."""

from datetime import datetime
from typing import cast

from fastapi import Request

from server.journal.attachments.tus import read_hash, read_number
from server.journal.attachments.tus_routes import TusRoutes
from server.journal.bundles.couriers import Couriers
from server.journal.bundles.models import CarriedBundle
from server.journal.models import Device
from shared.sync.handover import BundleOut
from shared.sync.seal import Signer


def _couriers(request: Request) -> Couriers:
    return cast(Couriers, request.app.state.couriers)


def _begin(
    request: Request, device: Device, length: str, metadata: str, now: datetime
) -> CarriedBundle:
    size, sha256 = read_number("Upload-Length", length), read_hash(metadata)
    return _couriers(request).begin(device, sha256, size, now=now)


def _tell(request: Request, carried: CarriedBundle) -> BundleOut:
    return _couriers(request).answer(cast(Signer, request.app.state.server_key), carried)


router = TusRoutes("/api/v1/bundles", _couriers, _begin, _tell, BundleOut).router
