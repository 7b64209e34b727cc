"""Which missions an account may know of. Missing and hidden look the same."""

from collections.abc import Sequence

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from server.accounts.caller import Caller
from server.missions.models import Mission
from server.missions.service import NoSuchMission


def visible(caller: Caller) -> SelectOfScalar[Mission]:
    """Return the missions that `caller` sees, as a query."""
    missions = select(Mission)
    if caller.standing_everywhere is not None:
        return missions
    return missions.where(col(Mission.id).in_(each.mission_id for each in caller.standings))


def list_visible_missions(db: Session, caller: Caller) -> Sequence[Mission]:
    """Return the missions that `caller` sees, the latest election first."""
    query = visible(caller).order_by(col(Mission.election_date).desc(), Mission.code)
    return db.exec(query).all()


def get_visible_mission(db: Session, caller: Caller, code: str) -> Mission:
    """Return the mission called `code`; raises NoSuchMission, which names no other."""
    mission = db.exec(visible(caller).where(Mission.code == code)).one_or_none()
    if mission is None:
        raise NoSuchMission(
            f"The account {caller.name} sees no mission {code!r}. Check the address."
        )
    return mission
