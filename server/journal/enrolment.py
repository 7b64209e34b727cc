"""One-time codes, and the devices that they enrol."""

import base64
import hashlib
import secrets
import string
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from server.journal.models import Device, EnrolmentCode
from server.journal.problems import (
    EnrolmentCodeExpired,
    EnrolmentCodeUnknown,
    EnrolmentCodeUsed,
)
from server.missions import service as missions
from server.missions.models import Mission, Team
from shared.digest import sha256_hex
from shared.ids import new_id
from shared.sync.protocol import EnrolIn, EnrolOut
from shared.sync.seal import Signer

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""32 signs, none of which looks like another when written by hand in capitals."""
GROUPS, GROUP_LENGTH = 4, 4
"""16 signs of 5 bits: 80 bits."""
_AS_READ = str.maketrans("", "", string.whitespace + "-")


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

    Raises NoSuchMission or NoSuchTeam, which name those there are.
    """
    mission = missions.get_mission(db, mission_code)
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
    Raises one problem each for unknown, expired and used codes.
    """
    # Of two who use one code at once, the second waits here and finds it used.
    code = db.get(EnrolmentCode, _hash_of(message.code), with_for_update=True)
    if code is None:
        raise EnrolmentCodeUnknown(
            "No such code was given out. Check it sign by sign (there is no 0, 1, I or O in it), "
            "or ask your coordinator for a new one."
        )
    if code.used_at is not None:
        device = _asking_again(db, code, message)
    elif code.expires_at <= now:
        raise _expired(code)
    else:
        device = _new_device(code, message, now)
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


def _new_device(code: EnrolmentCode, message: EnrolIn, now: datetime) -> Device:
    device = Device(
        id=new_id(now),
        mission_id=code.mission_id,
        team_id=code.team_id,
        name=message.name,
        public_key=message.public_key,
        token_hash="",
        enrolled_at=now,
    )
    code.used_at, code.device_id = now, device.id
    return device


def _asking_again(db: Session, code: EnrolmentCode, message: EnrolIn) -> Device:
    """Return the device that the code enrolled, when it is the same laptop; else raise."""
    device = db.get(Device, code.device_id) if code.device_id else None
    if device is None or device.public_key != message.public_key or device.last_seen_at:
        raise _used()
    return device


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
    return sha256_hex(code.upper().translate(_AS_READ).encode())
