"""What routes about people ask for: the store of names, and whom the account may decide about."""

from collections.abc import Mapping
from typing import Annotated, cast
from uuid import UUID

from fastapi import Depends, Request
from sqlmodel import Session

from server.missions.here import Place
from server.missions.models import Team
from server.missions.service import list_teams
from server.people.models import Observer
from server.people.names import Names


async def _names(request: Request) -> Names:
    return cast(Names, request.app.state.names)


TheNames = Annotated[Names, Depends(_names)]
"""The application's store of names."""


def teams_by_id(db: Session, here: Place) -> dict[UUID, Team]:
    """Return the mission's teams."""
    return {team.id: team for team in list_teams(db, here.mission.id)}


def require_about(here: Place, teams: Mapping[UUID, Team], team_id: UUID | None) -> None:
    """Raise OutsideRegions unless the account decides about who is in this team, or in none."""
    here.require_team(teams.get(team_id) if team_id else None)


def may_name(here: Place, teams: Mapping[UUID, Team], observer: Observer) -> bool:
    """Say whether the account may read who `observer` is: a region's coordinator, their teams'."""
    if not here.coordinates:
        return False
    if not here.standing.regions:
        return True
    team = teams.get(observer.team_id) if observer.team_id else None
    regions = team.regions if team else []
    return bool(regions) and all(here.standing.answers_for(each) for each in regions)
