"""A sample as a table to take away: with seed and digest, so that it can be drawn again."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from server.deployment.places import Place
from server.deployment.samples.models import SampledStation, StationSample

COLUMNS = (
    "sample", "stratum", "place", "code", "name", "region", "address", "state", "stands in for",
    "given up, why", "teams", "seed", "frame SHA-256", "drill",
)  # fmt: skip


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
