"""The importer of stations: what a file would do to a mission's register, and doing it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy
from sqlalchemy import insert, update
from sqlmodel import Session, col, select

from server.accounts.table import ANALYSTS, Who
from server.changes import log
from server.database import in_portions
from server.imports.importer import (
    AS_IT_IS,
    KEEP,
    Ask,
    Change,
    Deed,
    Field,
    Plan,
    Reading,
    Seal,
)
from server.missions.models import Mission, PlannedStop
from server.stations.columns import CLOSED, IMPORTED
from server.stations.models import Station
from server.stations.register import Register, StationRow, qualified, read_register
from server.stations.searching import folded_text
from server.stations.service import key_of
from shared.ids import new_id

BATCH = 5000
"""Rows a statement: bounds memory, and is past the point where more is faster."""
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
_HELD = ("id", "code", "number", *_COMPARED, "attributes", "closed_why", "closed_by_import")
CLOSE = "close"
_CLOSES = "closes"
"""In a row of `apply`: the station was open before."""


class StationImporter:
    """Registers of polling stations: CSV, XLSX, GeoJSON."""

    kind = "stations"
    title = "Polling stations"
    one = "station"
    many = "stations"
    page = "/stations"
    fields: Sequence[Field] = IMPORTED
    keeps_rest = True
    who: Who = ANALYSTS
    asks: Sequence[Ask] = ()
    gone_deeds: Mapping[str, str] = {
        KEEP: "Keep them open, as they are",
        CLOSE: "Close them: pages and laptops show them as closed; all that was reported from "
        "them stays, and none is deleted",
    }
    seal: Seal = AS_IT_IS

    def compare(self, db: Session, mission: Mission, reading: Reading) -> Plan:
        """Compare a file with the register, by what tells the mission's stations apart."""
        key = key_of(mission)
        register = read_register(reading, key)
        held = _held(db, mission.id)
        by_key = _by_key(held, key, reading)
        plan = Plan(counts={"without_region": register.without_region})
        codes = {each["code"] for each in held}
        for code, station in register.stations.items():
            before = by_key.pop(code, None)
            if before is not None:
                _compare(plan, before, station, register)
            elif code in codes:
                message = f"another station is already known as {code}"
                column = reading.columns.called("code")
                cure = "Look it up among the stations; give one of the two another code."
                reading.errors.add(register.rows[code], column, message, cure)
            else:
                after = _BLANK | station | {"closed_why": station.pop(CLOSED, "")}
                plan.new.append(Change(code, after["name"], None, _compared(after), after))
        _note_gone(plan, by_key.values())
        _note_notices(plan, sum(not each["closed_why"] for each in held))
        _note_planned(db, mission.id, plan)
        _note_repeated(plan, register)
        return plan

    def apply(self, db: Session, mission: Mission, plan: Plan, deed: Deed) -> None:
        """Bring the register up to the file."""
        _insert(db, mission.id, (each.row for each in plan.new), deed.now)
        _update(db, (each.row for each in plan.changed), deed.now)
        told = [each.key for each in (*plan.new, *plan.changed)]
        if deed.gone == CLOSE:
            why = f"Not in the register {deed.source}"
            ids: list[UUID] = [each.row for each in plan.gone]
            _close(db, ids, why, deed.now)
            told += [each.key for each in plan.gone]
        log.note(db, mission.id, "station", told)


def _held(db: Session, mission_id: UUID) -> list[StationRow]:
    """Return the mission's stations as plain rows: no objects, for a hundred thousand."""
    columns = [getattr(Station, name) for name in _HELD]
    of_mission = sqlalchemy.select(*columns).where(col(Station.mission_id) == mission_id)
    ordered = of_mission.order_by(col(Station.code))
    return [dict(zip(_HELD, row, strict=True)) for row in db.connection().execute(ordered)]


def _by_key(held: Iterable[StationRow], key: str, reading: Reading) -> dict[str, StationRow]:
    """Return the stations by what tells them apart; note those that it does not tell apart."""
    found: dict[str, StationRow] = {}
    for station in held:
        mine = qualified(station["number"] or station["code"], station["region"], key)
        other = found.setdefault(mine, station)
        if other is not station:
            message = (
                f"the register has both {other['code']} and {station['code']} as {mine}: "
                f"station_key: {key} does not tell them apart"
            )
            cure = "Choose region+code as what tells the mission's stations apart."
            reading.errors.add(1, reading.columns.called("code"), message, cure)
    return found


def _compare(plan: Plan, before: StationRow, station: StationRow, register: Register) -> None:
    given = {name: value for name, value in station.items() if name not in ("code", CLOSED)}
    after = {
        **before,
        **given,
        "attributes": _attributes(register, before, station),
        **_closing(before, station.get(CLOSED, "")),
    }
    if after == before:
        plan.unchanged += 1
        return
    name = str(station.get("name", before["name"]))
    change = Change(before["code"], name, _compared(before), _compared(after), after)
    plan.changed.append(change)


