"""All questions about the teams of a mission. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from datetime import datetime, timedelta
from itertools import pairwise

from server.deployment.questions.days import of_the_days
from server.deployment.questions.question import Kind, Question, Setting, Visit
from server.missions.document import TeamPlan
from shared.regions import lies_in, outwards

HOUR = timedelta(hours=1)
EARLY = timedelta(hours=1)
"""Before the opening: to watch it being prepared."""


def ask(
    teams: Iterable[TeamPlan], setting: Setting, about_people: Mapping[str, Sequence[str]]
) -> list[Question]:
    """Return all questions, in the order of their kinds.

    `about_people` are sentences about who is in a team, by its code.
    """
    planned = [(team, setting.visits(team)) for team in teams]
    known = {each for region in setting.regions for each in outwards(region)}
    found = [*_same_hour(planned), *_nobody([team for team, _ in planned], setting)]
    for team, visits in planned:
        found += _of_the_areas(team, known)
        found += _of_the_stations(team, visits, setting)
        found += of_the_days(team.code, visits, setting)
        found += [
            Question(Kind.TEAM, f"Team {team.code}: {words}", (team.code,))
            for words in about_people.get(team.code, ())
        ]
    places = {kind: at for at, kind in enumerate(Kind)}
    return sorted(dict.fromkeys(found), key=lambda each: (places[each.kind], each.teams))


_Planned = Sequence[tuple[TeamPlan, Sequence[Visit]]]


def _same_hour(planned: _Planned) -> Iterator[Question]:
    at_station: defaultdict[str, list[tuple[datetime, str]]] = defaultdict(list)
    for team, visits in planned:
        for visit in visits:
            if visit.at is not None:
                at_station[visit.stop.station].append((visit.at, team.code))
    for station, times in at_station.items():
        times.sort()
        for (first, one), (second, other) in pairwise(times):
            if one != other and second - first < HOUR:
                words = (
                    f"Station {station}: team {one} at {first:%H:%M} and team {other} at "
                    f"{second:%H:%M} on {first.day} {first:%B}. Are both meant?"
                )
                yield Question(Kind.SAME_HOUR, words, (one, other))


def _of_the_stations(
    team: TeamPlan, visits: Sequence[Visit], setting: Setting
) -> Iterator[Question]:
    code = (team.code,)
    if not visits:
        yield Question(Kind.NO_PLAN, f"Team {team.code} has no station to visit.", code)
    for (station, at), count in Counter((each.stop.station, each.at) for each in visits).items():
        if count > 1:
            when = f"at {at:%H:%M}" if at else "without a time"
            words = f"Team {team.code}: station {station} stands {count} times {when}."
            yield Question(Kind.TWICE, words, code)
    for visit in visits:
        yield from _of_one_stop(team, visit, setting)


def _of_the_areas(team: TeamPlan, known: Set[str]) -> Iterator[Question]:
    """Ask about areas in which nothing lies; `known` are the register's regions, and those around.

    An area within a region of the register may be meant more exactly than the register knows.
    """
    for area in team.regions:
        if known and known.isdisjoint(outwards(area)):
            words = f"Team {team.code}: no station of the register lies in “{area}”."
            yield Question(Kind.AREA, words, (team.code,))


def _of_one_stop(team: TeamPlan, visit: Visit, setting: Setting) -> Iterator[Question]:
    code, station, place = (team.code,), visit.stop.station, visit.place
    if place is None:
        words = f"Team {team.code}: station {station} is not in the register."
        yield Question(Kind.NOT_IN_REGISTER, words, code)
        return
    if place.is_closed:
        words = f"Team {team.code}: station {station}, {place.name}, is closed in the register."
        yield Question(Kind.CLOSED, words, code)
    if team.regions and not any(lies_in(place.region, area) for area in team.regions):
        words = (
            f"Team {team.code}: station {station} lies in {place.region or 'no region'}, outside "
            f"its area, {'; '.join(team.regions)}."
        )
        yield Question(Kind.OUTSIDE, words, code)
    if words := _outside_hours(visit, setting):
        yield Question(Kind.HOURS, f"Team {team.code}: {words}", code)


def _outside_hours(visit: Visit, setting: Setting) -> str:
    """Ask about a stop on election day when its station does not vote; '' = nothing to ask."""
    voting, at = setting.voting, visit.at
    if voting is None or at is None or at.date() != setting.clocks.day:
        return ""
    opening = datetime.combine(at.date(), voting.opens, at.tzinfo)
    if at < opening - EARLY:
        return f"station {visit.words}, long before it opens at {voting.opens:%H:%M}."
    if at.time() > voting.closes:
        return f"station {visit.words}; it closes at {voting.closes:%H:%M}. Is it for the count?"
    return ""


def _nobody(teams: Sequence[TeamPlan], setting: Setting) -> Iterator[Question]:
    """Ask about the outermost regions in which no team's area has a part."""
    areas = {area for team in teams for area in team.regions}
    if not teams or any(not team.regions for team in teams):
        return
    covered = {area for each in areas for area in outwards(each)}
    found: defaultdict[str, int] = defaultdict(int)
    for region, stations in setting.regions.items():
        around = list(outwards(region))
        if region and not any(each in areas for each in around) and region not in covered:
            outermost = next(each for each in reversed(around) if each not in covered)
            found[outermost] += stations
    for region, stations in sorted(found.items()):
        counted = "1 station" if stations == 1 else f"{stations:,} stations"
        yield Question(Kind.NOBODY, f"{region} ({counted}): no team's area has a part of it.")
