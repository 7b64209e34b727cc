"""Approvals of sections: who approved which text, and what ended it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from server.statement.drafts.composing import section_digests
from server.statement.drafts.manuscript import Laid
from server.statement.drafts.models import StatementApproval
from server.statement.drafts.problems import DraftChanged, NoSuchSentence
from server.statement.languages.registry import get_language
from shared.ids import new_id

CHANGED = "the text changed"


def list_approvals(db: Session, draft_id: UUID) -> Sequence[StatementApproval]:
    """Return every approval of a draft, also those that ended, by time."""
    query = select(StatementApproval).where(StatementApproval.draft_id == draft_id)
    return db.exec(query.order_by(col(StatementApproval.at), col(StatementApproval.id))).all()


def newest_of(approvals: Sequence[StatementApproval]) -> Mapping[str, StatementApproval]:
    """Return section → the approval that holds, else the last one that ended."""
    found: dict[str, StatementApproval] = {}
    for each in sorted(approvals, key=lambda each: each.ended_at is None):
        found[each.section] = each
    return found


def approve(  # noqa: PLR0913 - who approves what
    db: Session,
    draft_id: UUID,
    laid: Laid,
    language: str,
    section: str,
    *,
    seen: str,
    revision: int,
    by: str,
    now: datetime,
) -> StatementApproval:
    """Note that `by` approves a section as it read when they saw it (`seen`, its digest).

    Raises NoSuchSentence, or DraftChanged where it reads otherwise by now.
    """
    digests = section_digests(laid, get_language(language))
    if section not in digests:
        raise NoSuchSentence("The draft has no such section any more. Open it to see what it has.")
    if digests[section] != seen:
        raise DraftChanged(
            "The section has changed since you opened the page. Read it again, then approve it."
        )
    for each in list_approvals(db, draft_id):
        if each.section == section and each.ended_at is None and each.by == by:
            return each
    approval = StatementApproval(
        id=new_id(now),
        draft_id=draft_id,
        section=section,
        text_digest=seen,
        revision=revision,
        by=by,
        at=now,
    )
    db.add(approval)
    db.flush()
    return approval


def take_back(
    db: Session, draft_id: UUID, approval_id: UUID, *, by: str, now: datetime
) -> StatementApproval:
    """Let an approval hold no longer. Raises NoSuchSentence."""
    held = db.get(StatementApproval, approval_id)
    if held is None or held.draft_id != draft_id:
        raise NoSuchSentence("There is no such approval. Open the draft to see which there are.")
    if held.ended_at is None:
        held.ended_at, held.ended_by, held.ended_why = now, by, "taken back"
        db.add(held)
        db.flush()
    return held


def end_outdated(
    db: Session, draft_id: UUID, laid: Laid, language: str, *, by: str, now: datetime
) -> list[StatementApproval]:
    """End the approvals of sections that read otherwise than when they were approved."""
    digests = section_digests(laid, get_language(language))
    ended = [
        each
        for each in list_approvals(db, draft_id)
        if each.ended_at is None and digests.get(each.section) != each.text_digest
    ]
    for each in ended:
        each.ended_at, each.ended_by, each.ended_why = now, by, CHANGED
        db.add(each)
    db.flush()
    return ended
