"""A visit on the wire, and a station that only the observers know."""

from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from shared.sync.wire import Wire


class StationDescription(Wire):
    """A station that the register lacks, as the observers describe it, to be mapped later."""

    name: str = Field(default="", max_length=200)
    address: str = Field(default="", max_length=400)
    setting: Literal["", "urban", "rural"] = ""
    notes: str = Field(default="", max_length=1000)


class Refusal(Wire):
    """The observers were not let in, or were made to leave."""

    kind: Literal["not_let_in", "made_to_leave"]
    reason: str = Field(max_length=1000)
    """What they were told, or what they saw."""
    asked: str = Field(default="", max_length=200)
    """Whom they asked, by office: no names."""


class VisitBody(Wire):
    """A team at a station, arrival to departure: the body of an entry of kind `visit`.

    It is made when the team leaves; of several with one id, the highest revision counts.
    """

    visit: UUID
    revision: int = Field(ge=1)
    station: str = Field(max_length=200)
    described: StationDescription | None = None
    arrived_at: AwareDatetime
    """By the station's clock."""
    departed_at: AwareDatetime
    present: list[str] = Field(default_factory=list[str], max_length=20)
    """The observers' codes, never their names."""
    refusal: Refusal | None = None
