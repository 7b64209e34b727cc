"""A sample as a table to take away: with seed and digest, so that it can be drawn again."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from sqlmodel import Session

from server.deployment.checking import planning_of
from server.deployment.places import Place, places_of
from server.deployment.samples import service
from server.deployment.samples.models import SampledStation, StationSample

COLUMNS = (
    "sample", "stratum", "place", "code", "name", "region", "address", "state", "stands in for",
    "given up, why", "teams", "seed", "frame SHA-256", "drill",
)  # fmt: skip


def surroundings_of(
    db: Session, sample: StationSample
) -> tuple[Sequence[SampledStation], Mapping[str, Place], Mapping[str, Sequence[str]]]:
    """Return the stations of a sample, what the register has of them, and who plans to go there."""
    planning = planning_of(db, sample.mission_id)
    teams: defaultdict[str, list[str]] = defaultdict(list)
    for team in planning.plans.intended.values():
        for station in {stop.station for stop in team.plan}:
            teams[station].append(team.code)
    stations = service.stations_of(db, sample)
    codes = {each.code for each in stations}
    zone = planning.setting.clocks.mission
    return stations, places_of(db, sample.mission_id, codes, zone), teams


def table_of(
    sample: StationSample,
    stations: Iterable[SampledStation],
    places: Mapping[str, Place],
    teams: Mapping[str, Sequence[str]],
    *,
    drill: bool,
) -> Iterator[Sequence[object]]:
    """Yield the columns' names, then a row a station; `teams` are those that plan to go there."""
    yield COLUMNS
    for each in stations:
        place = places.get(each.code)
        yield (
            sample.number,
            each.stratum,
            each.place,
            each.code,
            place.name if place else "",
            place.region if place else "",
            place.address if place else "",
            state_of(each),
            each.stands_in_for,
            each.given_up_why,
            ", ".join(teams.get(each.code, ())),
            sample.seed,
            sample.frame_digest,
            "yes" if drill else "",
        )


def state_of(station: SampledStation) -> str:
    """Return what a station of a sample is, in a word or two."""
    if station.given_up_why:
        return "given up"
    return "stands in" if station.stands_in_for else "drawn"
