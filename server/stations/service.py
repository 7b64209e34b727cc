"""The register of a mission: finding stations in it."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select

from server.database import in_portions
from server.missions.models import Mission
from server.stations.models import Station
from server.stations.problems import NoSuchStation
from server.stations.register import BY_CODE
from shared.folding import fold


def key_of(mission: Mission) -> str:
    """Return what tells the mission's stations apart, as `server.stations.register` has it."""
    return str(mission.document.get("station_key", BY_CODE))


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


def codes_among(db: Session, mission_id: UUID, texts: Collection[str]) -> set[str]:
    """Return those of `texts` that are codes of stations of a mission."""
    found: set[str] = set()
    for some in in_portions(texts):
        query = select(Station.code).where(
            Station.mission_id == mission_id, col(Station.code).in_(some)
        )
        found.update(db.exec(query))
    return found


def get_by_id(db: Session, mission_id: UUID, station_id: UUID) -> Station:
    """Return a station by its id. Raises NoSuchStation."""
    station = db.get(Station, station_id)
    if station is None or station.mission_id != mission_id:
        raise NoSuchStation("The register has no such station. Look it up among the stations.")
    return station


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
    """Return up to `limit` stations with the words of `text` in code, name, region or address.

    In any script; whole codes first.
    """
    found = select(Station).where(Station.mission_id == mission_id)
    for word in fold(text).split() or [text]:
        found = found.where(col(Station.folded).contains(word, autoescape=True))
    exact = (col(Station.code) != text).asc()
    return db.exec(found.order_by(exact, Station.code).limit(limit)).all()
