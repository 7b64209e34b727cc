"""Handing a sample to teams by their areas, and declaring it as the mission's design."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from server.accounts.caller import Doer
from server.deployment import drafts
from server.deployment.checking import planning_of
from server.deployment.drafts import Planner
from server.deployment.places import Place, places_of
from server.deployment.samples.models import StationSample
from server.deployment.samples.service import asked_of, stations_of
from server.missions import editing
from server.missions.document import Design, MissionFile, Sample, SampleDraw, Stop, Strata, TeamPlan
from server.missions.editing import Applied, Edit
from server.missions.models import Mission
from shared.regions import lies_in


@dataclass(frozen=True, slots=True)
class Handed:
    """What became of a sample's stations."""

    teams: Mapping[str, int]
    """Team → stations that were added to its plan."""
    planned: int
    """Stations that some team's plan had already."""
    nobody: Sequence[str]
    """Codes of the stations that lie in no team's area."""


def hand_out(db: Session, mission: Mission, sample: StationSample, planner: Planner) -> Handed:
    """Add the stations of a sample, without times, to the drafted plans of the teams by area.

    Where several teams share an area, each gets a part of about the same size whose stations lie
    side by side in the register.
    """
    planning = planning_of(db, mission.id)
    teams = planning.plans.intended
    planned = {stop.station for team in teams.values() for stop in team.plan}
    codes = [each.code for each in stations_of(db, sample) if not each.given_up_why]
    places = places_of(db, mission.id, codes, planning.setting.clocks.mission)
    waiting = [code for code in codes if code not in planned]
    given, nobody = _divided(waiting, places, teams)
    changed = [
        teams[team].model_copy(
            update={"plan": (*teams[team].plan, *(Stop(station=code) for code in stations))}
        )
        for team, stations in given.items()
    ]
    drafts.keep_teams(db, planning.plans, changed, planner)
    counts = {team: len(stations) for team, stations in sorted(given.items())}
    return Handed(counts, len(codes) - len(waiting), nobody)


def _divided(
    codes: Sequence[str], places: Mapping[str, Place], teams: Mapping[str, TeamPlan]
) -> tuple[dict[str, list[str]], list[str]]:
    """Return team → stations, and the stations that lie in nobody's area."""
    by_teams: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
    for code in codes:
        place = places.get(code)
        by_teams[_teams_at(place.region if place else "", teams)].append(code)
    nobody = by_teams.pop((), [])
    given: dict[str, list[str]] = {}
    for able, stations in by_teams.items():
        stations.sort(key=lambda code: (places[code].region if code in places else "", code))
        fewest_first = sorted(able, key=lambda team: (len(given.get(team, ())), team))
        start = 0
        for left, team in zip(range(len(able), 0, -1), fewest_first, strict=True):
            end = start + -(-(len(stations) - start) // left)
            if end > start:
                given.setdefault(team, []).extend(stations[start:end])
            start = end
    return given, nobody


def _teams_at(region: str, teams: Mapping[str, TeamPlan]) -> tuple[str, ...]:
    """Return the teams whose area has `region`: those with an area of their own, if there are."""
    own = tuple(
        code for code, team in teams.items() if any(lies_in(region, area) for area in team.regions)
    )
    return own or tuple(code for code, team in teams.items() if not team.regions)


def adopt(
    db: Session, mission: Mission, sample: StationSample, *, by: Doer, now: datetime
) -> Applied:
    """Declare a sample as the mission's design: with it, findings may speak of all stations."""
    asked = asked_of(sample)

    def change(document: MissionFile) -> MissionFile:
        design = Sample(
            design=Design.STRATIFIED if asked.is_stratified else Design.SRS,
            population=sum(sample.strata.values()),
            strata=Strata(by=asked.by, sizes=sample.strata) if asked.is_stratified else None,
            rules=document.sample.rules,
            draw=draw_of(sample),
        )
        return document.model_copy(update={"sample": design})

    words = f"Sample {sample.number} made the mission's design"
    return editing.apply(db, mission.id, Edit(change, words), by=by, now=now)


def draw_of(sample: StationSample) -> SampleDraw:
    """Return what a mission's document says of a sample, so that it can be drawn again."""
    asked = asked_of(sample)
    return SampleDraw(
        seed=sample.seed,
        size=sum(sample.sizes.values()),
        allocation=asked.allocation.value if asked.is_stratified else "",
        least=asked.least if asked.is_stratified else 0,
        frame=sample.frame_digest,
    )
