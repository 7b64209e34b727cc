"""Plans as a table: one row a visit, as an import reads it."""

from collections.abc import Iterable, Iterator, Sequence

from server.deployment.questions.question import Setting
from server.missions.document import TeamPlan

COLUMNS = (
    "team", "name", "area", "vehicle", "languages", "station", "day", "time",
    "station name", "station region", "time zone",
)  # fmt: skip


def table_of(teams: Iterable[TeamPlan], setting: Setting) -> Iterator[Sequence[object]]:
    """Yield the columns' names, then a row for each visit; a team without any has one row.

    Days and times are by the clocks of the stations.
    """
    yield COLUMNS
    for team in teams:
        about = (
            team.code,
            team.name,
            "; ".join(team.regions),
            team.vehicle,
            ", ".join(team.languages),
        )
        if not team.plan:
            yield (*about, *[""] * (len(COLUMNS) - len(about)))
        for visit in setting.visits(team):
            place, at = visit.place, visit.at
            yield (
                *about,
                visit.stop.station,
                f"{at:%Y-%m-%d}" if at else "",
                f"{at:%H:%M}" if at else "",
                place.name if place else "",
                place.region if place else "",
                place.zone.key if place else "",
            )
