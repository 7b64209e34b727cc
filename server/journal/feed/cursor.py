"""The cursor that a laptop carries: opaque to it, and never a reason to refuse an answer."""

import base64
import binascii
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from server.changes.log import Position


class Cursor(BaseModel):
    """How far a team's laptop has been told.

    While everything is told anew, `kind` and `place` say how far that is, and the log is followed
    later from where it ended when that began.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    team: UUID
    seq: int = Field(ge=0, lt=2**63)
    mark: str = Field(pattern=r"^[^\x00]*$")
    kind: str | None = None
    place: str = Field(default="", pattern=r"^[^\x00]*$")

    @property
    def position(self) -> Position:
        """Where the log is to be followed from."""
        return Position(self.seq, self.mark)


def write_cursor(cursor: Cursor) -> str:
    """Return `cursor` as laptops carry it."""
    written = cursor.model_dump_json(exclude_defaults=True).encode()
    return base64.urlsafe_b64encode(written).decode()


def read_cursor(text: str) -> Cursor | None:
    """Return the cursor that `text` is, or None where it is none of ours."""
    try:
        return Cursor.model_validate_json(base64.urlsafe_b64decode(text.encode()))
    except (ValidationError, binascii.Error, ValueError):
        return None
