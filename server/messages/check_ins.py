"""What the teams last said of themselves: that they are safe, or that they need help."""

from collections.abc import Mapping
from uuid import UUID

from sqlmodel import Session, col, func, select

from server.messages.models import CheckIn


def last_of_teams(db: Session, mission_id: UUID) -> Mapping[UUID, CheckIn]:
    """Return the newest check-in of each team of a mission that has made one."""
    newest = (
        select(func.max(CheckIn.entry_id))
        .where(CheckIn.mission_id == mission_id, col(CheckIn.team_id).is_not(None))
        .group_by(col(CheckIn.team_id))
    )
    rows = db.exec(select(CheckIn).where(col(CheckIn.entry_id).in_(newest)))
    return {row.team_id: row for row in rows if row.team_id is not None}
