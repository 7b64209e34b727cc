"""GET /api/v1/outcomes: what headquarters made of a team's reports."""

from typing import Annotated, Any, cast

from fastapi import APIRouter, Header
from sqlmodel import col, select

from server.deps import Reading
from server.journal import devices
from server.reports.models import Revision, State
from shared.sync.protocol import Outcome, Outcomes

router = APIRouter(prefix="/api/v1", tags=["sync"])
_TOLD = (State.QUARANTINED, State.CONFLICT, State.REJECTED)


@router.get("/outcomes")
def outcomes(db: Reading, authorization: Annotated[str, Header()] = "") -> Outcomes:
    """Return those of the team's revisions that are not simply accepted, the oldest first."""
    device = devices.get_trusted(db, authorization)
    rows = db.exec(
        select(Revision)
        .where(
            Revision.mission_id == device.mission_id,
            Revision.team_id == device.team_id,
            col(Revision.state).in_(_TOLD),
            col(Revision.superseded_at).is_(None),
        )
        .order_by(col(Revision.entry_id))
    )
    return Outcomes(
        outcomes=[
            Outcome(
                report=row.report_id,
                revision=row.revision,
                state=cast(Any, row.state),
                reason=row.judgement,
            )
            for row in rows
        ]
    )
