"""Devices: who sends, by its token; what coordinators see of it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, update
from sqlmodel import Session, col, select

from server.accounts.caller import Doer
from server.errors import NotFound
from server.journal.models import Device
from server.journal.problems import DeviceRevoked, UnknownDevice
from server.missions.models import Mission
from shared.digest import sha256_hex

BEARER = "Bearer "


def token_hash_of(authorization: str) -> str:
    """Return the hash by which a token is known, from an `Authorization` header.

    Raises UnknownDevice when the header holds no token.
    """
    if not authorization.startswith(BEARER):
        raise _unknown()
    return sha256_hex(authorization.removeprefix(BEARER).strip().encode())


def get_by_token(db: Session, token_hash: str) -> Device:
    """Return the device with this token, revoked or not. Raises UnknownDevice."""
    device = db.exec(select(Device).where(Device.token_hash == token_hash)).one_or_none()
    if device is None:
        raise _unknown()
    return device


def get_trusted(db: Session, authorization: str) -> Device:
    """Return the device that asks for something. Raises UnknownDevice or DeviceRevoked."""
    device = get_by_token(db, token_hash_of(authorization))
    if device.revoked_at is not None:
        raise DeviceRevoked(
            "A coordinator has withdrawn this laptop's enrolment. It may still send what it has; "
            "ask your coordinator for a new enrolment code to receive anything."
        )
    return device


def get_device(db: Session, mission_id: UUID, device_id: UUID) -> Device:
    """Return a device of the mission. Raises NotFound."""
    device = db.get(Device, device_id)
    if device is None or device.mission_id != mission_id:
        raise NotFound(f"The mission has no device {device_id}. See the list of devices.")
    return device


def revoke(db: Session, mission_id: UUID, device_id: UUID, *, now: datetime) -> Device:
    """Withdraw a device's enrolment: what it sends from now on stands in quarantine."""
    device = get_device(db, mission_id, device_id)
    device.revoked_at = device.revoked_at or now
    db.add(device)
    return device


def _unknown() -> UnknownDevice:
    return UnknownDevice(
        "The server does not know this laptop. Enrol it with a code from your coordinator; "
        "what is on it stays there."
    )


def count_named(db: Session, mission: Mission) -> int:
    """Return how many devices of `mission` bear a name, which may be a person's."""
    named = select(func.count()).where(Device.mission_id == mission.id, Device.name != "")
    return db.exec(named).one()


def erase_names(db: Session, mission: Mission, by: Doer, now: datetime) -> int:
    """Erase what the devices of `mission` are called; return how many were."""
    del by, now
    count = count_named(db, mission)
    db.connection().execute(
        update(Device).where(col(Device.mission_id) == mission.id).values(name="")
    )
    return count
