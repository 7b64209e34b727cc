"""What teams are made of, to tell whether groups of observers grade alike.

Only groups are ever shown, and to analysts alone: a team's line says nothing about a person that
the person's country, role or organisation does not say.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any
from uuid import UUID

from sqlmodel import Session, select

from server.missions.models import Mission, Team
from server.people.models import OBSERVING, Observer, ObserverRole
from server.people.service import all_observers

TOGETHER = " + "
OF_OBSERVERS: dict[str, Callable[[Observer], str]] = {
    "nationality": lambda observer: observer.nationality,
    "role": lambda observer: ObserverRole(observer.role).words,
    "organisation": lambda observer: observer.organisation,
}
"""What of its observers a team is told by."""


def values_of_teams(db: Session, mission: Mission, by: str) -> dict[str, str]:
    """Return team → the different values of `by` among its observers, as `FR + KZ`.

    An organisation that the mission file gives a team counts before its observers'.
    """
    read = OF_OBSERVERS[by]
    codes: dict[UUID, str] = dict(
        db.exec(select(Team.id, Team.code).where(Team.mission_id == mission.id)).all()
    )
    found: defaultdict[str, set[str]] = defaultdict(set)
    for observer in all_observers(db, mission.id):
        code = codes.get(observer.team_id) if observer.team_id else None
        if code and observer.role in OBSERVING and read(observer):
            found[code].add(read(observer))
    values = {code: TOGETHER.join(sorted(each)) for code, each in found.items()}
    return values | (_organisations(mission) if by == "organisation" else {})


def _organisations(mission: Mission) -> dict[str, str]:
    teams: list[dict[str, Any]] = mission.document.get("teams") or []
    return {
        str(team["code"]): str(team["organisation"]) for team in teams if team.get("organisation")
    }
