"""A team's word that it is safe, or that it is not: the body of an entry of kind `check_in`."""

from enum import StrEnum

from pydantic import AwareDatetime, Field

from shared.sync.protocol import Wire

CHECK_IN = "check_in"
"""The kind of the entry."""
MOST_WORDS = 500


class Wellbeing(StrEnum):
    """How the team is."""

    SAFE = "safe"
    HELP = "help"
    """It needs help, now."""


class CheckInBody(Wire):
    """The team has checked in."""

    format: int = 1
    """Of this body; grows when it means something else."""
    state: Wellbeing
    at: AwareDatetime
    """When, by the laptop's clock."""
    station: str = Field(default="", max_length=200)
    """Where the team said it was; '' = it did not say."""
    text: str = Field(default="", max_length=MOST_WORDS)
