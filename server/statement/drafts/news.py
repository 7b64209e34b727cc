"""What has come since a statement was drafted: how many reports, and what they would change.

Nothing here changes a draft or a sealed statement: people decide.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, func, select

from server.reports.models import Revision, State
from server.statement.document import Document
from server.statement.drafts.difference import Difference, compare
from server.statement.drafts.keeping import Kept
from server.statement.drafts.manuscript import lay, merged


def count_since(db: Session, mission_id: UUID, moment: datetime) -> int:
    """Return how many reports, new or revised, have begun to count since `moment`."""
    query = select(func.count()).where(
        Revision.mission_id == mission_id,
        Revision.state == State.ACCEPTED,
        col(Revision.superseded_at).is_(None),
        col(Revision.duplicate).is_(False),
        col(Revision.counts_from) > moment,
    )
    return db.exec(query).one()


def changes_by(kept: Kept, tree: Document) -> Sequence[Difference]:
    """Return what would differ in a draft if it were drafted again as `tree`."""
    return compare(kept.laid, lay(merged(kept.manuscript, tree), tree))
