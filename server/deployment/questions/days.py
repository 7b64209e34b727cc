"""Whether a team's day can hold its plan: visits, ways, hours. Pure.

Ways are taken as the crow flies and made longer by `DETOUR`. Where a position is missing, its ways
take no time: what is not known is not asked about.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise

from server.deployment.questions.question import Kind, Question, Setting, Visit
from shared.positions import kilometres_between

DETOUR = 1.3
"""How much longer roads are than the way of the crow. By country it is 1.12 to 2.10 (Ballou,
Rahardja and Sakai, Transportation Research A 36 (2002), 843–848); a low value asks too seldom
rather than too often."""
LONGEST_DAY = timedelta(hours=16)
"""Where the mission does not say when stations are open."""
SLACK = timedelta(minutes=5)
"""By which times may be too tight without being asked about."""


def of_the_days(team: str, visits: Sequence[Visit], setting: Setting) -> Iterator[Question]:
    """Return the questions about one team's days."""
    for day, of_day in _by_day(visits, setting).items():
        for words in _of_one_day(day, of_day, setting):
            yield Question(Kind.TOO_MUCH, f"Team {team}, {words}", (team,))


def _of_one_day(day: date, visits: Sequence[Visit], setting: Setting) -> Iterator[str]:
    most, words = setting.pace.visits_a_day, f"{day.day} {day:%B}"
    if len(visits) > most:
        yield f"{words}: {len(visits)} stations; {most} are what a day usually holds."
    timed = sorted((visit.at, place) for place, visit in enumerate(visits) if visit.at)
    for (_, one), (_, other) in pairwise(timed):
        if tight := _too_tight(visits[one], visits[other], setting):
            yield f"{words}: {tight}"
    if len(timed) < len(visits):
        needed = _needed(visits, setting)
        if needed > (held := _held(setting)):
            yield (
                f"{words}: visits and ways take about {_hours(needed)}; the stations are open for "
                f"{_hours(held)}."
            )


def _by_day(visits: Sequence[Visit], setting: Setting) -> dict[date, list[Visit]]:
    """Return the visits by day; those without a time are of election day."""
    found: defaultdict[date, list[Visit]] = defaultdict(list)
    for visit in visits:
        found[visit.at.date() if visit.at else setting.clocks.day].append(visit)
    return found


def _too_tight(one: Visit, other: Visit, setting: Setting) -> str:
    """Say how the time between two visits falls short; '' where it does not."""
    if one.at is None or other.at is None or one.stop.station == other.stop.station:
        return ""
    between, way = other.at - one.at, _way(one, other)
    needed = setting.length + _travel(way, setting)
    if between + SLACK >= needed:
        return ""
    far = f"{way:.0f} km as the crow flies, " if way and way >= 1 else ""
    return (
        f"{one.words} → {other.words}: {far}{_hours(between)} between them, about "
        f"{_hours(needed)} needed."
    )


def _needed(visits: Sequence[Visit], setting: Setting) -> timedelta:
    ways = (_travel(_way(one, other), setting) for one, other in pairwise(visits))
    return sum(ways, setting.length * len(visits))


def _way(one: Visit, other: Visit) -> float | None:
    """Return the kilometres between two stations as the crow flies; None = not known."""
    here = one.place.position if one.place else None
    there = other.place.position if other.place else None
    return kilometres_between(here, there) if here and there else None


def _travel(kilometres: float | None, setting: Setting) -> timedelta:
    return timedelta(hours=(kilometres or 0) * DETOUR / setting.pace.kilometres_an_hour)


def _held(setting: Setting) -> timedelta:
    voting, day = setting.voting, setting.clocks.day
    if voting is None:
        return LONGEST_DAY
    return datetime.combine(day, voting.closes) - datetime.combine(day, voting.opens)


def _hours(length: timedelta) -> str:
    hours, minutes = divmod(round(length.total_seconds() / 60), 60)
    parts = (f"{hours} h" if hours else "", f"{minutes} min" if minutes or not hours else "")
    return " ".join(filter(None, parts))
