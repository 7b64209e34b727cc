"""Which reports are to be checked again. Noted with every change, in the same transaction."""

from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from sqlalchemy import delete, insert, select
from sqlmodel import Session, col

from server.reports.checks.models import DueCheck
from server.reports.models import Revision


def note_due(db: Session, reports: Iterable[UUID]) -> None:
    """Have these reports, and what stands around them, checked again."""
    rows = [{"report_id": report} for report in dict.fromkeys(reports)]
    if rows:
        db.connection().execute(insert(DueCheck), rows)


def note_mission_due(db: Session, mission_id: UUID) -> None:
    """Have all reports of a mission checked again: its checks have changed."""
    reports = select(col(Revision.report_id)).where(col(Revision.mission_id) == mission_id)
    db.connection().execute(insert(DueCheck).from_select(["report_id"], reports.distinct()))


def list_due(db: Session, most: int) -> tuple[int, Sequence[UUID]]:
    """Return the number of the last of the next notes, and the reports that they name."""
    query = select(col(DueCheck.id), col(DueCheck.report_id)).order_by(col(DueCheck.id))
    rows = db.connection().execute(query.limit(most)).all()
    return (rows[-1][0] or 0 if rows else 0), list(dict.fromkeys(report for _, report in rows))


def drop_due(db: Session, reports: Collection[UUID], through: int) -> None:
    """Forget the notes up to number `through` on `reports`."""
    done = delete(DueCheck).where(
        col(DueCheck.id) <= through, col(DueCheck.report_id).in_(list(reports))
    )
    db.connection().execute(done)
