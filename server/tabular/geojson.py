"""GeoJSON as a table: a feature is a row, its properties are columns, its point is a position."""

import json
from typing import Any, cast

from pydantic_core import from_json

from server.tabular.table import Row, Table, UnreadableTable, columns_of, row_of

LATITUDE, LONGITUDE = "latitude", "longitude"
MOST_COLUMNS = 500
_WGS84 = ("CRS84", "EPSG::4326", "EPSG:4326")
Feature = dict[str, Any]


def is_geojson(content: bytes) -> bool:
    """Tell whether a file's first bytes look like JSON. No table of text begins so."""
    return content[:64].removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{"


def read_geojson(content: bytes, name: str) -> Table:
    """Read a FeatureCollection (RFC 7946). Raises UnreadableTable.

    Rows are numbered as features are, from 1. Properties that are lists or objects come as JSON.
    """
    features = _features(content, name)
    properties = [_properties(each, number, name) for number, each in enumerate(features, start=1)]
    own = dict.fromkeys(key for each in properties for key in each)
    taken = {LATITUDE, LONGITUDE}
    named = {key: f"{key} (property)" if key.casefold() in taken else key for key in own}
    if len(named) > MOST_COLUMNS:
        raise UnreadableTable(
            f"{name} has {len(named):,} different properties; {MOST_COLUMNS} is the most. Is it a "
            "register of stations?"
        )
    columns = columns_of([*named.values(), LATITUDE, LONGITUDE], name, 0)
    rows: list[Row] = []
    for number, (feature, each) in enumerate(zip(features, properties, strict=True), start=1):
        cells = [_text(each.get(key)) for key in own] + list(_position(feature))
        if row := row_of(number, cells, columns):
            rows.append(row)
    return Table(name, columns, rows, f"GeoJSON, {len(features):,} features", "geojson")


def _features(content: bytes, name: str) -> list[Any]:
    try:
        document: Any = from_json(content.removeprefix(b"\xef\xbb\xbf"))
    except ValueError as error:
        raise UnreadableTable(
            f"{name} begins as JSON does, and is none: {error}. Export it anew as GeoJSON, or as "
            "CSV."
        ) from None
    document = _object(document)
    features: Any = document.get("features")
    if document.get("type") != "FeatureCollection" or not isinstance(features, list):
        raise UnreadableTable(
            f"{name} is JSON, but no GeoJSON FeatureCollection. Export the stations as GeoJSON, or "
            "as CSV."
        )
    reference = json.dumps(document.get("crs") or "")
    if document.get("crs") and not any(each in reference for each in _WGS84):
        raise UnreadableTable(
            f"{name} gives positions in another reference system ({reference[:80]}). Export it in "
            "WGS 84 (EPSG:4326), as GeoJSON should be."
        )
    return cast(list[Any], features)


def _properties(feature: Any, number: int, name: str) -> dict[str, Any]:  # noqa: ANN401 - JSON
    properties = _object(_object(feature).get("properties"))
    if not properties:
        raise UnreadableTable(
            f"{name}: feature {number} has no properties, so nothing says which station it is."
        )
    return properties


def _position(feature: Feature) -> tuple[str, str]:
    """Return latitude and longitude as cells; what is no point is named, and refused below."""
    geometry = _object(feature.get("geometry"))
    if not geometry:
        return "", ""
    kind, at = str(geometry.get("type"))[:20], geometry.get("coordinates")
    if kind != "Point" or not isinstance(at, list) or len(cast(list[Any], at)) < 2:
        other = f"a {kind}, not a point"
        return other, other
    longitude, latitude, *_ = cast(list[Any], at)
    return _text(latitude), _text(longitude)


def _object(value: Any) -> dict[str, Any]:  # noqa: ANN401 - any JSON
    return cast(dict[str, Any], value) if isinstance(value, dict) else {}


def _text(value: Any) -> str:  # noqa: ANN401 - any JSON
    match value:
        case None:
            return ""
        case str():
            return " ".join(value.split(" ")).strip()
        case bool():
            return "true" if value else "false"
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case int() | float():
            return repr(value)
        case _:
            return json.dumps(value, ensure_ascii=False)
