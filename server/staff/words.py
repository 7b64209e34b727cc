"""What accounts are in missions, in words."""

from collections.abc import Mapping
from uuid import UUID

from server.accounts.caller import Standing
from server.missions.models import Mission


def standing_words(standing: Standing, missions: Mapping[UUID, Mission]) -> str:
    """Return what somebody is and where, as `coordinator of example-2026 in Almaty`."""
    where = "all missions"
    if standing.mission_id is not None:
        mission = missions.get(standing.mission_id)
        where = mission.code if mission else "a mission that is gone"
    return f"{standing.role.words} of {where}{within(standing)}"


def within(standing: Standing) -> str:
    """Return the regions or the organisation of a standing, or ''."""
    if standing.regions:
        return f" in {'; '.join(standing.regions)}"
    return f" ({standing.organisation})" if standing.organisation else ""
