"""One-time codes, and the devices that they enrol."""

import base64
import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session

from server.journal.models import Device, EnrolmentCode
from server.journal.problems import (
    EnrolmentCodeExpired,
    EnrolmentCodeUnknown,
    EnrolmentCodeUsed,
)
from server.missions import service as missions
from server.missions.closing import MissionClosed
from server.missions.models import Mission, Team
from shared.digest import sha256_hex
from shared.sync.pack_file import spelt_code
from shared.sync.protocol import EnrolIn, EnrolOut
from shared.sync.seal import Signer, device_id_of
from shared.text import as_one_line

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""32 signs, none of which looks like another when written by hand in capitals."""
GROUPS, GROUP_LENGTH = 4, 4
"""16 signs of 5 bits: 80 bits."""


@dataclass(frozen=True)
class IssuedCode:
    """A code as it is handed over; only its hash is kept."""

    mission: str
    team: str
    code: str
    expires_at: datetime


def issue_code(
    db: Session, mission_code: str, team_code: str, *, length: timedelta, now: datetime
) -> IssuedCode:
    """Make a code with which one device may enrol for a team until `length` has passed.

    Raises MissionClosed; NoSuchMission or NoSuchTeam, which name those there are.
    """
    mission = missions.get_mission(db, mission_code, to_write=True)
    team = missions.get_team(db, mission, team_code)
    code = "-".join(
        "".join(secrets.choice(ALPHABET) for _ in range(GROUP_LENGTH)) for _ in range(GROUPS)
    )
    db.add(
        EnrolmentCode(
            code_hash=_hash_of(code),
            mission_id=mission.id,
            team_id=team.id,
            created_at=now,
            expires_at=now + length,
        )
    )
    return IssuedCode(mission.code, team.code, code, now + length)


def enrol(db: Session, message: EnrolIn, *, key: Signer, now: datetime) -> EnrolOut:
    """Make a device of whoever knows a code, and use the code up.

    A laptop that lost the answer may ask again with the same code and key: it gets the same
    answer. So a request that arrives twice, or long after a second try, takes nothing from it.
    Raises one problem each for unknown, expired and used codes, and MissionClosed.
    """
    code = _code_of(db, message)
    device = _known(db, code, message)
    if device is None:
        _require_joinable(db.get_one(Mission, code.mission_id))
        device = _new_device(db, code, message, now)
    if device.last_seen_at:
        raise _used()
    token = _token_of(device, key)
    device.token_hash = sha256_hex(token.encode())
    db.add(device)
    mission, team = db.get_one(Mission, code.mission_id), db.get_one(Team, code.team_id)
    return EnrolOut(
        device=device.id,
        token=token,
        server_key=key.public_key,
        mission=mission.code,
        team=team.code,
    )


def _token_of(device: Device, key: Signer) -> str:
    """Return the device's token: the same at each asking, and known to nobody without the key."""
    signature = key.sign(f"evenhand token 1\n{device.id}\n{device.public_key}\n".encode())
    return base64.urlsafe_b64encode(hashlib.sha256(signature.encode()).digest()).decode().strip("=")


def introduce(
    db: Session,
    message: EnrolIn,
    mission_id: UUID,
    *,
    key: Signer,
    now: datetime,
    admit: bool = False,
) -> None:
    """Make a device of a laptop that speaks through a bundle; one that is known stays as it is.

    It learns its token when it asks itself. A closed mission takes it in too: what is in its
    bundle is kept, and waits for a person. With `admit`, a coordinator answers for a laptop
    whose code another one had used, or which is too old. Raises as `enrol` does; another
    mission's code is unknown.
    """
    if db.get(Device, device_id_of(message.public_key)) is not None:
        return
    code = _code_of(db, message)
    if code.mission_id != mission_id:
        raise _unknown()
    device = _device(code, message, now) if admit else _new_device(db, code, message, now)
    device.token_hash = sha256_hex(_token_of(device, key).encode())
    db.add(device)


def _code_of(db: Session, message: EnrolIn) -> EnrolmentCode:
    # Of two who use one code at once, the second waits here and finds it used.
    code = db.get(EnrolmentCode, _hash_of(message.code), with_for_update=True)
    if code is None:
        raise _unknown()
    return code


def _known(db: Session, code: EnrolmentCode, message: EnrolIn) -> Device | None:
    """Return the device with this key, where the code is the one that enrolled it; else raise."""
    device = db.get(Device, device_id_of(message.public_key))
    if device is not None and code.device_id != device.id:
        raise _used()
    return device


def _new_device(db: Session, code: EnrolmentCode, message: EnrolIn, now: datetime) -> Device:
    if code.used_at is not None:
        raise _used()
    if code.expires_at <= now:
        raise _expired(code)
    device = _device(code, message, now)
    code.used_at, code.device_id = now, device.id
    db.add(code)
    return device


def _device(code: EnrolmentCode, message: EnrolIn, now: datetime) -> Device:
    return Device(
        id=device_id_of(message.public_key),
        mission_id=code.mission_id,
        team_id=code.team_id,
        name=as_one_line(message.name),
        public_key=message.public_key,
        token_hash="",
        enrolled_at=now,
    )


def _require_joinable(mission: Mission) -> None:
    """Raise MissionClosed, in words for observers, where no laptop joins any more."""
    if mission.closed_at is not None:
        day = f"{mission.closed_at.day} {mission.closed_at:%B %Y}"
        raise MissionClosed(
            f"This mission was closed on {day}: no laptop joins it any more. Ask your coordinator. "
            "Reports that are already on this laptop stay there, and go to headquarters as a "
            "bundle."
        )


def _unknown() -> EnrolmentCodeUnknown:
    return EnrolmentCodeUnknown(
        "No such code was given out. Check it sign by sign (there is no 0, 1, I or O in it), "
        "or ask your coordinator for a new one."
    )


def _used() -> EnrolmentCodeUsed:
    return EnrolmentCodeUsed(
        "This code has enrolled a laptop already; each code works once. Ask your coordinator for "
        "a new one. If it was not you who used it, say so."
    )


def _expired(code: EnrolmentCode) -> EnrolmentCodeExpired:
    return EnrolmentCodeExpired(
        f"This code could be used until {code.expires_at:%d %B %Y, %H:%M} UTC. Ask your "
        "coordinator for a new one."
    )


def _hash_of(code: str) -> str:
    return sha256_hex(spelt_code(code).encode())
