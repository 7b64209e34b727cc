"""The stations of plans, as far as the register knows them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlmodel import Session, col

from server.database import in_portions
from server.stations.models import Station
from shared.positions import Position


@dataclass(frozen=True, slots=True)
class Place:
    """A station of the register, as plans need to know it."""

    id: UUID
    code: str
    name: str
    region: str
    address: str
    zone: ZoneInfo
    position: Position | None
    is_closed: bool


def places_of(
    db: Session, mission_id: UUID, codes: Collection[str], mission_zone: ZoneInfo
) -> Mapping[str, Place]:
    """Return code → station of those of `codes` that are in the register."""
    wanted, zones = sorted(set(codes)), {"": mission_zone}
    found: dict[str, Place] = {}
    columns = (
        col(Station.id),
        col(Station.code),
        col(Station.name),
        col(Station.region),
        col(Station.address),
        col(Station.timezone),
        col(Station.latitude),
        col(Station.longitude),
        col(Station.closed_at),
    )
    for some in in_portions(wanted):
        query = select(*columns).where(
            col(Station.mission_id) == mission_id, col(Station.code).in_(some)
        )
        for row in db.connection().execute(query):
            zone = zones.get(row.timezone) or zones.setdefault(row.timezone, ZoneInfo(row.timezone))
            at = None if row.latitude is None else Position(row.latitude, row.longitude)
            found[row.code] = Place(
                id=row.id,
                code=row.code,
                name=row.name,
                region=row.region,
                address=row.address,
                zone=zone,
                position=at,
                is_closed=row.closed_at is not None,
            )
    return found


def count_by_region(db: Session, mission_id: UUID) -> Mapping[str, int]:
    """Return region path → how many open stations are in it, and not deeper."""
    counted = (
        select(col(Station.region), func.count())
        .where(col(Station.mission_id) == mission_id, col(Station.closed_at).is_(None))
        .group_by(col(Station.region))
    )
    rows = db.connection().execute(counted)
    return {row[0]: row[1] for row in rows}
