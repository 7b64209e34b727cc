"""The list of missions, as its template sees it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import quote

from server.accounts.caller import Caller
from server.accounts.house import house_frame
from server.accounts.table import ADMINS
from server.missions.models import Mission
from server.pages import Page


@dataclass(frozen=True, slots=True)
class MissionRow:
    """A mission in the list."""

    title: str
    href: str
    election: str
    day: str
    drill: bool
    state: str
    """`closed`, `archived` or ''."""


@dataclass(frozen=True, slots=True)
class MissionsPage(Page):
    """The missions that an account sees."""

    template: ClassVar[str] = "missions.html"
    rows: tuple[MissionRow, ...]
    may_add: bool


def missions_page(missions: Sequence[Mission], caller: Caller) -> MissionsPage:
    """Return the page of the missions that `caller` sees."""
    frame = house_frame(caller, "Missions", "/missions")
    everywhere = caller.standing_everywhere
    may_add = everywhere is not None and everywhere.role in ADMINS
    current = [each for each in missions if each.archived_at is None]
    archived = [each for each in missions if each.archived_at is not None]
    return MissionsPage(frame, tuple(_row(each) for each in (*current, *archived)), may_add)


def _row(mission: Mission) -> MissionRow:
    day = mission.election_date
    return MissionRow(
        title=mission.title,
        href=f"/m/{quote(mission.code, safe='')}",
        election=str(mission.document.get("election", {}).get("name", "")),
        day=f"{day.day} {day:%b %Y}",
        drill=mission.drill,
        state="archived" if mission.archived_at else "closed" if mission.closed_at else "",
    )
