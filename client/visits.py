"""Visits: a team at a station, from arrival to departure.

begin ──▶ forms are filled, who is present is noted ──▶ leave ──▶ an entry of the journal
             (on the disk at once, so a kill loses nothing)    correct ──▶ one revision more

Several may be open: a team parts, or forgets to leave. Reports know their visit by its id.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import ClassVar
from uuid import UUID

from client.journal import Journal
from client.letters import clean
from client.preferences import PreferenceBook
from client.store import Row, Store
from shared.clock import Clock
from shared.digest import canonical_json
from shared.ids import new_id
from shared.problems import Problem
from shared.sync.visits import Refusal, StationDescription, VisitBody

PRESENT = "present"
"""The preference that holds who was present last, for the next visit."""
_COLUMNS = "id, revision, station, described, arrived_at, departed_at, present, refusal, changed_at"


class UnknownVisit(Problem):
    """No visit of this laptop has this id."""

    status: ClassVar[int] = 404
    code: ClassVar[str] = "unknown-visit"
    title: ClassVar[str] = "Unknown visit"


class VisitTimesWrong(Problem):
    """A team can't leave before it arrives."""

    code: ClassVar[str] = "visit-times-wrong"
    title: ClassVar[str] = "The times of the visit can't be"


@dataclass(frozen=True)
class Visit:
    """A visit as the disk has it: read it again after a change."""

    id: UUID
    revision: int
    """How often it was sealed; 0 = not yet."""
    station: str
    described: StationDescription | None
    """What the team wrote of a station that is not in the register."""
    arrived_at: datetime
    departed_at: datetime | None
    """None while the team is there."""
    present: Sequence[str]
    """Codes of the observers."""
    refusal: Refusal | None
    changed_at: datetime

    @property
    def is_open(self) -> bool:
        """Whether the team is still there."""
        return self.departed_at is None


class VisitBook:
    """The visits of one laptop."""

    def __init__(
        self, store: Store, journal: Journal, preferences: PreferenceBook, clock: Clock
    ) -> None:
        self._store = store
        self._journal = journal
        self._preferences = preferences
        self._clock = clock

    # --- Looking -----------------------------------------------------------------------

    def list_open(self) -> Sequence[Visit]:
        """Return the visits that nobody has ended, the one touched last first."""
        return self._list("departed_at IS NULL ORDER BY rowid DESC")

    def list_at(self, station: str) -> Sequence[Visit]:
        """Return the visits at a station, the latest first."""
        return self._list("station = ? ORDER BY id DESC", clean(station))

    def list_latest(self) -> Sequence[Visit]:
        """Return all visits, the latest first."""
        return self._list("TRUE ORDER BY id DESC")

    def find_open(self, station: str) -> Visit | None:
        """Return the visit that is under way at a station, or None."""
        return find_open_visit(self._store, clean(station))

    def get(self, visit: UUID) -> Visit:
        """Return a visit as it is now. Raises UnknownVisit."""
        found = self._list("id = ?", str(visit))
        if not found:
            raise UnknownVisit("This laptop has no such visit.")
        return found[0]

    # --- Beginning ---------------------------------------------------------------------

    def begin(
        self, station: str, arrived_at: datetime, described: StationDescription | None = None
    ) -> Visit:
        """Begin a visit at `station` (aware, its own clock), or return the one under way there."""
        station, now = clean(station), self._clock()
        with self._store.writing() as connection:
            under_way = self.find_open(station)
            if under_way is not None:
                return under_way
            visit = Visit(
                id=new_id(now),
                revision=0,
                station=station,
                described=described,
                arrived_at=arrived_at,
                departed_at=None,
                present=self._preferences.find(PRESENT).split(),
                refusal=None,
                changed_at=now,
            )
            connection.execute(
                f"INSERT INTO visit ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608 - constant columns
                _row(visit),
            )
        return visit

    # --- Writing -----------------------------------------------------------------------

    def arrive(self, visit: UUID, at: datetime) -> Visit:
        """Correct the time of arrival, also on the drafts of the visit. Raises VisitTimesWrong."""
        with self._store.writing() as connection:
            changed = self._keep(replace(self.get(visit), arrived_at=at))
            connection.execute(
                "UPDATE draft SET arrived_at = ? WHERE visit = ?", (at.isoformat(), str(visit))
            )
        return changed

    def note_present(self, visit: UUID, codes: Sequence[str]) -> Visit:
        """Write who is present, by their codes; the next visit begins with the same."""
        present = [clean(each) for each in dict.fromkeys(codes)]
        with self._store.writing():
            self._preferences.keep(PRESENT, " ".join(present))
            return self._keep(replace(self.get(visit), present=present))

    def describe(self, visit: UUID, described: StationDescription) -> Visit:
        """Write what a station is like that the register does not have."""
        return self._keep(replace(self.get(visit), described=described))

    def leave(self, visit: UUID, at: datetime, refusal: Refusal | None = None) -> Visit:
        """End a visit, or correct its end: the entry is in the journal when this returns.

        Drafts of it that are still open take over the departure. Raises VisitTimesWrong,
        NotEnrolled or DiskFull; nothing is changed then.
        """
        with self._store.writing() as connection:
            before = self.get(visit)
            left = self._keep(
                replace(before, departed_at=at, refusal=refusal or before.refusal), seal=True
            )
            connection.execute(
                "UPDATE draft SET departed_at = ? WHERE visit = ?", (at.isoformat(), str(visit))
            )
        return left

    # --- Inside ------------------------------------------------------------------------

    def _list(self, condition: str, *values: str) -> Sequence[Visit]:
        rows = self._store.rows(f"SELECT {_COLUMNS} FROM visit WHERE {condition}", *values)  # noqa: S608 - our own conditions
        return [_visit(row) for row in rows]

    def _keep(self, visit: Visit, *, seal: bool = False) -> Visit:
        """Write a visit; where it has ended, as one more revision for headquarters."""
        if visit.departed_at is not None and visit.departed_at < visit.arrived_at:
            raise VisitTimesWrong(
                f"The departure ({visit.departed_at:%H:%M}) is before the arrival "
                f"({visit.arrived_at:%H:%M}). Correct one of the two."
            )
        seal = seal or not visit.is_open
        changed = replace(visit, revision=visit.revision + seal, changed_at=self._clock())
        with self._store.writing() as connection:
            if seal:
                body = _body(changed).model_dump(mode="json")
                self._journal.append("visit", canonical_json(body), self._clock().astimezone())
            connection.execute(
                f"REPLACE INTO visit ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608 - constant columns
                _row(changed),
            )
        return changed


