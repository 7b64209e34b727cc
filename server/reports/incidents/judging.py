"""What people decide about incidents in quarantine or conflict, as about reports.

See `server.reports.resolving`: a decision is a record beside the journal, and takes effect again at
the same place whenever the projection is rebuilt.
"""

from uuid import UUID

from sqlmodel import Session

from server.reports.cursor import hold_projection, move_cursor
from server.reports.incidents.folding import IncidentFold
from server.reports.incidents.handling import Deed, Log
from server.reports.incidents.models import Incident
from server.reports.incidents.problems import NoSuchIncident
from server.reports.models import Resolution
from server.reports.outcome_source import tell_of
from server.reports.resolving import Deed as Decision
from server.reports.resolving import apply, require_waiting
from shared.ids import new_id


def judge(
    db: Session, log: Log, entry_id: int, decision: Decision, *, reason: str = ""
) -> Resolution:
    """Accept or reject the revision of a journal entry; `db` must be a writing session.

    Raises NoSuchIncident, or NothingToResolve when it no longer waits.
    """
    before = hold_projection(db)
    row = _waiting(db, log, entry_id)
    resolution = Resolution(
        id=new_id(log.now),
        mission_id=log.mission_id,
        entry_id=entry_id,
        after_entry=before.entry_id,
        deed=decision,
        by=log.by,
        note=reason.strip(),
        at=log.now,
    )
    db.add(resolution)
    incidents = IncidentFold()
    incidents.read_ahead(db, [log.incident_id])
    apply(db, incidents.standings, resolution)
    db.expunge(row)
    tell_of(db, incidents.write(db))
    log.write(db, Deed.JUDGED, after=decision, text=reason)
    move_cursor(db, before, before.entry_id)
    return resolution


def _waiting(db: Session, log: Log, entry_id: int) -> Incident:
    row = db.get(Incident, entry_id)
    here: tuple[UUID, UUID] = log.mission_id, log.incident_id
    if row is None or (row.mission_id, row.incident_id) != here:
        raise NoSuchIncident(f"The incident has no revision number {entry_id}. Open it again.")
    require_waiting(row)
    return row
