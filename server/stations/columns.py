"""Which column of a register's file fills which field of a station."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from server.stations.problems import WrongColumns

REQUIRED = ("code", "name", "region")
FIELDS = (
    *REQUIRED, "address", "setting", "kind", "voters", "timezone", "latitude", "longitude",
)  # fmt: skip
"""What a column may be called. `region1`, `region2`, … may stand for `region`."""
_LEVEL = re.compile(r"region(\d+)")


@dataclass(frozen=True)
class Columns:
    """Positions of the columns, from 0."""

    names: tuple[str, ...]
    """Of the file, in its order."""
    fields: Mapping[str, int]
    """Field → position; without `region` where levels are used."""
    levels: tuple[int, ...]
    """The columns of the region path, outermost first; empty where one column holds it."""
    attributes: Mapping[str, int]
    """Every other named column → position."""

    def called(self, field: str) -> str:
        """Return what the file calls the column of `field`; the field's name if it has none."""
        if field == "region" and self.levels:
            return self.names[self.levels[0]]
        return self.names[self.fields[field]] if field in self.fields else field


def assigned(names: Sequence[str], mapping: Mapping[str, str]) -> Columns:
    """Assign the columns called `names` to fields: first as `mapping` says, then by their names.

    `mapping` is field → column. Raises WrongColumns, naming what is missing and what was found.
    """
    places = {name.casefold(): place for place, name in enumerate(names) if name}
    told = _told(names, places, mapping)
    taken = set(told.values())
    own = {
        name: place
        for name, place in places.items()
        if place not in taken and name not in told and (name in FIELDS or _LEVEL.fullmatch(name))
    }
    by_field = {**own, **told}
    levels = sorted(
        (int(each[1]), by_field[each[0]]) for each in map(_LEVEL.fullmatch, by_field) if each
    )
    fields = {field: place for field, place in by_field.items() if field in FIELDS}
    _check_required(names, fields, has_levels=bool(levels))
    used = {*fields.values(), *(place for _, place in levels)}
    attributes = {name: at for at, name in enumerate(names) if name and at not in used}
    return Columns(tuple(names), fields, tuple(place for _, place in levels), attributes)


def _told(
    names: Sequence[str], places: Mapping[str, int], mapping: Mapping[str, str]
) -> dict[str, int]:
    told: dict[str, int] = {}
    for field, column in mapping.items():
        if field not in FIELDS and not _LEVEL.fullmatch(field):
            raise WrongColumns(
                f"--map {field}={column}: a station has no field '{field}'. {_near(field, FIELDS)}"
                f"Its fields: {', '.join(FIELDS)}, region1, region2, …"
            )
        if column.casefold() not in places:
            raise WrongColumns(
                f"--map {field}={column}: the file has no column '{column}'. "
                f"{_near(column, names)}Its columns: {_listed(names)}."
            )
        told[field] = places[column.casefold()]
    return told


def _check_required(names: Sequence[str], fields: Mapping[str, int], *, has_levels: bool) -> None:
    missing = [
        each for each in REQUIRED if each not in fields and not (each == "region" and has_levels)
    ]
    if not missing:
        return
    spare = [name for name in names if name and name.casefold() not in FIELDS]
    example = f'--map {missing[0]}="{spare[0] if spare else "COLUMN"}"'
    what = "column is" if len(missing) == 1 else "columns are"
    raise WrongColumns(
        f"The {what} missing: {', '.join(missing)}. Found: {_listed(names)}. Rename the columns, "
        f"or say which one it is, for example {example}. Nothing was imported.",
        missing=missing,
        found=[name for name in names if name],
    )


def _near(word: str, known: Sequence[str]) -> str:
    near = get_close_matches(word.casefold(), [each for each in known if each], n=1)
    return f"Did you mean '{near[0]}'? " if near else ""


def _listed(names: Sequence[str]) -> str:
    return ", ".join(name for name in names if name) or "none"