def _closing(before: StationRow, why: str) -> StationRow:
    """Return what changes where a file says `why` a station is closed; '' = it does not.

    What people closed stays closed. A file that has a station opens what another one closed.
    """
    if why and why != before["closed_why"]:
        return {"closed_why": why, "closed_by_import": True, _CLOSES: not before["closed_why"]}
    if not why and before["closed_by_import"]:
        return {"closed_why": "", "closed_by_import": False}
    return {}


def _attributes(register: Register, before: StationRow, station: StationRow) -> dict[str, Any]:
    """Keep attributes whose column the file lacks; an emptied cell empties the attribute."""
    kept = {
        name: value
        for name, value in before["attributes"].items()
        if name not in register.attributes
    }
    return kept | station["attributes"]


def _compared(station: StationRow) -> StationRow:
    shown = {name: station[name] for name in (*_COMPARED, "attributes")}
    if why := station.get("closed_why"):
        shown[CLOSED] = why
    return shown


def _note_gone(plan: Plan, left: Iterable[StationRow]) -> None:
    """Note the open stations that the file lacks, by code."""
    for station in sorted(left, key=lambda each: each["code"]):
        if not station["closed_why"]:
            code = station["code"]
            plan.gone.append(Change(code, station["name"], _compared(station), None, station["id"]))


def _note_notices(plan: Plan, were_open: int) -> None:
    if 2 * len(plan.gone) > were_open:
        plan.notices.append(
            f"Most of the register is not in the file: {len(plan.gone):,} of {were_open:,} open "
            "stations. Is the file only a part?"
        )
    if without := plan.counts["without_region"]:
        plan.notices.append(f"Without a region, and so in no breakdown by region: {without:,}.")
    opened = sum(
        1
        for each in plan.changed
        if CLOSED in (each.before or {}) and CLOSED not in (each.after or {})
    )
    if opened:
        plan.notices.append(f"Closed by an earlier register, and open again: {opened:,}.")


def _note_planned(db: Session, mission_id: UUID, plan: Plan) -> None:
    """Say which of those gone teams are to visit."""
    gone = {each.key for each in plan.gone}
    if not gone:
        return
    of_mission = select(PlannedStop.station_code).where(PlannedStop.mission_id == mission_id)
    planned = sorted(gone.intersection(db.exec(of_mission.distinct())))
    if planned:
        some = ", ".join(planned[:5]) + (", …" if len(planned) > 5 else "")
        plan.notices.append(f"Not in the file, and on a team's plan: {len(planned):,} ({some}).")


def _note_repeated(plan: Plan, register: Register) -> None:
    """Where codes repeat, say whether region and code together would tell stations apart."""
    if not register.repeated:
        return
    rows = len(register.stations) + register.repeated
    would = "would tell" if len(register.paths) == rows else "would not tell"
    plan.notices.append(
        f"Rows for a station that the file has already: {register.repeated:,}. Region and code "
        f"together {would} all of its rows apart."
    )


def _insert(db: Session, mission_id: UUID, stations: Iterable[StationRow], now: datetime) -> None:
    for batch in in_portions(stations, BATCH):
        rows = [
            {
                **station,
                "id": new_id(now),
                "mission_id": mission_id,
                "folded": folded_text(station),
                "closed_at": now if station["closed_why"] else None,
                "closed_by_import": bool(station["closed_why"]),
                "updated_at": now,
            }
            for station in batch
        ]
        db.connection().execute(insert(Station), rows)


def _update(db: Session, stations: Iterable[StationRow], now: datetime) -> None:
    for batch in in_portions(stations, BATCH):
        rows: list[StationRow] = []
        for station in batch:
            row = {**station, "folded": folded_text(station), "updated_at": now}
            if row.pop(_CLOSES, False):
                row["closed_at"] = now
            elif not row["closed_why"]:
                row["closed_at"] = None
            rows.append(row)
        for named in _alike(rows):
            db.exec(update(Station), params=named)


def _alike(rows: Sequence[StationRow]) -> Iterator[Sequence[StationRow]]:
    """Yield the rows that open or close, then the others: a statement has one set of columns."""
    for turns in (True, False):
        if some := [row for row in rows if ("closed_at" in row) is turns]:
            yield some


def _close(db: Session, ids: Sequence[UUID], why: str, now: datetime) -> None:
    rows = [
        {
            "id": each,
            "closed_at": now,
            "closed_why": why,
            "closed_by_import": True,
            "updated_at": now,
        }
        for each in ids
    ]
    for batch in in_portions(rows, BATCH):
        db.exec(update(Station), params=batch)
