"""Identifiers that anyone can mint offline and that sort by the time they were made."""

import secrets
from datetime import datetime
from uuid import UUID

from shared.clock import system_clock


def new_id(moment: datetime | None = None) -> UUID:
    """Return a version 7 UUID (RFC 9562) for `moment`, or for now.

    48 bits of Unix milliseconds, then 74 random bits.
    """
    moment = moment or system_clock()
    milliseconds = int(moment.timestamp() * 1000)
    value = milliseconds << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return UUID(int=value)
