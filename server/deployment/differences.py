"""What a change of plan means for its team, in sentences. Pure."""

from collections.abc import Callable, Iterator

from server.missions.document import Stop, TeamPlan

Written = Callable[[Stop], str]
"""Returns a stop's time by the clock of its station; '' = it has none."""


def differences(before: TeamPlan | None, after: TeamPlan | None, written: Written) -> list[str]:
    """Return a sentence for everything that changes for a team."""
    if after is None:
        return ["The team is removed; its laptops no longer have a plan."]
    if before is None:
        return [f"The team is new, with {_counted(len(after.plan))}."]
    return [*_of_the_team(before, after), *_of_the_plan(before, after, written)]


def _of_the_team(before: TeamPlan, after: TeamPlan) -> Iterator[str]:
    pairs = (
        ("Name", before.name, after.name),
        ("Organisation", before.organisation, after.organisation),
        ("Area", _area(before), _area(after)),
        ("Vehicle", before.vehicle, after.vehicle),
        ("Interpreter for", ", ".join(before.languages), ", ".join(after.languages)),
    )
    for what, old, new in pairs:
        if old != new:
            yield f"{what}: {old or 'none'} → {new or 'none'}."


def _of_the_plan(before: TeamPlan, after: TeamPlan, written: Written) -> Iterator[str]:
    old, new = _by_station(before, written), _by_station(after, written)
    added = [station for station in new if station not in old]
    dropped = [station for station in old if station not in new]
    moved = [station for station in new if station in old and old[station] != new[station]]
    if added:
        yield f"New: {_listed(new, added)}."
    if dropped:
        yield f"No longer: {_listed(old, dropped)}."
    for station in moved:
        yield f"Station {station}: {old[station] or 'no time'} → {new[station] or 'no time'}."
    if not (added or dropped or moved) and before.plan != after.plan:
        yield "The stations come in another order."


def _by_station(team: TeamPlan, written: Written) -> dict[str, str]:
    """Return station → its times; a station may be planned twice."""
    found: dict[str, str] = {}
    for stop in team.plan:
        at = written(stop)
        found[stop.station] = f"{found[stop.station]}, {at}" if stop.station in found else at
    return found


def _listed(times: dict[str, str], stations: list[str]) -> str:
    return ", ".join(f"{each} at {times[each]}" if times[each] else each for each in stations)


def _area(team: TeamPlan) -> str:
    return "; ".join(team.regions) or "the whole mission"


def _counted(stops: int) -> str:
    return f"{stops} station" if stops == 1 else f"{stops} stations"
