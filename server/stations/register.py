"""From the rows of a register's file to its stations, or to what is wrong with them. Pure.

A register's codes may repeat in different regions. Each mission says what tells its stations
apart (`station_key` of its file), and from that follows the code by which observers, plans and
reports know a station: under `code`, the register's own; under `region+code`, the path of regions
and the code, as `North/East/12`; under `region1+code`, the outermost region and the code. It
depends on nothing but the station, so it is the same in every import.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from server.imports.importer import Reading, TakenRow
from server.stations.columns import CLOSED, KNOWN_AS, MAX_CODE

StationRow = dict[str, Any]
"""The fields of `Station` that the file has columns for."""
BY_CODE = "code"
BY_REGION = "region+code"


@dataclass
class Register:
    """The stations of a file, in its order."""

    attributes: frozenset[str]
    """Columns of the file that are kept under their own names."""
    stations: dict[str, StationRow] = field(default_factory=dict[str, StationRow])
    """By the code that the field knows them by."""
    rows: dict[str, int] = field(default_factory=dict[str, int])
    """Of the file, by the same code."""
    without_region: int = 0
    repeated: int = 0
    """Rows that stand for a station which stands in the file already."""
    paths: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])
    """Region and code of every row that has a code."""


def qualified(number: str, region: str, key: str) -> str:
    """Return the code by which the field knows the station `number` of a register."""
    if key == BY_CODE or not region:
        return number
    level = key.removeprefix("region").partition("+")[0]
    path = region.split(" / ")
    return "/".join([*(path[: int(level)] if level else path), number])


def read_register(reading: Reading, key: str) -> Register:
    """Return the stations of a file; what is wrong with its rows is noted in `reading`."""
    register = Register(frozenset(reading.columns.rest))
    for row in reading.rows:
        _check_position(reading, row)
        _keep(register, reading, row, key)
    return register


def _keep(register: Register, reading: Reading, row: TakenRow, key: str) -> None:
    number = row.values.get("code")
    if number is None:
        return
    region = row.values.get("region", "")
    code = qualified(number, region, key)
    station = {**row.values, "code": code, "number": number, "attributes": row.rest}
    station.pop(KNOWN_AS, None)
    column = reading.columns.called("code")
    register.paths.add((region, number))
    if code in register.stations:
        register.repeated += 1
        message, cure = _twice(register, station, key)
        reading.errors.add(row.number, column, message, cure)
        return
    if len(code) > MAX_CODE:
        message = f"region and code together, '{code[:40]}…', have more than {MAX_CODE} characters"
        cure = "Choose another key of stations for the mission, such as region1+code."
        reading.errors.add(row.number, column, message, cure)
        return
    register.stations[code] = station
    register.rows[code] = row.number
    register.without_region += not region


def _twice(register: Register, station: StationRow, key: str) -> tuple[str, str]:
    """Return what is wrong with a second row for one station, and what to do."""
    code = station["code"]
    first = register.stations[code]
    message = f"station {code} stands twice in this file (also row {register.rows[code]})"
    message += _difference(first, station)
    cure = "Keep one of the two rows."
    if key != BY_REGION and first.get("region") != station.get("region"):
        cure = (
            "Keep one of the two rows; or, where codes repeat in different regions, let region and "
            "code together tell the mission's stations apart (in its settings, or station_key: "
            "region+code)."
        )
    return message, cure


def _difference(first: StationRow, second: StationRow) -> str:
    names = [
        name
        for name in first
        if name not in ("code", "number", "attributes", CLOSED) and first[name] != second.get(name)
    ]
    plurals = {
        "address": "addresses",
        "latitude": "positions",
        "longitude": "positions",
        "voters": "voters",
    }
    words = dict.fromkeys(plurals.get(name, f"{name}s") for name in names)
    return f", with different {' and '.join(words)}" if words else ", with the same particulars"


def _check_position(reading: Reading, row: TakenRow) -> None:
    values: Mapping[str, Any] = row.values
    if "latitude" not in values or "longitude" not in values:
        return
    latitude, longitude = values["latitude"], values["longitude"]
    if (latitude is None) != (longitude is None):
        empty = "latitude" if latitude is None else "longitude"
        message = f"the {empty} is missing beside the other half of the position"
        column = reading.columns.called(empty)
        reading.errors.add(row.number, column, message, "Give both, or neither.")
