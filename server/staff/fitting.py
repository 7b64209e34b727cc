"""Whether a role that is given speaks of what its mission knows.

A slip of the pen would otherwise make a coordinator who decides nowhere, or a partner without
reports, and nobody would be told.
"""

from collections.abc import Sequence

from sqlmodel import Session

from server.accounts import memberships
from server.accounts.caller import Standing
from server.accounts.problems import UnfitStanding
from server.missions.models import Mission
from server.stations import listing
from server.stations.listing import EVERY, Wanted
from shared.regions import BELOW

_NAMED_AT_MOST = 12


def require_known(db: Session, standing: Standing) -> None:
    """Raise UnfitStanding where nobody can be that, or a mission lacks its organisation or region.

    Before there is a register, nobody knows the regions: any is taken.
    """
    memberships.require_sense(standing)
    if standing.mission_id is None:
        return
    mission = db.get_one(Mission, standing.mission_id)
    if standing.organisation:
        _require_organisation(mission, standing.organisation)
    for region in standing.regions:
        _require_region(db, mission, region)


def _require_organisation(mission: Mission, organisation: str) -> None:
    known = [str(each["id"]) for each in mission.document.get("organisations", ())]
    if organisation not in known:
        raise UnfitStanding(
            f"The mission has no organisation {organisation!r}. {_those_known(known)}"
            "Add it under Registers, Organisations first, or name another by its id."
        )


def _require_region(db: Session, mission: Mission, region: str) -> None:
    within, everywhere = Wanted(region=region, state=EVERY), Wanted(state=EVERY)
    if listing.count(db, mission.id, within) or not listing.count(db, mission.id, everywhere):
        return
    outer = region.rpartition(BELOW)[0]
    raise UnfitStanding(
        f"No station of the register lies in {region!r}. "
        f"{_those_known(listing.list_regions(db, mission.id, outer))}"
        f"Write a region as the register does, its levels parted by {BELOW.strip()!r} between "
        "blanks."
    )


def _those_known(names: Sequence[str]) -> str:
    if not names:
        return ""
    rest = f" and {len(names) - _NAMED_AT_MOST:,} more" if len(names) > _NAMED_AT_MOST else ""
    return f"There are: {'; '.join(names[:_NAMED_AT_MOST])}{rest}. "