def nearest(clock: time, near: datetime) -> datetime:
    """Return the moment at which a clock shows `clock`, on the day that brings it nearest `near`.

    So a departure at 23:50 that is written down at 00:10 was yesterday's.
    """
    days = (near + timedelta(days=days) for days in (-1, 0, 1))
    moments = (each.replace(hour=clock.hour, minute=clock.minute) for each in days)
    closest = min(moments, key=lambda moment: abs(moment - near))
    return closest.replace(second=0, microsecond=0)


def find_open_visit(store: Store, station: str) -> Visit | None:
    """Return the visit that is under way at a station, or None."""
    row = store.row(
        f"SELECT {_COLUMNS} FROM visit WHERE station = ? AND departed_at IS NULL"  # noqa: S608 - constant columns
        " ORDER BY id DESC",
        station,
    )
    return _visit(row) if row else None


def find_visit(store: Store, station: str, moment: datetime) -> UUID | None:
    """Return the visit that a report which arrived at `moment` belongs to, or None.

    It is the one under way at the station, of an open draft there, or of a report that was sealed
    with a later departure.
    """
    under_way = find_open_visit(store, station)
    if under_way is not None:
        return under_way.id
    row = store.row(
        "SELECT visit FROM draft WHERE station = ? ORDER BY opened_at DESC", station
    ) or store.row(
        "SELECT visit FROM sealed WHERE station = ? AND departed_at > ? ORDER BY departed_at DESC",
        station,
        moment.astimezone(UTC).isoformat(timespec="seconds"),
    )
    return UUID(row[0]) if row else None


def find_description(store: Store, visit: UUID) -> StationDescription | None:
    """Return what the team wrote of the station of a visit, or None."""
    row = store.row("SELECT described FROM visit WHERE id = ?", str(visit))
    return StationDescription.model_validate_json(row[0]) if row and row[0] else None


def _body(visit: Visit) -> VisitBody:
    assert visit.departed_at is not None  # noqa: S101 - only what has ended is sealed
    return VisitBody(
        visit=visit.id,
        revision=visit.revision,
        station=visit.station,
        described=visit.described,
        arrived_at=visit.arrived_at,
        departed_at=visit.departed_at,
        present=[*visit.present],
        refusal=visit.refusal,
    )


def _row(visit: Visit) -> Row:
    return (
        str(visit.id),
        visit.revision,
        visit.station,
        visit.described.model_dump_json() if visit.described else "",
        visit.arrived_at.isoformat(),
        visit.departed_at.isoformat() if visit.departed_at else None,
        json.dumps([*visit.present]),
        visit.refusal.model_dump_json() if visit.refusal else "",
        visit.changed_at.isoformat(),
    )


def _visit(row: Row) -> Visit:
    return Visit(
        id=UUID(row[0]),
        revision=row[1],
        station=row[2],
        described=StationDescription.model_validate_json(row[3]) if row[3] else None,
        arrived_at=datetime.fromisoformat(row[4]),
        departed_at=datetime.fromisoformat(row[5]) if row[5] else None,
        present=json.loads(row[6]),
        refusal=Refusal.model_validate_json(row[7]) if row[7] else None,
        changed_at=datetime.fromisoformat(row[8]),
    )
