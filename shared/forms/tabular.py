"""The tables that come with a form: CSV and GeoJSON, as laptops and server read them alike."""

import codecs
import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

SEPARATORS = (",", ";", "\t")
MOST_ROWS = 200_000
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class UnreadableTableError(ValueError):
    """A file is no table; the message says where and why, `cure` what to do."""

    def __init__(self, message: str, cure: str) -> None:
        super().__init__(message)
        self.message = message
        self.cure = cure


@dataclass(frozen=True, slots=True)
class FileTable:
    """A table as a file holds it; rows shorter than the header have been filled up with ''."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    is_plain: bool
    """Whether phones read it as well: UTF-8 and commas."""


def is_table(name: str) -> bool:
    """Say whether a file of that name is one that this module reads."""
    return PurePath(name).suffix.lower() in (".csv", ".geojson")


def table_name(file: str) -> str:
    """Return what expressions call the table in `file`: its name without the ending."""
    return PurePath(file).stem


def read_file_table(content: bytes, name: str) -> FileTable:
    """Read the table in a file called `name`. Raises UnreadableTableError."""
    if name.lower().endswith(".geojson"):
        return _geojson(content)
    text, encoding = _decoded(content)
    separator = _separator_of(text)
    records = _records(text, separator)
    header = next(records, None)
    if header is None:
        raise UnreadableTableError("it is empty.", "Its first row must name the columns.")
    columns = _checked(header)
    rows = tuple(_row(record, len(columns)) for record in records)
    if len(rows) > MOST_ROWS:
        raise UnreadableTableError(
            f"it has {len(rows):,} rows; {MOST_ROWS:,} is the most.",
            "Leave out what no team of the mission needs.",
        )
    is_plain = encoding.startswith("utf-8") and (separator == "," or len(columns) == 1)
    return FileTable(columns, rows, is_plain)


def _decoded(content: bytes) -> tuple[str, str]:
    encoding = next((each for mark, each in _MARKS if content.startswith(mark)), "utf-8")
    try:
        return content.decode(encoding), encoding
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UnreadableTableError(
            f"line {line} is not in the encoding UTF-8.",
            "Save it as “CSV UTF-8” in the spreadsheet program that it comes from.",
        ) from None


def _separator_of(text: str) -> str:
    """Return what separates the columns: what stands most often in the header."""
    header = text.partition("\n")[0]
    return max(SEPARATORS, key=header.count)


def _records(text: str, separator: str) -> Iterator[list[str]]:
    """Yield each record that is not blank."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for record in reader:
            if any(cell.strip() for cell in record):
                yield [cell.strip() for cell in record]
    except csv.Error as error:
        raise UnreadableTableError(
            f"line {reader.line_num} is not CSV ({error}).",
            "Look there for a quotation mark that is opened and never closed.",
        ) from None


def _checked(header: list[str]) -> tuple[str, ...]:
    while header and not header[-1]:
        header = header[:-1]
    named = [name for name in header if name]
    twice = sorted({name for name in named if named.count(name) > 1})
    if twice:
        raise UnreadableTableError(
            f"the column {twice[0]} stands in it twice.", "Give each column a name of its own."
        )
    return tuple(header)


def _row(record: list[str], width: int) -> tuple[str, ...]:
    return tuple([*record, *[""] * (width - len(record))][:width])


def _geojson(content: bytes) -> FileTable:
    """Read features as rows: `id`, `geometry`, and what they say of themselves."""
    try:
        features: list[Any] = json.loads(content)["features"]
        rows = [_feature(each) for each in features]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise UnreadableTableError(
            f"it is not GeoJSON with a list of features ({type(error).__name__}).",
            "Export it anew as a GeoJSON FeatureCollection.",
        ) from None
    columns = tuple(dict.fromkeys(column for row in rows for column in row))
    filled = tuple(tuple(row.get(column, "") for column in columns) for row in rows)
    return FileTable(columns, filled, is_plain=True)


def _feature(feature: dict[str, Any]) -> dict[str, str]:
    geometry: dict[str, Any] = feature.get("geometry") or {}
    cells: dict[str, Any] = {**(feature.get("properties") or {})}
    cells["geometry"] = _position(geometry.get("coordinates"))
    if "id" in feature:
        cells["id"] = feature["id"]
    return {str(key): "" if cell is None else str(cell) for key, cell in cells.items()}


def _position(coordinates: Any) -> str:  # noqa: ANN401 - JSON
    """Return GeoJSON's position (longitude first) as phones write it, '' for lines and areas."""
    match coordinates:
        case [float() | int() as longitude, float() | int() as latitude, *_]:
            return f"{latitude} {longitude} 0 0"
        case _:
            return ""
