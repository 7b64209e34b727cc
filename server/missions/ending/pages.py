"""The end of a mission, as its template sees it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from server.missions.closing import closed_words
from server.missions.erasing import REMAINS, Planned, retention_ends
from server.missions.here import Place
from server.missions.models import Mission
from server.missions.service import mission_document
from server.pages import Page


@dataclass(frozen=True, slots=True)
class ClosingPage(Page):
    """Where a mission is closed, archived, and its personal data erased."""

    template: ClassVar[str] = "closing.html"
    code: str
    is_closed: bool
    closed: str
    archived: str
    """Since when it is in the archive; '' = it is not."""
    retention: str
    planned: tuple[Planned, ...]
    remains: tuple[str, ...]
    erased: str
    problem: str


def closing_page(
    here: Place, mission: Mission, plan: Sequence[Planned], now: datetime, problem: str = ""
) -> ClosingPage:
    """Return the page; `mission` as it is now."""
    times = here.times
    return ClosingPage(
        frame=here.frame("Closing", "registers"),
        code=mission.code,
        is_closed=mission.closed_at is not None,
        closed=closed_words(mission),
        archived=times.at(mission.archived_at) if mission.archived_at else "",
        retention=_retention(here, mission, now),
        planned=tuple(plan),
        remains=REMAINS,
        erased=times.at(mission.erased_at) if mission.erased_at else "",
        problem=problem,
    )


def _retention(here: Place, mission: Mission, now: datetime) -> str:
    ends = retention_ends(mission_document(mission))
    if ends is None:
        return "Nobody has said how long personal data are kept: see Settings."
    words = f"{ends.day} {ends:%B %Y}"
    if now.astimezone(here.times.zone).date() < ends:
        return f"Personal data are kept until {words}: erasing them now is before its time."
    return f"Personal data were to be kept until {words}: that is over."
