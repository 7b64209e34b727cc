"""The laptops of a mission, as their template sees them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from server.journal.enrolment import IssuedCode
from server.journal.models import Device
from server.missions.here import Place
from server.missions.models import Team
from server.pages import Page


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """A laptop."""

    team: str
    name: str
    enrolled: str
    last_seen: str
    waiting: str
    state: str
    revoke: str
    """Where its enrolment is withdrawn; '' = it is withdrawn already, or no laptop."""


@dataclass(frozen=True, slots=True)
class CodeView:
    """A fresh code, shown once."""

    team: str
    code: str
    until: str


@dataclass(frozen=True, slots=True)
class DevicesPage(Page):
    """Who can send, who can't yet, and a way to let them."""

    template: ClassVar[str] = "devices.html"
    summary: str
    without: str
    """The teams that have no laptop; '' = every team has one."""
    rows: tuple[DeviceRow, ...]
    teams: tuple[tuple[str, str], ...]
    """Code and words of each team."""
    issued: CodeView | None


def devices_page(
    place: Place, devices: Sequence[Device], teams: Sequence[Team], issued: IssuedCode | None
) -> DevicesPage:
    """Return the page of the mission's `devices`; `issued` is a code that was just made."""
    of_team = {team.id: team for team in teams}
    active = {each.team_id for each in devices if each.revoked_at is None}
    without = [team.code for team in teams if team.id not in active]
    return DevicesPage(
        frame=place.frame("Devices", "devices"),
        summary=f"{len(teams) - len(without)} of {len(teams)} teams have a laptop",
        without=", ".join(without),
        rows=tuple(_row(place, each, of_team) for each in devices if each.channel == "laptop"),
        teams=tuple((team.code, f"{team.code} {team.name}".strip()) for team in teams),
        issued=CodeView(issued.team, issued.code, place.times.at(issued.expires_at))
        if issued
        else None,
    )


def _row(place: Place, device: Device, of_team: dict[UUID, Team]) -> DeviceRow:
    team = of_team.get(device.team_id) if device.team_id else None
    return DeviceRow(
        team=team.code if team else "",
        name=device.name or "not named",
        enrolled=place.times.at(device.enrolled_at),
        last_seen=place.times.at(device.last_seen_at) if device.last_seen_at else "never",
        waiting=f"{device.waiting:,}" if device.last_seen_at else "not known",
        state=f"withdrawn {place.times.at(device.revoked_at)}" if device.revoked_at else "enrolled",
        revoke="" if device.revoked_at else place.path(f"/devices/{device.id}/withdrawal"),
    )
