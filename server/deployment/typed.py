"""A team as it is typed on its page, and what becomes of it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pydantic import BaseModel, Field
from sqlmodel import Session

from server.bounds import PlainText
from server.deployment.checking import clocks_of, codes_in, written_by
from server.deployment.local_times import Clocks
from server.deployment.places import Place, places_of
from server.deployment.questions.question import Setting
from server.missions.document import Stop, TeamPlan
from server.missions.editing import InvalidChange, built
from server.missions.faults import Fault
from server.missions.models import Mission

MOST_STOPS = 200
SPARE_ROWS = 5
"""Empty rows below the stations of a plan."""


class TypedTeam(BaseModel):
    """The form of a team. Texts, as somebody typed them."""

    code: PlainText = Field(default="", max_length=200)
    name: PlainText = Field(default="", max_length=200)
    organisation: PlainText = ""
    regions: PlainText = Field(default="", max_length=20_000)
    """A region path on each line."""
    vehicle: PlainText = Field(default="", max_length=1000)
    languages: PlainText = Field(default="", max_length=1000)
    """With commas between them."""
    station: list[PlainText] = Field(default=[], max_length=MOST_STOPS)
    at: list[PlainText] = Field(default=[], max_length=MOST_STOPS)
    """By the clock of the station: `09:30`, or `2026-10-03 17:00`."""
    seen: str = ""
    """The mark of the team when the page was opened; '' = a new team."""

    @property
    def stops(self) -> Sequence[tuple[str, str]]:
        """Station and time of each row that holds either."""
        times = [*self.at, *[""] * len(self.station)]
        rows = zip(self.station, times, strict=False)
        return [
            (station.strip(), at.strip()) for station, at in rows if station.strip() or at.strip()
        ]


def as_typed(team: TeamPlan, setting: Setting, seen: str) -> TypedTeam:
    """Return a team as its form shows it."""
    return TypedTeam(
        code=team.code,
        name=team.name,
        organisation=team.organisation,
        regions="\n".join(team.regions),
        vehicle=team.vehicle,
        languages=", ".join(team.languages),
        station=[stop.station for stop in team.plan],
        at=[written_by(setting, stop) for stop in team.plan],
        seen=seen,
    )


def team_of(db: Session, mission: Mission, typed: TypedTeam) -> TeamPlan:
    """Return the team that was typed. Raises InvalidChange with every mistake."""
    clocks = clocks_of(mission)
    faults: list[Fault] = []
    stops = _stops(typed, clocks, faults)
    try:
        about = built(TeamPlan, _about(typed))
    except InvalidChange as problem:
        raise InvalidChange([*problem.faults, *faults]) from None
    if faults:
        raise InvalidChange(faults)
    team = about.model_copy(update={"plan": stops})
    places = places_of(db, mission.id, codes_in([team]), clocks.mission)
    return at_the_stations(team, places, clocks)


def _about(typed: TypedTeam) -> dict[str, object]:
    return {
        "code": typed.code.strip(),
        "name": typed.name,
        "organisation": typed.organisation,
        "regions": [line.strip() for line in typed.regions.splitlines() if line.strip()],
        "vehicle": " ".join(typed.vehicle.split()),
        "languages": [each.strip() for each in typed.languages.split(",") if each.strip()],
    }


def _stops(typed: TypedTeam, clocks: Clocks, faults: list[Fault]) -> tuple[Stop, ...]:
    """Return the stations of a form with their times; add what is wrong with them to `faults`."""
    stops: list[Stop] = []
    for row, (station, at) in enumerate(typed.stops, start=1):
        if not station:
            cure = "Write the station's code before its time, or clear the row."
            faults.append(Fault(0, f"station {row}", "it has a time and no code", cure))
            continue
        try:
            stop = built(Stop, {"station": station, "at": at})
        except InvalidChange as problem:
            faults += [replace(each, key=f"station {station}") for each in problem.faults]
            continue
        stops.append(stop)
        if clocks.is_far(stop.at):
            cure = f"Is the year right? The election is on {clocks.day}."
            faults.append(Fault(0, f"station {station}", f"{stop.at} is far away", cure))
    return tuple(stops)


def at_the_stations(team: TeamPlan, places: Mapping[str, Place], clocks: Clocks) -> TeamPlan:
    """Return `team`, whose times are by the stations' clocks, as a document keeps it.

    Where every station has a time, they are put in their order.
    """
    stops = [
        stop.model_copy(update={"at": clocks.kept(stop.at, places[stop.station].zone)})
        if stop.station in places
        else stop
        for stop in team.plan
    ]
    return team.model_copy(update={"plan": tuple(_in_order(stops, clocks))})


def _in_order(stops: Sequence[Stop], clocks: Clocks) -> Sequence[Stop]:
    moments = [clocks.moment(stop) for stop in stops]
    timed = [(moment, at) for at, moment in enumerate(moments) if moment is not None]
    if len(timed) < len(stops):
        return stops
    return [stops[at] for _, at in sorted(timed)]
