"""What has come since a statement was drafted: reports, corrections, and what they would change.

Nothing here changes a draft or a sealed statement: people decide.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_
from sqlmodel import Session, col, func, select

from server.reports.checks.models import AnswerNote
from server.reports.checks.notes import NoteDeed
from server.reports.models import Revision, State
from server.statement.document import Document
from server.statement.drafts.difference import Difference, compare
from server.statement.drafts.keeping import Kept
from server.statement.drafts.manuscript import lay, merged


@dataclass(frozen=True, slots=True)
class News:
    """How much has come since a moment."""

    reports: int = 0
    """New or revised ones that have begun to count."""
    corrected: int = 0
    """Reports of which people have corrected or left out something, or taken that back."""

    @property
    def words(self) -> str:
        """What has come, as a sentence; '' = nothing."""
        said: list[str] = []
        if self.reports:
            came = "1 report has" if self.reports == 1 else f"{self.reports:,} reports have"
            said.append(f"{came} begun to count since")
        if self.corrected:
            many = "1 report was" if self.corrected == 1 else f"{self.corrected:,} reports were"
            said.append(f"{many} corrected since")
        return f"{'; '.join(said)}." if said else ""


def news_since(db: Session, mission_id: UUID, moment: datetime) -> News:
    """Return what has come to count, or counts otherwise, since `moment`."""
    return News(_reports(db, mission_id, moment), _corrected(db, mission_id, moment))


def _corrected(db: Session, mission_id: UUID, moment: datetime) -> int:
    query = select(func.count(func.distinct(col(AnswerNote.report_id)))).where(
        AnswerNote.mission_id == mission_id,
        col(AnswerNote.deed).in_([NoteDeed.CORRECT.value, NoteDeed.EXCLUDE.value]),
        or_(col(AnswerNote.at) > moment, col(AnswerNote.undone_at) > moment),
    )
    return db.exec(query).one()


def _reports(db: Session, mission_id: UUID, moment: datetime) -> int:
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
