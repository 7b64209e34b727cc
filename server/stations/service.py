"""The register of a mission: importing it, and finding stations in it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

import sqlalchemy
from sqlalchemy import func, insert, update
from sqlmodel import Session, col, or_, select

from server.changes import log
from server.stations.models import Station
from server.stations.problems import NoSuchStation
from server.stations.register import Register, StationRow, read_register
from server.tabular.table import Table
from shared.ids import new_id

BATCH = 5000
"""Rows a statement: bounds memory, and is past the point where more is faster."""
LISTED_ABSENT = 50
_COMPARED = (
    "name", "region", "address", "setting", "kind", "voters", "timezone", "latitude", "longitude",
)  # fmt: skip
_BLANK: StationRow = {
    "name": "",
    "region": "",
    "address": "",
    "setting": "",
    "kind": "",
    "voters": None,
    "timezone": "",
    "latitude": None,
    "longitude": None,
}


@dataclass
class RegisterImport:
    """What an import did, or (on a dry run) would do."""

    rows: int
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    absent: list[str] = field(default_factory=list[str])
    """Codes of stations that the mission has and the file has not. They are kept."""
    without_region: int = 0
    """Stations of the file that no breakdown by region will count."""


def import_register(
    db: Session,
    mission_id: UUID,
    table: Table,
    *,
    now: datetime,
    mapping: Mapping[str, str] | None = None,
    dry_run: bool = False,
) -> RegisterImport:
    """Bring the register of a mission up to the file `table`: all of it, or nothing.

    Stations are known by their code. Columns that the file does not have keep what they held;
    stations that it does not have are listed, never deleted. Raises WrongColumns or
    RegisterRefused, which lists every wrong cell.
    """
    register = read_register(table, mapping or {})
    held = _held(db, mission_id)
    outcome = RegisterImport(len(register.stations), without_region=register.without_region)
    outcome.absent = sorted(held.keys() - register.stations.keys())
    new, changed = _compared(register, held)
    outcome.new, outcome.changed = len(new), len(changed)
    outcome.unchanged = outcome.rows - len(new) - len(changed)
    if not dry_run:
        _insert(db, mission_id, new, now)
        _update(db, changed, now)
        log.note(db, mission_id, "station", [row["code"] for row in (*new, *changed)])
    return outcome


def list_stations(db: Session, mission_id: UUID) -> Sequence[Station]:
    """Return all stations of a mission, by region and code."""
    stations = select(Station).where(Station.mission_id == mission_id)
    return db.exec(stations.order_by(Station.region, Station.code)).all()


def list_time_zones(db: Session, mission_id: UUID) -> dict[str, str]:
    """Return, by code, the time zones of the stations that have one of their own."""
    own = select(Station.code, Station.timezone).where(
        Station.mission_id == mission_id, Station.timezone != ""
    )
    return dict(db.exec(own).all())


def count_stations(db: Session, mission_id: UUID) -> int:
    """Return how many stations the register of a mission has."""
    counted = select(func.count()).select_from(Station).where(Station.mission_id == mission_id)
    return db.exec(counted).one()


def find_station(db: Session, mission_id: UUID, code: str) -> Station | None:
    """Return the station with this code, or None."""
    found = select(Station).where(Station.mission_id == mission_id, Station.code == code)
    return db.exec(found).one_or_none()


def get_station(db: Session, mission_id: UUID, code: str) -> Station:
    """Return the station with this code. Raises NoSuchStation, with the nearest ones."""
    station = find_station(db, mission_id, code)
    if station is None:
        near = [each.code for each in search(db, mission_id, code.lstrip("0") or code, limit=5)]
        hint = (
            f"Did you mean {', '.join(near)}?"
            if near
            else "Look it up in the register, or import the register anew."
        )
        raise NoSuchStation(f"No station of the register has the code '{code}'. {hint}")
    return station


def search(db: Session, mission_id: UUID, text: str, *, limit: int = 20) -> Sequence[Station]:
    """Return up to `limit` stations with `text` in code, name or address; whole codes first."""
    pattern = f"%{_escaped(text)}%"
    matches = (
        col(each).ilike(pattern, escape="\\")
        for each in (Station.code, Station.name, Station.address)
    )
    found = select(Station).where(Station.mission_id == mission_id, or_(*matches))
    exact = (col(Station.code) != text).asc()
    return db.exec(found.order_by(exact, Station.code).limit(limit)).all()


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _held(db: Session, mission_id: UUID) -> dict[str, StationRow]:
    """Return the mission's stations as plain rows, by code: no objects, for a hundred thousand."""
    names = ("id", "code", *_COMPARED, "attributes")
    columns = [getattr(Station, name) for name in names]
    of_mission = sqlalchemy.select(*columns).where(col(Station.mission_id) == mission_id)
    rows = db.connection().execute(of_mission)
    return {row[1]: dict(zip(names, row, strict=True)) for row in rows}


def _compared(
    register: Register, held: Mapping[str, StationRow]
) -> tuple[list[StationRow], list[StationRow]]:
    """Return whole rows for what is new, and for what differs from what is held."""
    new: list[StationRow] = []
    changed: list[StationRow] = []
    for code, station in register.stations.items():
        before = held.get(code)
        if before is None:
            new.append(_BLANK | station)
            continue
        after = before | station | {"attributes": _attributes(register, before, station)}
        if after != before:
            changed.append(after)
    return new, changed


def _attributes(register: Register, before: StationRow, station: StationRow) -> dict[str, Any]:
    """Keep attributes whose column the file lacks; an emptied cell empties the attribute."""
    kept = {
        name: value
        for name, value in before["attributes"].items()
        if name not in register.columns.attributes
    }
    return kept | station["attributes"]


def _insert(db: Session, mission_id: UUID, stations: Iterable[StationRow], now: datetime) -> None:
    for batch in _batches(stations):
        rows = [
            {**station, "id": new_id(now), "mission_id": mission_id, "updated_at": now}
            for station in batch
        ]
        db.exec(insert(Station), params=rows)


def _update(db: Session, stations: Iterable[StationRow], now: datetime) -> None:
    for batch in _batches(stations):
        db.exec(update(Station), params=[{**station, "updated_at": now} for station in batch])


def _batches(stations: Iterable[StationRow]) -> Iterator[list[StationRow]]:
    remaining = iter(stations)
    while batch := list(islice(remaining, BATCH)):
        yield batch
