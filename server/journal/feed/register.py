"""The register of stations as a source: those of the team's own regions first, then the rest."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, not_, or_, select
from sqlmodel import Session, col

from server.changes.log import Kind
from server.journal.feed.source import Piece, Reader
from server.stations.models import Station
from shared.regions import BELOW
from shared.sync.protocol import Change, StationChange
from shared.sync.setting import StationOut

_OWN, _REST = "0", "1"
"""What places begin with: which half, then the code."""
_COLUMNS = (
    col(Station.code),
    col(Station.name),
    col(Station.region),
    col(Station.address),
    col(Station.timezone),
    col(Station.setting),
    col(Station.voters),
    col(Station.latitude),
    col(Station.longitude),
    col(Station.closed_at),
)


class StationSource:
    """The stations of the mission."""

    kind: Kind = "station"

    def after(self, db: Session, reader: Reader, place: str, most: int) -> Sequence[Piece]:
        """Return the next stations behind `place`."""
        half, code = place[:1] or _OWN, place[1:]
        found: list[Piece] = []
        if half == _OWN:
            found += self._half(db, reader, _OWN, code, most)
            half, code = _REST, ""
        if half == _REST and len(found) < most:
            found += self._half(db, reader, _REST, code, most - len(found))
        return found

    def named(self, db: Session, reader: Reader, keys: Collection[str]) -> Mapping[str, Change]:
        """Return the stations called `keys`, or their tombstones."""
        query = select(*_COLUMNS).where(
            col(Station.mission_id) == reader.mission.id, col(Station.code).in_(keys)
        )
        there = {row.code: _change(reader, row) for row in db.connection().execute(query)}
        return {key: there.get(key) or StationChange(key=key, value=None) for key in keys}

    def count_after(self, db: Session, reader: Reader, place: str) -> int:
        """Return how many stations are behind `place`."""
        half, code = place[:1] or _OWN, place[1:]
        behind = and_(_is_in(reader, half), col(Station.code) > code)
        if half == _OWN:
            behind = or_(behind, _is_in(reader, _REST))
        counted = select(func.count()).where(col(Station.mission_id) == reader.mission.id, behind)
        return db.connection().execute(counted).scalar_one()

    def _half(
        self, db: Session, reader: Reader, half: str, code: str, most: int
    ) -> Sequence[Piece]:
        query = select(*_COLUMNS).where(
            col(Station.mission_id) == reader.mission.id,
            col(Station.code) > code,
            _is_in(reader, half),
        )
        rows = db.connection().execute(query.order_by(col(Station.code)).limit(most))
        return [Piece(half + row.code, _change(reader, row)) for row in rows]


def _is_in(reader: Reader, half: str) -> ColumnElement[bool]:
    """Return the condition of a half: own regions, or the others."""
    own = or_(false(), *(_lies_in(region) for region in reader.team.regions))
    return own if half == _OWN else not_(own)


def _lies_in(region: str) -> ColumnElement[bool]:
    below = region + BELOW
    within = func.substr(col(Station.region), 1, len(below)) == below
    return or_(col(Station.region) == region, within)


def _change(reader: Reader, row: Any) -> StationChange:  # noqa: ANN401 - a row of `_COLUMNS`
    return StationChange(
        key=row.code,
        value=StationOut(
            code=row.code,
            name=row.name,
            region=row.region,
            address=row.address,
            timezone=row.timezone or reader.mission.timezone,
            setting=row.setting,
            voters=row.voters,
            latitude=row.latitude,
            longitude=row.longitude,
            closed=row.closed_at is not None,
        ),
    )
