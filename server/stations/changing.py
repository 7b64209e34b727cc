"""Adding, changing, closing and opening one station by hand."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from server.changes import log
from server.imports.cells import Wrong
from server.stations.columns import FIELDS
from server.stations.models import Station
from server.stations.searching import folded_text
from server.stations.service import find_station
from shared.ids import new_id
from shared.problems import Problem

CODE = "code"
_READERS = {each.name: each.read for each in FIELDS}
CHANGED = tuple(name for name in _READERS if name != CODE)
"""What may be changed: a code is what the field knows a station by."""


class WrongStation(Problem):
    """What was written of a station can't be kept."""

    status = 422
    code = "wrong-station"
    title = "The station can't be kept like this"

    def __init__(self, wrong: Mapping[str, str]) -> None:
        super().__init__(" ".join(wrong.values()), wrong=dict(wrong))
        self.wrong = dict(wrong)
        """Field → what is wrong with it and what to do, in sentences."""


class StationChanged(Problem):
    """Somebody else changed the station meanwhile."""

    status = 409
    code = "station-changed"
    title = "The station was changed meanwhile"


def add(db: Session, mission_id: UUID, typed: Mapping[str, str], *, now: datetime) -> Station:
    """Add a station to the register. Raises WrongStation.

    Reports that wait because they name its code are judged anew.
    """
    values = _read(typed, (CODE, *CHANGED))
    if find_station(db, mission_id, values[CODE]) is not None:
        raise WrongStation({CODE: f"Another station has the code {values[CODE]}. Look it up."})
    station = Station(
        id=new_id(now),
        mission_id=mission_id,
        number=values[CODE],
        folded=folded_text(values),
        updated_at=now,
        **values,
    )
    db.add(station)
    db.flush()
    log.note(db, mission_id, "station", [station.code])
    return station


def change(
    db: Session, station: Station, typed: Mapping[str, str], *, seen: str, now: datetime
) -> dict[str, str]:
    """Change a station; return what changed, field → `before → after`.

    `seen` is the `mark_of` what was shown. Raises WrongStation or StationChanged.
    """
    if seen != mark_of(station):
        raise StationChanged(
            f"Somebody changed station {station.code} while you wrote. What it is now stands on "
            "its page; what you typed is still here: save it again if it holds."
        )
    values = _read(typed, CHANGED)
    changed = {
        name: f"{_plain(getattr(station, name))} → {_plain(value)}"
        for name, value in values.items()
        if getattr(station, name) != value
    }
    for name in changed:
        setattr(station, name, values[name])
    if changed:
        station.folded = folded_text(station.model_dump())
        _keep(db, station, now)
    return changed


def close(db: Session, station: Station, why: str, *, now: datetime) -> None:
    """Close a station. It stays, with all that was reported from it. Raises WrongStation."""
    if not why.strip():
        raise WrongStation({"why": "Say why it is closed; the pages show it."})
    station.closed_at, station.closed_why = now, why.strip()
    station.closed_by_import = False
    _keep(db, station, now)


def reopen(db: Session, station: Station, *, now: datetime) -> None:
    """Open a closed station again."""
    station.closed_at, station.closed_why, station.closed_by_import = None, "", False
    _keep(db, station, now)


def mark_of(station: Station) -> str:
    """Return what stands for a station as it is now."""
    return station.updated_at.isoformat()


def _keep(db: Session, station: Station, now: datetime) -> None:
    station.updated_at = now
    db.add(station)
    log.note(db, station.mission_id, "station", [station.code])


def _read(typed: Mapping[str, str], names: tuple[str, ...]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for name in names:
        cell = " ".join(typed.get(name, "").split())
        try:
            values[name] = _READERS[name](cell)
        except Wrong as problem:
            said = f"{problem.message[:1].upper()}{problem.message[1:]}"
            wrong[name] = f"{said}. {problem.cure}"
    if (values.get("latitude") is None) != (values.get("longitude") is None) and not wrong:
        empty = "latitude" if values["latitude"] is None else "longitude"
        wrong[empty] = "Half of the position is missing. Give both, or neither."
    if wrong:
        raise WrongStation(wrong)
    return values


def _plain(value: object) -> str:
    return "nothing" if value in (None, "") else str(value)
