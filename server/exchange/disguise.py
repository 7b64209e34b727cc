"""What would tell who and exactly when, made to tell it no longer.

Ids that laptops mint hold the millisecond at which they were minted, so they are replaced too.
Stand-ins follow from the server's key and from what was asked: the same export of the same moment
gives the same ones, and two different exports can't be joined by them.
"""

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from shared.digest import canonical_json
from shared.sync import seal

_CLOCK = re.compile(r"(?<![+\-\d])(\d{1,2}):\d\d(?::\d\d(?:\.\d+)?)?")
"""A time of day, wherever it stands; not the offset behind one."""
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d[T ])?\d{1,2}:\d\d[\d:.]*(Z|[+-]\d\d:\d\d)?")
_LONGEST = 8
"""Hexadecimal digits of a team's stand-in: of a thousand teams, two collide once in ten thousand
exports."""


def secret_for(key: seal.Signer, *of: str) -> bytes:
    """Return what nobody without the server's key can tell, the same for the same `of`."""
    return bytes.fromhex(key.sign(b"evenhand export stand-ins 1\n" + canonical_json(list(of))))


@dataclass(frozen=True, slots=True)
class Disguise:
    """Writes who and when, as openly as was granted."""

    secret: bytes
    zone: ZoneInfo
    people: bool
    exact_times: bool

    def id_of(self, held: UUID) -> str:
        """Return an id, or what stands for it where times are coarse."""
        if self.exact_times:
            return str(held)
        return str(UUID(bytes=self._digest(b"id", held.bytes)[:16], version=5))

    def team(self, code: str) -> str:
        """Return a team's code, or what stands for it; '' where no team is known."""
        if self.people or not code:
            return code
        return f"team-{self._digest(b'team', code.encode()).hex()[:_LONGEST]}"

    def person(self, name: str) -> str:
        """Return a name or an observer's code, or nothing."""
        return name if self.people else ""

    def moment(self, at: datetime) -> str:
        """Return a moment by the mission's clock, or the hour in which it lies."""
        local = at.astimezone(self.zone)
        if not self.exact_times:
            local = local.replace(minute=0, second=0, microsecond=0)
        return local.isoformat(timespec="seconds")

    def clock(self, text: str) -> str:
        """Return an answer that is a time of day or a moment, or the hour in which it lies."""
        return text if self.exact_times else _CLOCK.sub(r"\1:00", text)

    def whole_clock(self, text: str) -> str:
        """Return a text; where all of it is a time of day or a moment, as `clock` does."""
        return self.clock(text) if _MOMENT.fullmatch(text) else text

    def _digest(self, kind: bytes, what: bytes) -> bytes:
        return hmac.new(self.secret, kind + b"\n" + what, hashlib.sha256).digest()
