"""What a report may hold that no column takes: found before it is projected, with a sentence.

The journal keeps every entry as it came; databases differ in what else they keep. So that a report
reads the same on all of them, what one of them would refuse is told, or shown, the same way here.
"""

import math
import re
from datetime import UTC, datetime
from typing import cast

from pydantic import BaseModel

from shared.sync.protocol import ReportBody

MOST_REVISIONS = 1_000_000
"""Of one report."""
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
_LATEST = datetime(2190, 1, 1, tzinfo=UTC)
"""Outside of these, local times run off the calendar's ends."""
_ZERO = re.compile(rb"(?<!\\)((?:\\\\)*)\\u0000")
"""U+0000, as JSON writes it."""


def storable(body: bytes) -> bytes:
    """Return an entry's body with U+0000, which no database keeps in a text, shown as U+FFFD."""
    return _ZERO.sub(rb"\1\\ufffd", body) if b"\\u0000" in body else body


def unstorable(body: ReportBody) -> str:
    """Return what keeps a report from being shown and counted, as a sentence; '' = nothing."""
    if body.arrived_at.tzinfo is None or body.departed_at.tzinfo is None:
        return "Its times say no offset, so nobody knows when they were."
    if body.revision > MOST_REVISIONS or not 0 <= (body.base or 0) <= MOST_REVISIONS:
        return "It says that it is a revision which no report has."
    return _trouble_in([body.arrived_at, body.departed_at, body.answers])


def unstorable_beside(body: BaseModel) -> str:
    """Return the same of an entry that holds something else than a report."""
    if getattr(body, "revision", 0) > MOST_REVISIONS:
        return "It names a revision that no report has."
    return _trouble_in(body.model_dump())


def _trouble_in(value: object) -> str:
    """Return what can't be kept of a value, or of one within it."""
    match value:
        case datetime():
            shown = value if value.tzinfo else value.replace(tzinfo=UTC)
            known = _EARLIEST < shown < _LATEST
            return "" if known else "Its times lie in another age. Look at the laptop's clock."
        case float():
            return "" if math.isfinite(value) else "It holds a number without an end."
        case dict():
            return _trouble_in(list(cast(dict[str, object], value).values()))
        case list():
            troubles = [_trouble_in(each) for each in cast(list[object], value)]
            return next((each for each in troubles if each), "")
        case _:
            return ""
