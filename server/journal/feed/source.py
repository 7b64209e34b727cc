"""Where the pieces of the feed come from. Each room that tells laptops something has a source."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from sqlmodel import Session

from server.changes.log import Kind
from server.missions.models import Mission, Team
from shared.sync.protocol import Change


@dataclass(frozen=True)
class Reader:
    """Whose laptop asks."""

    mission: Mission
    team: Team


class Piece(NamedTuple):
    """A piece, and its place in its source's order: any text that sorts after `''`."""

    place: str
    change: Change


class Source(Protocol):
    """All pieces of one kind."""

    @property
    def kind(self) -> Kind:
        """Which kind."""
        ...

    def after(self, db: Session, reader: Reader, place: str, most: int) -> Sequence[Piece]:
        """Return the next pieces behind `place` (`''`: the first), at most `most`."""
        ...

    def named(self, db: Session, reader: Reader, keys: Collection[str]) -> Mapping[str, Change]:
        """Return the pieces called `keys` as they are now, with a tombstone for each that is gone.

        One that does not concern the reader, and never did, is absent.
        """
        ...

    def count_after(self, db: Session, reader: Reader, place: str) -> int:
        """Return how many pieces are behind `place`."""
        ...


class ShortSource(Protocol):
    """A source whose pieces are few."""

    @property
    def kind(self) -> Kind:
        """Which kind."""
        ...

    def list_all(self, db: Session, reader: Reader) -> Sequence[Change]:
        """Return all pieces."""
        ...

    def gone(self, key: str) -> Change | None:
        """Return the tombstone of a piece, where there may be one."""
        ...


class Whole:
    """Makes a `Source` of a `ShortSource`: in the order of the keys."""

    def __init__(self, source: ShortSource) -> None:
        self._source = source
        self.kind: Kind = source.kind

    def after(self, db: Session, reader: Reader, place: str, most: int) -> Sequence[Piece]:
        """Return the next pieces behind `place`."""
        everything = sorted(self._source.list_all(db, reader), key=lambda each: each.key)
        return [Piece(each.key, each) for each in everything if each.key > place][:most]

    def named(self, db: Session, reader: Reader, keys: Collection[str]) -> Mapping[str, Change]:
        """Return the pieces called `keys`, or their tombstones."""
        there = {each.key: each for each in self._source.list_all(db, reader)}
        found = {key: there.get(key) or self._source.gone(key) for key in keys}
        return {key: change for key, change in found.items() if change is not None}

    def count_after(self, db: Session, reader: Reader, place: str) -> int:
        """Return how many pieces are behind `place`."""
        return sum(each.key > place for each in self._source.list_all(db, reader))
