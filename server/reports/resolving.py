"""What people decide about revisions in quarantine or conflict.

A resolution is a record beside the journal. It takes effect at once, and again at the same place
whenever the projection is rebuilt.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlmodel import Session, col, select

from server.errors import NotFound
from server.reports import fold
from server.reports.checks.due import note_due
from server.reports.cursor import hold_projection, move_cursor
from server.reports.fold import Standing, Standings
from server.reports.incidents.models import Incident
from server.reports.models import Resolution, Revision, State
from server.reports.outcome_source import tell_outcomes
from server.reports.standings import read_standings, write_changes
from server.stations import service as stations
from shared.ids import new_id
from shared.problems import Problem

WAITING = (State.QUARANTINED, State.CONFLICT)
"""States in which a revision waits for a person."""


class NothingToResolve(Problem):
    """The revision does not wait for anybody's decision."""

    status = 409
    code = "nothing-to-resolve"
    title = "This does not wait for a decision"


class Deed(StrEnum):
    """What can be decided."""

    ACCEPT = "accept"
    REJECT = "reject"


def list_waiting(db: Session, mission_id: UUID) -> Sequence[Revision]:
    """Return the revisions that wait for a decision, the oldest first."""
    waiting = select(Revision).where(
        Revision.mission_id == mission_id,
        col(Revision.state).in_(WAITING),
        col(Revision.superseded_at).is_(None),
    )
    return db.exec(waiting.order_by(col(Revision.entry_id))).all()


def resolve(  # noqa: PLR0913 - one decision has this many sides
    db: Session,
    mission_id: UUID,
    entry_id: int,
    deed: Deed,
    *,
    by: str,
    now: datetime,
    note: str = "",
    station_code: str = "",
) -> Resolution:
    """Accept or reject the revision of a journal entry; `db` must be a writing session.

    `station_code` accepts it as a report from that station of the register. `by` is an account's
    name. Raises NotFound, NoSuchStation, or NothingToResolve when it no longer waits.
    """
    before = hold_projection(db)
    row = _waiting(db, mission_id, entry_id)
    if station_code:
        station_code = stations.get_station(db, mission_id, station_code).code
    resolution = Resolution(
        id=new_id(now),
        mission_id=mission_id,
        entry_id=entry_id,
        after_entry=before.entry_id,
        deed=deed,
        station_code=station_code,
        by=by,
        note=note.strip(),
        at=now,
    )
    db.add(resolution)
    standings = read_standings(db, [row.report_id], [row.visit_id])
    apply(db, standings, resolution)
    db.expunge(row)
    write_changes(db, standings.changed.values())
    tell_outcomes(db, standings.changed.values())
    note_due(db, (each.report_id for each in standings.changed.values()))
    move_cursor(db, before, before.entry_id)
    return resolution


def list_due(db: Session, after: int, through: int) -> Sequence[Resolution]:
    """Return the resolutions that were made while the projection stood behind these entries."""
    due = select(Resolution).where(
        Resolution.after_entry > after, Resolution.after_entry <= through
    )
    return db.exec(due.order_by(col(Resolution.after_entry), col(Resolution.id))).all()


def apply(db: Session, standings: Standings, resolution: Resolution) -> None:
    """Let a resolution take effect on `standings`; one that no longer fits has none."""
    row = _standing_of(standings, resolution.entry_id)
    if row is None or row.state not in WAITING or row.superseded_at is not None:
        return
    if resolution.deed == Deed.REJECT:
        fold.reject(standings, row, _sentence("Rejected", resolution))
        return
    station = None
    if resolution.station_code:
        found = stations.find_station(db, resolution.mission_id, resolution.station_code)
        station = (found.code, found.id, found.region) if found else None
    sentence = _sentence("Accepted", resolution, row.station_code if station else "")
    fold.accept(standings, row, resolution.at, station, sentence)


def _sentence(word: str, resolution: Resolution, sent_as: str = "") -> str:
    parts = [f"{word} by {resolution.by}"]
    if sent_as:
        parts.append(f"it was sent as from station {sent_as!r}")
    if resolution.note:
        parts.append(resolution.note.rstrip("."))
    return "; ".join(parts) + "."


def _standing_of(standings: Standings, entry_id: int) -> Standing | None:
    return next(
        (row for rows in standings.by_report.values() for row in rows if row.entry_id == entry_id),
        None,
    )


def _waiting(db: Session, mission_id: UUID, entry_id: int) -> Revision:
    row = db.get(Revision, entry_id)
    if row is None or row.mission_id != mission_id:
        raise NotFound(f"The mission has no report number {entry_id}. List those that wait.")
    require_waiting(row)
    return row


def require_waiting(row: Revision | Incident) -> None:
    """Raise NothingToResolve unless a revision waits for somebody's decision."""
    if row.superseded_at is not None:
        raise NothingToResolve("A newer revision has taken its place. Decide about that one.")
    if row.state not in WAITING:
        raise NothingToResolve(f"It is {row.state} already. Nothing was changed.")
