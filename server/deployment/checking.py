"""The questions about a mission's plans as they stand: gathered from the registers, then asked."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session

from server.deployment.differences import differences
from server.deployment.drafts import Plans, read_plans
from server.deployment.local_times import Clocks
from server.deployment.places import count_by_region, places_of
from server.deployment.questions.asking import ask
from server.deployment.questions.question import Question, Setting
from server.missions.document import MissionFile, Stop, TeamPlan
from server.missions.models import Mission
from server.missions.service import list_teams, mission_document
from server.people.composition import warnings_of_teams
from server.people.models import ObserverRole
from server.people.service import all_observers


def clocks_of(mission: Mission) -> Clocks:
    """Return the clock by which a mission's plans are kept."""
    return Clocks(ZoneInfo(mission.timezone), mission.election_date)


def codes_in(teams: Iterable[TeamPlan]) -> set[str]:
    """Return the codes of the stations that `teams` plan to visit."""
    return {stop.station for team in teams for stop in team.plan}


def setting_of(
    db: Session, mission: Mission, document: MissionFile, codes: Collection[str]
) -> Setting:
    """Return what plans are held against; of the stations, those called `codes`."""
    clocks = clocks_of(mission)
    return Setting(
        places=places_of(db, mission.id, codes, clocks.mission),
        regions=count_by_region(db, mission.id),
        clocks=clocks,
        voting=document.election.voting,
        pace=document.pace,
    )


def written_by(setting: Setting, stop: Stop) -> str:
    """Return a stop's time as it is typed, by the clock of its station."""
    place = setting.places.get(stop.station)
    return setting.clocks.written(stop, place.zone if place else setting.clocks.mission)


@dataclass(frozen=True)
class Planning:
    """The plans of a mission as they stand, with what they are held against."""

    db: Session
    mission: Mission
    document: MissionFile
    plans: Plans

    @cached_property
    def setting(self) -> Setting:
        """What the plans are held against: every station of any version."""
        versions = [*self.plans.published.values(), *self.plans.intended.values()]
        versions += [draft.base for draft in self.plans.drafts.values() if draft.base]
        return setting_of(self.db, self.mission, self.document, codes_in(versions))

    @cached_property
    def questions(self) -> list[Question]:
        """All questions about the plans as they will be when the drafts are published."""
        return ask(self.plans.intended.values(), self.setting, self._about_people())

    def _about_people(self) -> dict[str, list[str]]:
        """Return what is worth a look about who is in a team, by its code."""
        warnings = warnings_of_teams(self.db, self.mission)
        interpreted = {
            each.team_id
            for each in all_observers(self.db, self.mission.id)
            if each.role == ObserverRole.INTERPRETER
        }
        found: dict[str, list[str]] = {}
        for team in list_teams(self.db, self.mission.id):
            planned = self.plans.find(team.code)
            found[team.code] = list(warnings.get(team.id, []))
            if interpreted and planned and planned.languages and team.id not in interpreted:
                needed = ", ".join(planned.languages)
                found[team.code].append(f"It needs an interpreter for {needed}, and has none.")
        return found

    @cached_property
    def changes(self) -> dict[str, list[str]]:
        """What the drafts mean for their teams, by code."""
        return {code: self.changes_for(code) for code in sorted(self.plans.drafts)}

    def changes_for(self, code: str) -> list[str]:
        """Return what publishing the draft of a team means for it; [] = it has none."""
        draft = self.plans.drafts.get(code)
        if draft is None:
            return []
        return differences(draft.base, draft.value, lambda stop: written_by(self.setting, stop))


def planning_of(db: Session, mission_id: UUID) -> Planning:
    """Return the plans of a mission as they stand now."""
    mission = db.get_one(Mission, mission_id)
    document = mission_document(mission)
    return Planning(db, mission, document, read_plans(db, mission_id, document))
