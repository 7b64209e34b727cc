"""Comments of drafters on sentences and sections: said, resolved, opened again."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from server.statement.drafts.models import StatementComment
from server.statement.drafts.problems import InvalidDeed, NoSuchSentence
from shared.ids import new_id

SECTION = "section:"
"""How what a comment is about begins where that is a section."""
LONGEST_TEXT = 4_000


def list_comments(db: Session, draft_id: UUID) -> Sequence[StatementComment]:
    """Return the comments on a draft, by time."""
    query = select(StatementComment).where(StatementComment.draft_id == draft_id)
    return db.exec(query.order_by(col(StatementComment.at), col(StatementComment.id))).all()


def comment(
    db: Session, draft_id: UUID, about: str, text: str, *, by: str, now: datetime
) -> StatementComment:
    """Keep a comment. Raises InvalidDeed where it says nothing, or too much."""
    text = text.strip()
    if not text or len(text) > LONGEST_TEXT:
        raise InvalidDeed(f"A comment has 1 to {LONGEST_TEXT:,} characters. Nothing was kept.")
    kept = StatementComment(
        id=new_id(now), draft_id=draft_id, about=about, text=text, by=by, at=now
    )
    db.add(kept)
    db.flush()
    return kept


def resolve(
    db: Session, draft_id: UUID, comment_id: UUID, *, resolved: bool, by: str, now: datetime
) -> StatementComment:
    """Note that a comment is dealt with, or that it is open again. Raises NoSuchSentence."""
    held = db.get(StatementComment, comment_id)
    if held is None or held.draft_id != draft_id:
        raise NoSuchSentence("There is no such comment. Open the draft to see which there are.")
    held.resolved_at, held.resolved_by = (now, by) if resolved else (None, "")
    db.add(held)
    db.flush()
    return held
