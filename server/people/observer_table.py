"""The register of observers as a table: codes and what belongs to them, no names."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from uuid import UUID

from server.missions.models import Team
from server.people.models import Observer

_COLUMNS = (
    "code", "role", "organisation", "nationality", "languages", "trained_on", "conduct_signed_on",
    "permission", "badge", "valid_from", "valid_until",
)  # fmt: skip


def table_of(
    observers: Iterable[Observer], teams: Mapping[UUID, Team]
) -> Iterator[Sequence[object]]:
    """Yield a header, then a row an observer; the columns are those that an import understands."""
    yield (*_COLUMNS, "team")
    for each in observers:
        team = teams.get(each.team_id) if each.team_id else None
        yield (*(_cell(getattr(each, name)) for name in _COLUMNS), team.code if team else "")


def _cell(value: object) -> object:
    if isinstance(value, list):
        return ", ".join(str(each) for each in value)  # pyright: ignore[reportUnknownVariableType,reportUnknownArgumentType]
    return "" if value is None else str(value)
