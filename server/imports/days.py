"""Days in cells: ISO dates as they are, all others in the order that people say. Never guessed."""

import re
from collections.abc import Callable, Iterable
from datetime import date

from server.imports.cells import Wrong, text

ORDERS = {
    "dmy": "day, month, year (31.12.2026)",
    "mdy": "month, day, year (12/31/2026)",
    "ymd": "year, month, day (2026.12.31)",
}
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:T00:00:00)?")
_PARTS = re.compile(r"(\d{1,4})[./\- ]+(\d{1,2})[./\- ]+(\d{1,4})\.?")


def in_doubt(cells: Iterable[str], most: int = 3) -> list[str]:
    """Return the first few cells whose day depends on the order in which it is written."""
    found: list[str] = []
    for cell in cells:
        if cell and not _ISO.fullmatch(cell) and _PARTS.fullmatch(cell) and cell not in found:
            found.append(cell)
            if len(found) == most:
                break
    return found


def reader(order: str) -> Callable[[str], date | None]:
    """Return a reader of days that are written in `order`, one of ORDERS; '' = ISO only."""

    def read(cell: str) -> date | None:
        if not text(cell):
            return None
        if iso := _ISO.fullmatch(cell):
            return _day(cell, iso.groups(), "ymd")
        found = _PARTS.fullmatch(cell)
        if not found or not order:
            raise Wrong(f"'{cell}' is not a day", "Write it as 2026-12-31.")
        return _day(cell, found.groups(), order)

    return read


def _day(cell: str, parts: tuple[str, ...], order: str) -> date:
    named = dict(zip(order, parts, strict=True))
    if len(named["y"]) != 4:
        raise Wrong(
            f"'{cell}' has no year of four digits where the order {' '.join(order)} puts it",
            "Write it as 2026-12-31, or choose another order.",
        )
    try:
        return date(int(named["y"]), int(named["m"]), int(named["d"]))
    except ValueError:
        raise Wrong(
            f"'{cell}' is no day in the order {ORDERS[order]}",
            "Correct it, or choose another order.",
        ) from None
