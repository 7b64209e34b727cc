"""Stations on a map: GeoJSON (RFC 7946), with how much was observed at each.

Stations without a position stand in a member of their own: they are no points anywhere. The
manifest is another such member, at the end; its digest of the features is that of their lines.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, BinaryIO

from sqlalchemy import select
from sqlmodel import col

from server.exchange.beside_tables import newest_visits, standing_incidents, team_codes
from server.exchange.ground import Placed
from server.exchange.manifest import manifest_of
from server.exchange.parts import Part
from server.exchange.resources import Resources
from server.reports.checks.models import Flag
from server.reports.checks.seen import Outcome
from shared.sync import seal

_MEMBERS = ("features", "without_position")


def write_geojson(resources: Resources, out: BinaryIO, key: seal.Signer) -> dict[str, Any]:
    """Write the stations to `out`; return the manifest, which stands in the file too."""
    with_position: list[Placed] = []
    without: list[Placed] = []
    for each in _stations(resources):
        (without if each.latitude is None or each.longitude is None else with_position).append(each)
    count = _Counts(resources)
    out.write(b'{"type":"FeatureCollection"')
    parts = [
        _write_list(out, _MEMBERS[0], (_feature(each, count.of(each)) for each in with_position)),
        _write_list(out, _MEMBERS[1], (count.of(each) for each in without)),
    ]
    manifest = manifest_of(resources, parts, (), key)
    out.write(b',\n"manifest":' + _json(manifest) + b"}\n")
    return manifest


def _write_list(out: BinaryIO, member: str, each: Iterator[Mapping[str, Any]]) -> Part:
    """Write a member of the collection: a list with one line for each of its parts."""
    out.write(f',\n"{member}":[\n'.encode())
    digest, size, rows = hashlib.sha256(), 0, 0
    for one in each:
        line = (b",\n" if rows else b"") + _json(one)
        out.write(line)
        digest.update(line)
        size, rows = size + len(line), rows + 1
    out.write(b"\n]")
    return Part(member, rows, size, digest.hexdigest())


def _stations(resources: Resources) -> Sequence[Placed]:
    """Return the register, and what else reports name; of a partner, its own reports' stations."""
    ground = resources.ground
    named = resources.station_codes()
    register = ground.stations
    codes = named if ground.reach.teams is not None else named | register.keys()
    unknown = Placed("", "", "", "", "", "", None, "", None, None)
    return [register.get(code) or unknown._replace(code=code) for code in sorted(codes)]


def _feature(station: Placed, properties: Mapping[str, Any]) -> Mapping[str, Any]:
    return {
        "type": "Feature",
        "id": station.code,
        "geometry": {"type": "Point", "coordinates": [station.longitude, station.latitude]},
        "properties": properties,
    }


class _Counts:
    """How much was observed at each station."""

    def __init__(self, resources: Resources) -> None:
        ground, self._forms = resources.ground, resources.selection.forms
        self._visits: Counter[str] = Counter()
        self._refused: Counter[str] = Counter()
        for visit in newest_visits(ground, team_codes(ground)):
            self._visits[visit["station_code"]] += 1
            self._refused[visit["station_code"]] += bool(visit["refusal"])
        self._incidents = Counter(each["station_code"] for each in standing_incidents(ground))
        self._flagged = _flagged(resources)
        self._mark = {"drill": True} if ground.mission.drill else {}

    def of(self, station: Placed) -> Mapping[str, Any]:
        """Return what is told of a station."""
        code = station.code
        reports = {name: each.counting[code] for name, each in self._forms.items()}
        return {
            "code": code,
            "name": station.name,
            "region": station.region,
            "setting": station.setting,
            "kind": station.kind,
            "reports": sum(reports.values()),
            **{f"reports_{name}": count for name, count in reports.items()},
            "visits_told": self._visits[code],
            "refused": self._refused[code],
            "incidents": self._incidents[code],
            "checks_flagged": self._flagged[code],
            **self._mark,
        }


def _flagged(resources: Resources) -> Counter[str]:
    flags = select(col(Flag.entry_id), col(Flag.station_code)).where(
        col(Flag.mission_id) == resources.ground.mission.id, col(Flag.outcome) == Outcome.FLAGGED
    )
    entries = resources.selection.entries
    rows = resources.ground.db.connection().execute(flags)
    return Counter(station for entry, station in rows if entry in entries)


def _json(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
