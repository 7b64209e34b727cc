"""Recommendations: those of past missions, with what became of them, and this mission's own.

How far a recommendation was followed is a person's assessment: it is kept with its reason and the
day it was made.
"""

from enum import StrEnum
from typing import Self

from pydantic import model_validator

from server.missions.part import Sourced
from server.missions.scalars import Code, Day, Words, mistake


class Followed(StrEnum):
    """How far a recommendation was followed, as the mission assesses it."""

    NOT_ASSESSED = "not_assessed"
    FULLY = "fully"
    MOSTLY = "mostly"
    PARTLY = "partly"
    NOT = "not_implemented"


class Recommendation(Sourced):
    """A recommendation: of the report that it names, or this mission's own."""

    key: Code
    text: Words
    addressee: str = ""
    """To whom it is made."""
    priority: bool = False
    """The report counts it among those that come first."""
    report: str = ""
    """The report of a past mission that made it; empty: this mission makes it."""
    number: str = ""
    """Its number there."""
    made_on: Day | None = None
    """The day of that report."""
    carried_from: str = ""
    """The code of the mission on this server whose document it was taken over from."""
    status: Followed = Followed.NOT_ASSESSED
    reason: str = ""
    """Why the mission assesses it so."""
    assessed_on: Day | None = None

    @property
    def is_prior(self) -> bool:
        """Whether a past mission made it."""
        return bool(self.report)

    @model_validator(mode="after")
    def _is_assessed_with_a_reason(self) -> Self:
        if self.status is Followed.NOT_ASSESSED:
            return self
        if not self.is_prior:
            raise mistake(
                "a new recommendation has a status", "Name the report that made it, or no status."
            )
        if not self.reason or self.assessed_on is None:
            raise mistake(
                "it has a status without its reason and day",
                "Write reason and assessed_on, or leave the status not_assessed.",
            )
        return self
