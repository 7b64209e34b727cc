"""Which teams a coordinator of regions may plan: those whose whole area is theirs."""

from server.accounts.problems import OutsideRegions
from server.deployment.drafts import Plans
from server.missions.document import TeamPlan
from server.missions.here import Place


def require_area(here: Place, *teams: TeamPlan | None) -> None:
    """Raise OutsideRegions unless the areas of all `teams` are where the account decides."""
    for team in teams:
        for region in (team.regions or [""]) if team else ():
            here.require_region(region)


def teams_in_reach(here: Place, plans: Plans) -> frozenset[str]:
    """Return the codes of the drafted teams that the account may publish."""
    found: set[str] = set()
    if not here.opens("POST /m/{code}/plan/publication"):
        return frozenset()
    for code, draft in plans.drafts.items():
        try:
            require_area(here, draft.value, plans.published.get(code))
        except OutsideRegions:
            continue
        found.add(code)
    return frozenset(found)
