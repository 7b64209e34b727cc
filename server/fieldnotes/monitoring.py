"""Media monitoring as a table: how long each outlet spoke of whom, and in what tone.

It says what was monitored and no more: the base is the time and the pieces that somebody entered,
of the outlets that somebody chose to watch.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col, func

from server.fieldnotes.kinds import Tone
from server.fieldnotes.models import MonitoredItem

LEAST_MINUTES = 60
"""Of an outlet's monitored time, below which no shares are given: a house rule."""
MOST_ROWS = 2000


@dataclass(frozen=True, slots=True)
class Measured:
    """What was entered of one outlet, one actor and one tone."""

    outlet: str
    actor: str
    tone: str
    seconds: int
    pieces: int
    entries: int


@dataclass(frozen=True, slots=True)
class ActorRow:
    """How one outlet spoke of one actor."""

    actor: str
    seconds: dict[Tone, int]
    pieces: dict[Tone, int]
    share: float | None
    """Of the outlet's monitored time, 0 to 1; None where that is too short to say."""

    @property
    def all_seconds(self) -> int:
        """All time, in whatever tone."""
        return sum(self.seconds.values())

    @property
    def all_pieces(self) -> int:
        """All pieces, in whatever tone."""
        return sum(self.pieces.values())


@dataclass(frozen=True, slots=True)
class OutletTable:
    """What was monitored of one outlet."""

    outlet: str
    rows: tuple[ActorRow, ...]
    """Who was spoken of, the longest first."""
    seconds: int
    pieces: int
    entries: int


@dataclass(frozen=True, slots=True)
class Monitored:
    """All that was monitored."""

    outlets: tuple[OutletTable, ...]
    first_day: date | None = None
    last_day: date | None = None
    is_cut: bool = False
    """There were more combinations than one page takes."""


def monitored(
    db: Session, mission_id: UUID, since: date | None = None, until: date | None = None
) -> Monitored:
    """Return what was monitored, of days from `since` to `until` where they are given."""
    held = [col(MonitoredItem.mission_id) == mission_id]
    held += [col(MonitoredItem.day) >= since] if since else []
    held += [col(MonitoredItem.day) <= until] if until else []
    names = (col(MonitoredItem.outlet), col(MonitoredItem.actor), col(MonitoredItem.tone))
    sums = (func.sum(col(MonitoredItem.seconds)), func.sum(col(MonitoredItem.pieces)), func.count())
    query = select(*names, *sums).where(*held).group_by(*names).order_by(*names)
    rows = [
        Measured(outlet, actor, tone, int(seconds), int(pieces), int(entries))
        for outlet, actor, tone, seconds, pieces, entries in db.connection().execute(
            query.limit(MOST_ROWS + 1)
        )
    ]
    days = select(func.min(col(MonitoredItem.day)), func.max(col(MonitoredItem.day)))
    first, last = db.connection().execute(days.where(*held)).one()
    return Monitored(
        tabulated(rows[:MOST_ROWS]),
        first,
        last,
        is_cut=len(rows) > MOST_ROWS,
    )


@dataclass
class _Gathered:
    seconds: dict[str, dict[Tone, int]] = field(default_factory=dict[str, dict[Tone, int]])
    pieces: dict[str, dict[Tone, int]] = field(default_factory=dict[str, dict[Tone, int]])
    entries: int = 0


def tabulated(measured: Iterable[Measured]) -> tuple[OutletTable, ...]:
    """Return a table for each outlet, by its name. Pure."""
    outlets: defaultdict[str, _Gathered] = defaultdict(_Gathered)
    for each in measured:
        gathered = outlets[each.outlet]
        gathered.entries += each.entries
        for held, value in ((gathered.seconds, each.seconds), (gathered.pieces, each.pieces)):
            of_actor = held.setdefault(each.actor, dict.fromkeys(Tone, 0))
            of_actor[Tone(each.tone)] += value
    return tuple(_outlet(name, outlets[name]) for name in sorted(outlets))


def _outlet(name: str, gathered: _Gathered) -> OutletTable:
    total = sum(sum(each.values()) for each in gathered.seconds.values())
    speaks = total >= LEAST_MINUTES * 60
    rows: Sequence[ActorRow] = [
        ActorRow(
            actor,
            seconds,
            gathered.pieces[actor],
            sum(seconds.values()) / total if speaks else None,
        )
        for actor, seconds in gathered.seconds.items()
    ]
    return OutletTable(
        outlet=name,
        rows=tuple(sorted(rows, key=lambda row: (-row.all_seconds, -row.all_pieces, row.actor))),
        seconds=total,
        pieces=sum(row.all_pieces for row in rows),
        entries=gathered.entries,
    )
