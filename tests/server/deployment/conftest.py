"""A mission of a file, whose plans can be drafted and published."""

from collections.abc import Sequence

import pytest

from server.database import Store
from server.deployment.checking import Planning, planning_of
from server.deployment.drafts import Planner, keep_team
from server.deployment.typed import TypedTeam, team_of
from server.missions import service
from server.missions.models import Mission
from tests.server.builders import START, a_station

TEXT = """\
code: example-2026
title: Opening observation 2026
election:
  name: Parliamentary elections
  date: 2026-10-04
  country: XX
  timezone: Europe/Paris
  voting: {opens: "07:00", closes: "20:00"}
sample: {design: route}
contacts:
  - {role: Security officer, phone: +33 1 555 0100, hours: at any time}
reminders: ["Fill the tank the evening before.", "No interviews on election day."]
teams:
  - {code: "07", regions: [North], plan: [{station: "1", at: "09:30"}, {station: "2", at: "11:00"}]}
  - {code: "08", regions: [South], vehicle: white van, plan: [{station: "3", at: "09:30"}]}
"""


@pytest.fixture
def mission(store: Store) -> Mission:
    """A mission with two teams, and with their three stations in its register."""
    with store.writing() as db:
        mission, _ = service.load_mission(db, TEXT, now=START)
        db.refresh(mission)
        db.expunge(mission)
    for code, region in (("1", "North / Bay"), ("2", "North / Lake"), ("3", "South")):
        a_station(store, mission, code, region=region)
    return mission


class Desk:
    """A coordinator's desk: drafts plans and looks at them."""

    def __init__(self, store: Store, mission: Mission) -> None:
        self.store = store
        self.mission = mission

    def planning(self) -> Planning:
        """Return the plans as they stand, all read."""
        with self.store.reading() as db:
            planning = planning_of(db, self.mission.id)
            _ = planning.setting, planning.questions, planning.changes
            db.expunge_all()
            return planning

    def questions(self) -> list[str]:
        """Return what is asked."""
        return [each.words for each in self.planning().questions]

    def draft(
        self, code: str, *stops: tuple[str, str], regions: str = "North", by: str = "ann"
    ) -> None:
        """Draft a team with these stations and times, as the page does."""
        with self.store.writing() as db:
            planning = planning_of(db, self.mission.id)
            new = planning.plans.find(code) is None
            seen = "" if new else planning.plans.mark(code)
            typed = TypedTeam(
                code=code,
                regions=regions,
                station=[each[0] for each in stops],
                at=[each[1] for each in stops],
                seen=seen,
            )
            team = team_of(db, planning.mission, typed)
            keep_team(db, planning.plans, team, Planner(self.mission.id, by, START), seen=seen)

    def stops(self, code: str) -> Sequence[tuple[str, object]]:
        """Return the published plan of a team, as laptops get it."""
        with self.store.reading() as db:
            team = service.get_team(db, db.get_one(Mission, self.mission.id), code)
            return [(each.station_code, each.at) for each in service.plan_of(db, team)]


@pytest.fixture
def desk(store: Store, mission: Mission) -> Desk:
    return Desk(store, mission)
