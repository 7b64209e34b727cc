"""The audit trail as a table to take away."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, cast
from uuid import UUID

from server.accounts.models import TrailEntry

COLUMNS = ("number", "time (UTC)", "who", "deed", "mission", "subject", "particulars", "hash")


def table_of(
    entries: Iterable[TrailEntry], codes: Mapping[UUID, str]
) -> Iterator[Sequence[object]]:
    """Yield the columns' names, then a row for each entry; `codes` are those of the missions."""
    yield COLUMNS
    for each in entries:
        yield (
            each.seq,
            each.at.isoformat(sep=" ", timespec="seconds").removesuffix("+00:00"),
            each.name,
            each.deed,
            codes.get(each.mission_id, str(each.mission_id)) if each.mission_id else "",
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
