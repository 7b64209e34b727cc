"""Reads what checks look at: reports with what stands around each, many at once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlmodel import Session, col

from server.database import in_portions
from server.journal.models import Device
from server.missions.document import Voting
from server.missions.models import Mission
from server.reports.checks.models import Fingerprint
from server.reports.checks.neighbours import (
    COLUMNS,
    COUNTS,
    WHOLE,
    as_they_count,
    at_stations,
    by_mission,
    digest_of_telling,
    on_the_way,
    report_of,
    twins_in,
    twins_of,
)
from server.reports.checks.seen import Around, SeenReport, SeenStation
from server.reports.models import Revision
from server.stations.models import Station
from shared.positions import Position


class _Beside(NamedTuple):
    """What else is read of a report."""

    mission: UUID
    device: UUID
    region: str
    received_at: datetime


_BESIDE = (
    col(Revision.mission_id),
    col(Revision.device_id),
    col(Revision.region),
    col(Revision.received_at),
)
_Row = tuple[SeenReport, _Beside]


@dataclass(frozen=True, slots=True)
class Gathered:
    """A report with what stands around it, and what its flags are filed under."""

    report: SeenReport
    around: Around
    mission_id: UUID
    region: str
    received_at: datetime


def gather(db: Session, reports: Sequence[UUID]) -> list[Gathered]:
    """Return those of `reports` that count, each with what stands around it."""
    rows = list(_rows(db, reports))
    places = {(beside.mission, seen.station_code) for seen, beside in rows}
    at_station = {
        place: as_they_count(db, there) for place, there in at_stations(db, places).items()
    }
    ways = [tuple(on_the_way(db, beside.mission, seen)) for seen, beside in rows]
    stations, clocks = _stations(db, rows, ways), _clocks(db, rows)
    found: list[Gathered] = []
    for (seen, (mission, device, region, received)), of_team in zip(rows, ways, strict=True):
        around = Around(
            station=stations.get((mission, seen.station_code))
            or _unlisted(db.get_one(Mission, mission), seen.station_code, region),
            at_station=_others(at_station[mission, seen.station_code], seen),
            of_team=of_team,
            twins=twins_in(db, mission, seen),
            positions=_positions(mission, of_team, stations),
            clock_ahead=clocks.get(device),
        )
        found.append(Gathered(seen, around, mission, region, received))
    return found


def list_around(db: Session, reports: Sequence[UUID]) -> set[UUID]:
    """Return the reports whose checks look at `reports`, whether these count (still) or not.

    They are those of the same station, the team's before and after, and former twins.
    """
    around: set[UUID] = set()
    places: set[tuple[UUID, str]] = set()
    query = select(col(Revision.mission_id), *COLUMNS)
    for some in in_portions(reports):
        for row in db.connection().execute(query.where(col(Revision.report_id).in_(some))):
            mission, seen = row[0], report_of(row[1:])
            places.add((mission, seen.station_code))
            around.update(each.report_id for each in on_the_way(db, mission, seen))
        around.update(twins_of(db, some))
    for some in at_stations(db, places, COLUMNS).values():
        around.update(each.report_id for each in some)
    return around


def take_fingerprints(db: Session, reports: Sequence[UUID]) -> list[Fingerprint]:
    """Return the fingerprints of those of `reports` that count and have telling answers."""
    return [
        Fingerprint(
            report_id=seen.report_id, mission_id=beside.mission, form_id=seen.form_id, digest=digest
        )
        for seen, beside in _rows(db, reports)
        if (digest := digest_of_telling(seen.answers))
    ]


def _rows(db: Session, reports: Sequence[UUID]) -> Iterator[_Row]:
    query = select(*_BESIDE, *WHOLE).where(COUNTS)
    for some in in_portions(reports):
        for row in db.connection().execute(query.where(col(Revision.report_id).in_(some))):
            values: tuple[Any, ...] = tuple(row)
            yield report_of(values[len(_BESIDE) :]), _Beside(*values[: len(_BESIDE)])


def _stations(
    db: Session, rows: Sequence[_Row], ways: Sequence[Sequence[SeenReport]]
) -> dict[tuple[UUID, str], SeenStation]:
    wanted = {(beside.mission, seen.station_code) for seen, beside in rows}
    for (_, beside), some in zip(rows, ways, strict=True):
        wanted.update((beside.mission, each.station_code) for each in some)
    found: dict[tuple[UUID, str], SeenStation] = {}
    for mission, codes in by_mission(wanted).items():
        of_mission = db.get_one(Mission, mission)
        query = select(Station).where(col(Station.mission_id) == mission)
        for some in in_portions(codes):
            for (row,) in db.execute(query.where(col(Station.code).in_(some))):  # pyright: ignore[reportDeprecated]
                found[mission, row.code] = _seen_station(row, of_mission)
    return found


def _seen_station(row: Station, mission: Mission) -> SeenStation:
    is_placed = row.latitude is not None and row.longitude is not None
    return SeenStation(
        code=row.code,
        zone=ZoneInfo(row.timezone or mission.timezone),
        setting=row.setting,
        kind=row.kind,
        region=row.region,
        voters=row.voters,
        position=Position(row.latitude or 0.0, row.longitude or 0.0) if is_placed else None,
        hours=_hours(mission),
    )


def _unlisted(mission: Mission, code: str, region: str) -> SeenStation:
    """Return a station that left the register after the report had come."""
    return SeenStation(code, ZoneInfo(mission.timezone), region=region, hours=_hours(mission))


def _hours(mission: Mission) -> tuple[time, time] | None:
    given = mission.document.get("election", {}).get("voting")
    voting = Voting.model_validate(given) if given else None
    return (voting.opens, voting.closes) if voting else None


def _clocks(db: Session, rows: Iterable[_Row]) -> dict[UUID, int]:
    devices = {beside.device for _, beside in rows}
    query = select(col(Device.id), col(Device.clock_ahead))
    found: dict[UUID, int] = {}
    for some in in_portions(devices):
        told = db.connection().execute(query.where(col(Device.id).in_(some)))
        found |= {device: ahead for device, ahead in told if ahead is not None}
    return found


def _others(reports: Iterable[SeenReport], seen: SeenReport) -> tuple[SeenReport, ...]:
    return tuple(each for each in reports if each.report_id != seen.report_id)


def _positions(
    mission: UUID,
    reports: Iterable[SeenReport],
    stations: Mapping[tuple[UUID, str], SeenStation],
) -> dict[str, Position]:
    known = ((each.station_code, stations.get((mission, each.station_code))) for each in reports)
    return {code: station.position for code, station in known if station and station.position}
