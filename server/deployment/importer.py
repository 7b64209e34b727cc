"""The importer of plans: a row a visit, teams and times drafted all at once.

What a file brings is a draft like one that was typed: it is on no laptop until it is published. A
team's rows replace its stations; columns that the file does not have keep what the team has.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from sqlmodel import Session

from server.accounts.table import COORDINATORS, Who
from server.deployment import drafts
from server.deployment.checking import Planning, codes_in, planning_of, written_by
from server.deployment.drafts import Planner
from server.deployment.local_times import Clocks
from server.deployment.places import places_of
from server.deployment.questions.question import Setting
from server.deployment.typed import at_the_stations
from server.imports.cells import Wrong, at_most, needed, text
from server.imports.importer import (
    AS_IT_IS,
    KEEP,
    Ask,
    Change,
    Deed,
    Field,
    Plan,
    Reading,
    Seal,
    TakenRow,
)
from server.missions.document import Stop, TeamPlan
from server.missions.editing import InvalidChange, built
from server.missions.models import Mission

REMOVE = "remove"
MOST_NAMED = 10
_TIME = re.compile(r"(\d{1,2})[:.](\d{2})(:\d{2})?")
_OF_THE_TEAM = ("name", "regions", "vehicle", "languages")
"""Fields that all rows of a team share; a row may leave them empty."""


def clock_time(cell: str) -> time | None:
    """Return the time of day in a cell; None for an empty one. Raises Wrong."""
    if not text(cell):
        return None
    found = _TIME.fullmatch(cell)
    try:
        if found:
            return time(int(found[1]), int(found[2]))
    except ValueError:
        pass
    raise Wrong(f"'{cell}' is not a time of the day", "Write it as 09:30, by the station's clock.")


def _parts(separator: str) -> Any:  # noqa: ANN401 - a reader of cells
    def read(cell: str) -> tuple[str, ...]:
        return tuple(part.strip() for part in text(cell).split(separator) if part.strip())

    return read


@dataclass
class _Rows:
    """What the rows of one team say."""

    first: int
    shared: dict[str, tuple[int, object]] = field(default_factory=dict[str, tuple[int, object]])
    """Field of the team → row and value."""
    stops: list[Stop] = field(default_factory=list[Stop])


class PlanImporter:
    """Teams and their plans."""

    kind = "plans"
    title = "Teams and plans"
    one = "team"
    many = "teams"
    page = "/plan"
    fields: Sequence[Field] = (
        Field(
            "team",
            "Team's code",
            ("team code", "team no"),
            needed("the team's code", "Write it in each row.", most=40),
            required=True,
            exact=True,
        ),
        Field("station", "Station's code", ("polling station", "station code"), exact=True),
        Field("day", "Day of the visit", ("date",), is_day=True),
        Field("time", "Time, by the station's clock", ("at", "hour", "arrival"), clock_time),
        Field("name", "Team's name", ("team name",), at_most(200)),
        Field("regions", "Area of the team, with ; between", ("area", "aor"), _parts(";")),
        Field("vehicle", "Vehicle", ("car",), at_most(1000)),
        Field(
            "languages",
            "Needs an interpreter for, with , between",
            ("interpreter", "interpreter for"),
            _parts(","),
        ),
    )
    keeps_rest = False
    who: Who = COORDINATORS
    asks: Sequence[Ask] = ()
    gone_deeds: Mapping[str, str] = {
        KEEP: "Keep them as they are planned",
        REMOVE: "Draft their removal",
    }
    seal: Seal = AS_IT_IS

    def compare(self, db: Session, mission: Mission, reading: Reading) -> Plan:
        """Compare a file with the plans as they are drafted."""
        planning = planning_of(db, mission.id)
        by_team: dict[str, _Rows] = {}
        for row in reading.rows:
            _take(by_team, row, reading, planning.setting.clocks)
        teams = [
            team
            for code, rows in by_team.items()
            if (team := _team(code, rows, planning, reading)) is not None
        ]
        clocks = planning.setting.clocks
        places = places_of(db, mission.id, codes_in(teams), clocks.mission)
        setting = Setting({**planning.setting.places, **places}, {}, clocks)
        plan = Plan()
        for team in teams:
            _compare(plan, planning, at_the_stations(team, places, clocks), setting)
        for code, team in planning.plans.intended.items():
            if code not in by_team:
                plan.gone.append(Change(code, team.name, _shown(team, setting), None, team))
        if strangers := sorted(codes_in(teams) - places.keys()):
            named = ", ".join(strangers[:MOST_NAMED]) + (", …" * (len(strangers) > MOST_NAMED))
            counted = "1 station" if len(strangers) == 1 else f"{len(strangers):,} stations"
            plan.notices.append(f"Not in the register: {counted}: {named}.")
        plan.notices.append("What is imported is a draft: no laptop has it before it is published.")
        return plan

    def apply(self, db: Session, mission: Mission, plan: Plan, deed: Deed) -> None:
        """Draft the teams of the file: who imports decides on the whole mission."""
        plans = planning_of(db, mission.id).plans
        teams: list[TeamPlan] = [each.row for each in (*plan.new, *plan.changed)]
        gone: list[TeamPlan] = [each.row for each in plan.gone] if deed.gone == REMOVE else []
        planner = Planner(mission.id, deed.by.name, deed.now)
        drafts.keep_teams(db, plans, teams, planner)
        drafts.remove_teams(db, plans, [team.code for team in gone], planner)


def _take(by_team: dict[str, _Rows], row: TakenRow, reading: Reading, clocks: Clocks) -> None:
    """Take a row in; note where it contradicts an earlier one of its team."""
    code = row.values.get("team")
    if code is None:
        return
    rows = by_team.setdefault(code, _Rows(row.number))
    for name in _OF_THE_TEAM:
        value = row.values.get(name)
        if not value:
            continue
        first, held = rows.shared.setdefault(name, (row.number, value))
        if held != value:
            message = f"row {first} of team {code} has something else here"
            cure = "Write the same in all rows of a team, or only in its first one."
            reading.errors.add(row.number, reading.columns.called(name), message, cure)
    _take_stop(rows, row, reading, clocks)


def _take_stop(rows: _Rows, row: TakenRow, reading: Reading, clocks: Clocks) -> None:
    station, at = row.values.get("station", ""), row.values.get("time")
    day: date | None = row.values.get("day")
    if station:
        if day is not None and at is None and "time" in row.values:
            message, cure = "the day has no time", "Write the time too, or leave the day empty."
            reading.errors.add(row.number, reading.columns.called("time"), message, cure)
        moment = datetime.combine(day, at) if day is not None and at is not None else at
        rows.stops.append(Stop(station=station, at=moment))
        if clocks.is_far(moment):
            cure = f"Is the year right? The election is on {clocks.day}."
            column = reading.columns.called("day")
            reading.errors.add(row.number, column, f"{day} is far from election day", cure)
    elif at is not None or day is not None:
        message, cure = "the station is missing", "Write its code, or leave day and time empty."
        reading.errors.add(row.number, reading.columns.called("station"), message, cure)


def _team(code: str, rows: _Rows, planning: Planning, reading: Reading) -> TeamPlan | None:
    """Return the team that rows describe; None where it can't be one, which is noted."""
    shared = {name: value for name, (_, value) in rows.shared.items()}
    try:
        held = planning.plans.find(code) or built(TeamPlan, {"code": code})
    except InvalidChange as problem:
        for fault in problem.faults:
            column = reading.columns.called("team")
            reading.errors.add(rows.first, column, fault.message, fault.cure)
        return None
    return held.model_copy(update={**shared, "plan": tuple(rows.stops)})


