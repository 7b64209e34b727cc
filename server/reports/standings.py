"""The fold's view of the database: what it may touch is read at once, and written at once."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select, update
from sqlmodel import Session, SQLModel, col

from server.database import in_portions
from server.reports.fold import Standing, Standings
from server.reports.models import Revision, State

REVISIONS = SQLModel.metadata.tables["revision"]
_FIELDS = (
    "entry_id",
    "report_id",
    "revision",
    "team_id",
    "form_id",
    "station_code",
    "visit_id",
    "state",
    "ground",
    "judgement",
    "counts_from",
    "superseded_at",
    "duplicate",
    "station_id",
    "region",
)
"""Of `Standing`, in its order; also columns."""
_CHANGING = (
    "state",
    "ground",
    "judgement",
    "counts_from",
    "superseded_at",
    "duplicate",
    "station_code",
    "station_id",
    "region",
)
_SELECT = select(*(REVISIONS.c[name] for name in _FIELDS)).order_by(REVISIONS.c.entry_id)
_UPDATE = (
    update(REVISIONS)
    .where(REVISIONS.c.entry_id == bindparam("of_entry"))
    .values({name: bindparam(f"new_{name}") for name in _CHANGING})
)


def read_standings(db: Session, reports: Collection[UUID], visits: Collection[UUID]) -> Standings:
    """Read all revisions of `reports`, and what counts of the visits they and others belong to."""
    standings = Standings()
    touched = set(visits)
    for some in in_portions(reports):
        for row in db.connection().execute(_SELECT.where(REVISIONS.c.report_id.in_(some))):
            standing = Standing(*row)
            standings.add(standing)
            touched.add(standing.visit_id)
    counting = _SELECT.where(
        REVISIONS.c.state == State.ACCEPTED, REVISIONS.c.superseded_at.is_(None)
    )
    for some in in_portions(touched):
        for row in db.connection().execute(counting.where(REVISIONS.c.visit_id.in_(some))):
            standing = Standing(*row)
            if standing.report_id not in standings.by_report:
                standings.by_visit.setdefault(standing.visit, []).append(standing)
    return standings


def reports_of(db: Session, entries: Iterable[int]) -> set[UUID]:
    """Return the reports whose revisions these entries are."""
    found: set[UUID] = set()
    for some in in_portions(set(entries)):
        query = select(col(Revision.report_id)).where(col(Revision.entry_id).in_(some))
        found |= set(db.connection().execute(query).scalars())
    return found


def write_changes(db: Session, changed: Iterable[Standing]) -> None:
    """Write the decisions on revisions that are stored already."""
    rows: list[dict[str, Any]] = [
        {"of_entry": each.entry_id} | {f"new_{name}": getattr(each, name) for name in _CHANGING}
        for each in changed
    ]
    if rows:
        db.connection().execute(_UPDATE, rows)
