"""Whether a team is made up as it should be: two people, of two nations, trained and accredited.

Warnings only: a mission may have its reasons, and a team of one is better than none.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from uuid import UUID

from sqlmodel import Session

from server.missions.models import Mission
from server.missions.service import list_teams
from server.people.models import Observer, ObserverRole
from server.people.service import all_observers
from server.people.standing import Lack, gaps_of


def warnings_of_teams(db: Session, mission: Mission) -> dict[UUID, list[str]]:
    """Return the warnings of all teams of a mission, by team's id; without any, an empty list.

    While nobody is registered at all there is nothing to warn of.
    """
    observers = all_observers(db, mission.id)
    members: dict[UUID, list[Observer]] = defaultdict(list)
    for observer in observers:
        if observer.team_id is not None:
            members[observer.team_id].append(observer)
    if not observers:
        return {team.id: [] for team in list_teams(db, mission.id)}
    return {
        team.id: warnings_of(members[team.id], mission.election_date)
        for team in list_teams(db, mission.id)
    }


def warnings_of(members: Sequence[Observer], election_day: date) -> list[str]:
    """Return a sentence for each thing about a team of these `members` that is worth a look."""
    observers = [each for each in members if ObserverRole(each.role).observes]
    return [*_of_the_pair(observers), *_of_each(members, election_day)]


def _of_the_pair(observers: Sequence[Observer]) -> Iterator[str]:
    if not observers:
        yield "No observer belongs to the team."
        return
    if len(observers) == 1:
        yield f"Observer {observers[0].code} is alone: a team is two observers."
        return
    nations = {each.nationality for each in observers}
    if "" in nations:
        unknown = ", ".join(each.code for each in observers if not each.nationality)
        yield f"The nationality of {unknown} is not known: two nations can't be told."
    elif len(nations) == 1:
        codes = " and ".join(each.code for each in observers)
        yield f"{codes} are of the same nationality; two different ones are better."


def _of_each(members: Sequence[Observer], election_day: date) -> Iterator[str]:
    for member in members:
        lacking = [gap.words for gap in gaps_of(member, election_day) if gap.lack is not Lack.TEAM]
        if lacking:
            yield f"{member.code}: {'; '.join(lacking)}."
