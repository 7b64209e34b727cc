"""The audit trail as a table to take away."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, cast
from uuid import UUID

from server.accounts.models import TrailEntry

COLUMNS = (
    "number",
    "time (UTC)",
    "who",
    "deed",
    "mission",
    "drill",
    "subject",
    "particulars",
    "hash",
)


class MissionName(NamedTuple):
    """What an entry's table says of a mission."""

    code: str
    drill: bool


def table_of(
    entries: Iterable[TrailEntry], missions: Mapping[UUID, MissionName]
) -> Iterator[Sequence[object]]:
    """Yield the columns' names, then a row for each entry; what concerns a drill says so."""
    yield COLUMNS
    for each in entries:
        named = missions.get(each.mission_id) if each.mission_id else None
        yield (
            each.seq,
            each.at.isoformat(sep=" ", timespec="seconds").removesuffix("+00:00"),
            each.name,
            each.deed,
            named.code if named else str(each.mission_id or ""),
            "yes" if named and named.drill else "",
            each.subject,
            said(each),
            each.hash,
        )


def said(entry: TrailEntry) -> str:
    """Return the particulars of an entry on one line."""
    parts = (
        f"{key.replace('_', ' ')}: {_plain(value)}"
        for key, value in entry.particulars.items()
        if value not in ("", [], None)
    )
    return "; ".join(parts)


def _plain(value: Any) -> str:  # noqa: ANN401 - any particular
    if isinstance(value, list):
        return ", ".join(map(str, cast(list[object], value)))
    return value if isinstance(value, str) else json.dumps(value)
