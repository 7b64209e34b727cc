"""The team's plan held against what it reported: what is done of it, and what is next."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from client.reports import ReportLine, ReportState
from shared.sync.setting import PlannedVisit

_LAST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class PlannedStop:
    """A visit of the plan."""

    planned: PlannedVisit
    is_done: bool
    """A report was sealed from as many visits there as the plan has up to this one: a station
    may be planned twice, in the day and for the count."""


def plan_of_the_day(
    plan: Iterable[PlannedVisit], reports: Iterable[ReportLine]
) -> Sequence[PlannedStop]:
    """Return the plan with what is done of it: what is left first, by its times."""
    visits: dict[str, set[UUID]] = {}
    for line in reports:
        if line.state is not ReportState.DRAFT:
            visits.setdefault(line.station, set()).add(line.visit)
    left = {station: len(ids) for station, ids in visits.items()}
    stops: list[PlannedStop] = []
    for planned in sorted(plan, key=_moment):
        done = left.get(planned.station, 0) > 0
        left[planned.station] = left.get(planned.station, 0) - 1
        stops.append(PlannedStop(planned, done))
    return sorted(stops, key=lambda stop: stop.is_done)


def _moment(planned: PlannedVisit) -> datetime:
    return planned.at or _LAST
