"""By what findings can be broken down: attributes of the station and of the visit."""

from collections.abc import Callable
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy
from sqlmodel import Session, SQLModel, select

from server.findings.counted import CountedReport
from server.findings.keys import band
from server.findings.problems import UnknownAttribute
from server.findings.teams import OF_OBSERVERS, values_of_teams
from server.missions.models import Mission
from server.sampling.groups import NOT_GIVEN, depth_of, name_at
from server.stations.models import Station
from shared.regions import BELOW

GroupOf = Callable[[CountedReport], str]

_OF_VISIT: dict[str, GroupOf] = {
    "team": lambda report: report.team,
    "version": lambda report: report.version,
}
HOUR = "hour"
"""The hour of arrival, by the station's clock."""
OF_TEAMS = frozenset({"team", *OF_OBSERVERS})
"""Breakdowns that compare observers with each other: for analysts alone."""
_STATION = SQLModel.metadata.tables["station"]
_OF_STATION = ("setting", "kind", "timezone")


def grouping(db: Session, mission: Mission, by: str) -> GroupOf:
    """Return what tells a report's group.

    Raises UnknownAttribute, listing what there is.
    """
    depth = depth_of(by)
    if depth is not None:
        return lambda report: name_at(report.region, depth)
    if by in _OF_VISIT:
        of_visit = _OF_VISIT[by]
        return lambda report: of_visit(report) or NOT_GIVEN
    if by == HOUR:
        return _by_hour(db, mission)
    if by in OF_OBSERVERS:
        of_team = values_of_teams(db, mission, by)
        return lambda report: of_team.get(report.team) or NOT_GIVEN
    values = values_of_stations(db, mission.id, by)
    if values is None:
        there = ", ".join(attributes(db, mission))
        raise UnknownAttribute(f"Reports have no attribute {by!r}. There are: {there}.")
    return lambda report: values.get(report.station) or NOT_GIVEN


def attributes(db: Session, mission: Mission, *, teams: bool = True) -> list[str]:
    """Return every attribute that findings of the mission can be broken down by.

    Without `teams`, those that compare observers are left out.
    """
    deepest = max(
        (len(path.split(BELOW)) for path in _regions(db, mission.id)),
        default=1,
    )
    regions = ["region", *(f"region:{depth}" for depth in range(2, deepest + 1))]
    of_visit = (HOUR, *_OF_VISIT, *OF_OBSERVERS)
    shown = [each for each in of_visit if teams or each not in OF_TEAMS]
    return [*regions, *_OF_STATION, *shown, *sorted(_extra(db, mission.id))]


def _by_hour(db: Session, mission: Mission) -> GroupOf:
    zones = values_of_stations(db, mission.id, "timezone") or {}

    def hour(report: CountedReport) -> str:
        zone = ZoneInfo(zones.get(report.station) or mission.timezone)
        return band(f"{report.arrived_at.astimezone(zone):%H}:00")

    return hour


def _regions(db: Session, mission_id: UUID) -> list[str]:
    query = select(Station.region).where(Station.mission_id == mission_id).distinct()
    return list(db.exec(query))


def _extra(db: Session, mission_id: UUID) -> set[str]:
    return {name for _, attributes in _attributes(db, mission_id) for name in attributes}


def _attributes(db: Session, mission_id: UUID) -> list[tuple[str, dict[str, Any]]]:
    """Return station code → columns of the register that have no field of their own."""
    columns = (_STATION.c.code, _STATION.c.attributes)
    query = sqlalchemy.select(*columns).where(_STATION.c.mission_id == mission_id)
    return [(code, attributes) for code, attributes in db.connection().execute(query)]


def values_of_stations(db: Session, mission_id: UUID, by: str) -> dict[str, str] | None:
    """Return station code → value of the attribute `by`; None where no station has it."""
    if by in _OF_STATION:
        query = sqlalchemy.select(_STATION.c.code, _STATION.c[by])
        rows = db.connection().execute(query.where(_STATION.c.mission_id == mission_id))
        return {code: value for code, value in rows}  # noqa: C416 - a row is not a tuple to the type checker
    values = {
        code: str(attributes[by])
        for code, attributes in _attributes(db, mission_id)
        if by in attributes
    }
    return values or None