def _compare(plan: Plan, planning: Planning, team: TeamPlan, setting: Setting) -> None:
    held = planning.plans.find(team.code)
    if held is None:
        plan.new.append(Change(team.code, team.name, None, _shown(team, setting), team))
    elif held == _on_its_day(team, held, setting):
        plan.unchanged += 1
    else:
        before, after = _shown(held, setting), _shown(team, setting)
        plan.changed.append(Change(team.code, team.name, before, after, team))


def _on_its_day(team: TeamPlan, held: TeamPlan, setting: Setting) -> TeamPlan:
    """Return `held` where `team` plans the same moments, though written with or without a day."""
    clocks = setting.clocks

    def plain(each: TeamPlan) -> list[tuple[str, datetime | None]]:
        return [(stop.station, clocks.moment(stop)) for stop in each.plan]

    same = plain(team) == plain(held)
    return team.model_copy(update={"plan": held.plan}) if same else team


def _shown(team: TeamPlan, setting: Setting) -> dict[str, str]:
    stations = (f"{stop.station} {written_by(setting, stop)}".strip() for stop in team.plan)
    return {
        "name": team.name,
        "area": "; ".join(team.regions),
        "vehicle": team.vehicle,
        "languages": ", ".join(team.languages),
        "stations": ", ".join(stations),
    }
