"""Closing a mission: from then on it is to be read only, and what still arrives waits for a person.

Intake goes on keeping whatever laptops send: nothing observed is lost. Closing can be taken back;
archiving puts a closed mission out of the way of the others.
"""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from server.accounts import trail
from server.accounts.caller import Doer
from server.changes import log
from server.missions.models import Mission
from shared.problems import Problem

STAYS_OPEN = (
    "/m/{code}/closing",
    "/m/{code}/bundles",
    "/m/{code}/exports",
    "/m/{code}/text-check",
    "/m/{code}/members",
    "/m/{code}/invitations",
    "/m/{code}/demands",
    "/m/{code}/devices/{device_id}/withdrawal",
    "/m/{code}/reports/{report_id}/judgement",
    "/m/{code}/incidents/{incident_id}/judgement",
    "/m/{code}/observers/{observer}/erasure",
    "/m/{code}/observer-names",
    "/m/{code}/statement/sealed",
)
"""Beginnings of addresses that change something in a closed mission, too: what still came in is
kept and judged, people's rights are granted, what was sealed stays in use."""


class MissionClosed(Problem):
    """The mission is closed: it is to be read, and changed no more."""

    status = 409
    code = "mission-closed"
    title = "This mission is closed"


class NotClosed(Problem):
    """The deed is for closed missions only."""

    status = 409
    code = "mission-not-closed"
    title = "This mission is not closed"


def close(db: Session, mission_id: UUID, reason: str, *, by: Doer, now: datetime) -> None:
    """Close a mission, with a reason. What arrives from `now` on waits in quarantine."""
    mission = _locked(db, mission_id)
    if mission.closed_at is None:
        mission.closed_at, mission.closing = now, f"{by.name}: {reason}"
        _note(db, mission, "mission.closed", by, now, reason=reason)


def reopen(db: Session, mission_id: UUID, *, by: Doer, now: datetime) -> None:
    """Open a closed mission again; what arrived meanwhile is judged as if it had been open."""
    mission = _locked(db, mission_id)
    if mission.closed_at is not None:
        mission.closed_at, mission.closing, mission.archived_at = None, "", None
        _note(db, mission, "mission.reopened", by, now)
        log.note(db, mission.id, "form", [log.EVERYTHING])


def archive(db: Session, mission_id: UUID, *, by: Doer, now: datetime, undo: bool = False) -> None:
    """Put a closed mission into the archive, or take it out. Raises NotClosed."""
    mission = _locked(db, mission_id)
    require_closed(mission)
    mission.archived_at = None if undo else now
    _note(db, mission, "mission.unarchived" if undo else "mission.archived", by, now)


def is_open_for(mission: Mission, method: str, path: str) -> bool:
    """Say whether an address, by the template of its path, may be used as the mission stands."""
    reads = method in {"GET", "HEAD"}
    return reads or mission.closed_at is None or path.startswith(STAYS_OPEN)


def require_open(mission: Mission) -> None:
    """Raise MissionClosed where nothing may be changed any more."""
    if mission.closed_at is not None:
        raise MissionClosed(
            f"{closed_words(mission)} Reopen it first, on its page Closing or with "
            f"evenhand-server mission reopen {mission.code}."
        )


def require_closed(mission: Mission) -> None:
    """Raise NotClosed where the mission still goes on."""
    if mission.closed_at is None:
        raise NotClosed(
            f"'{mission.code}' is still open. Close it first, on its page Closing or with "
            f"evenhand-server mission close {mission.code}: then nothing more is added while this "
            "is done."
        )


def closed_words(mission: Mission) -> str:
    """Return when the mission was closed, by whom and why; '' where it is open."""
    if mission.closed_at is None:
        return ""
    day = f"{mission.closed_at.day} {mission.closed_at:%B %Y}"
    return (
        f"This mission was closed on {day} ({mission.closing}). It is to be read only; what still "
        "arrives is kept and waits for a person."
    )


def _locked(db: Session, mission_id: UUID) -> Mission:
    return db.get_one(Mission, mission_id, with_for_update=True, populate_existing=True)


def _note(
    db: Session, mission: Mission, deed: str, by: Doer, now: datetime, *, reason: str = ""
) -> None:
    db.add(mission)
    subject = f"mission {mission.code}"
    trail.record(db, by, deed, now=now, mission_id=mission.id, subject=subject, reason=reason)
