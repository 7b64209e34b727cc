"""What checks look at, and what they come to. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from enum import StrEnum
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from server.missions.check_rules import Severity
from shared.positions import Position
from shared.text import Text


class Outcome(StrEnum):
    """What a check came to."""

    OK = "ok"
    FLAGGED = "flagged"
    MISSING = "missing"
    """One of the answers that it needs is missing, or a non-answer."""
    VERIFIED = "verified"
    """Flagged, and a person has found every answer in it to be as it was observed."""


@dataclass(frozen=True, slots=True)
class SeenReport:
    """A report that counts, as checks see it."""

    entry_id: int
    report_id: UUID
    form_id: str
    form_version: str
    station_code: str
    team_code: str
    visit_id: UUID
    arrived_at: datetime
    departed_at: datetime
    answers: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """Empty where only place and time matter."""


@dataclass(frozen=True, slots=True)
class SeenStation:
    """A station of the register, as checks see it."""

    code: str
    zone: ZoneInfo
    setting: str = ""
    kind: str = ""
    region: str = ""
    voters: int | None = None
    position: Position | None = None
    hours: tuple[time, time] | None = None
    """When voting begins and ends, by its clock; None where the mission does not say."""


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around a report: its station, and the reports next to it."""

    station: SeenStation
    at_station: Sequence[SeenReport] = ()
    """Other reports from the station that count, of all teams and checklists, by arrival; their
    answers as they count, corrected where people corrected them."""
    of_team: Sequence[SeenReport] = ()
    """The team's last report from elsewhere before this one, and its first one after."""
    twins: Sequence[SeenReport] = ()
    """Reports of the same checklist, from elsewhere, with the very same answers."""
    positions: Mapping[str, Position] = field(default_factory=dict[str, Position])
    """By station code, for the stations of `of_team`."""
    clock_ahead: int | None = None
    """Seconds by which the laptop's clock was ahead of ours, as it last said."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What one check came to for one report."""

    check: str
    """Its id: ours, the mission's, or `V34.warning` for a rule of the form."""
    outcome: Outcome
    severity: Severity = Severity.NOTE
    message: Text | None = None
    """The question to ask; None where the check is not flagged."""
    questions: tuple[str, ...] = ()
    """The questions of this report that it looked at; empty = the report as a whole."""
    other: UUID | None = None
    """The other report, where it compares two."""

    @property
    def key(self) -> str:
        """What tells it from the other checks of the same report: `sent-twice/0192…`."""
        return key_of(self.check, self.other)


def key_of(check: str, other: UUID | None) -> str:
    """Return what tells a check of a report from the others."""
    return f"{check}/{other}" if other else check
