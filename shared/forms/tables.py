"""The lists that a form carries, held in memory and answered from an index."""

import math
from collections.abc import Iterable, Mapping, Sequence

from shared.forms.scope import Row
from shared.forms.values import CLOSE_ENOUGH, text_to_number

Key = tuple[str | int, ...]
_GRAIN = 1e6
"""Numbers are indexed by their millionths; what is that close is then compared exactly."""


class MemoryTables:
    """Tables by name. An index is made the first time that columns are asked for together.

    50,000 rows take some tens of megabytes and, once, a tenth of a second for each index.
    """

    def __init__(self, tables: Mapping[str, Iterable[Row]] | None = None) -> None:
        self._rows: dict[str, tuple[Row, ...]] = {}
        self._indexes: dict[tuple[str, Key], dict[Key, list[Row]]] = {}
        for name, rows in (tables or {}).items():
            self.add(name, rows)

    def add(self, name: str, rows: Iterable[Row]) -> None:
        """Take in a table, in place of one of that name."""
        self._rows[name] = tuple(rows)
        self._indexes = {key: held for key, held in self._indexes.items() if key[0] != name}

    def find_rows(self, table: str, equal: Mapping[str, str | float]) -> Sequence[Row] | None:
        """Return the rows whose cells equal all of `equal`, in their order (see `Tables`)."""
        rows = self._rows.get(table)
        if rows is None or not equal:
            return rows
        if any(isinstance(each, float) and not math.isfinite(each) for each in equal.values()):
            return ()
        found = self._index(table, equal).get(_key_of(equal), [])
        if all(isinstance(each, str) for each in equal.values()):
            return found
        return [row for row in found if _fits(row, equal)]

    def _index(self, table: str, equal: Mapping[str, str | float]) -> dict[Key, list[Row]]:
        columns: Key = tuple(
            column if isinstance(value, str) else f"{column} as number"
            for column, value in equal.items()
        )
        index = self._indexes.get((table, columns))
        if index is None:
            index = self._indexes[table, columns] = {}
            for row in self._rows[table]:
                for key in _keys_of(row, equal):
                    index.setdefault(key, []).append(row)
        return index


def _key_of(equal: Mapping[str, str | float]) -> Key:
    return tuple(
        value if isinstance(value, str) else round(value * _GRAIN) for value in equal.values()
    )


def _keys_of(row: Row, equal: Mapping[str, str | float]) -> Iterable[Key]:
    """Yield the key of a row; none, if a cell that is wanted as a number is no number."""
    key: list[str | int] = []
    for column, value in equal.items():
        cell = row.get(column, "")
        if isinstance(value, str):
            key.append(cell)
            continue
        number = text_to_number(cell)
        if not math.isfinite(number):
            return
        key.append(round(number * _GRAIN))
    yield tuple(key)


def _fits(row: Row, equal: Mapping[str, str | float]) -> bool:
    return all(
        isinstance(value, str) or abs(text_to_number(row.get(column, "")) - value) < CLOSE_ENOUGH
        for column, value in equal.items()
    )
