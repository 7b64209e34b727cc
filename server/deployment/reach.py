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


def is_in_reach(here: Place, *teams: TeamPlan | None) -> bool:
    """Say whether the areas of all `teams` are where the account decides."""
    try:
        require_area(here, *teams)
    except OutsideRegions:
        return False
    return True


def teams_in_reach(here: Place, plans: Plans) -> frozenset[str]:
    """Return the codes of the drafted teams that the account may publish."""
    if not here.opens("POST /m/{code}/plan/publication"):
        return frozenset()
    return frozenset(
        code
        for code, draft in plans.drafts.items()
        if is_in_reach(here, draft.value, plans.published.get(code))
    )
