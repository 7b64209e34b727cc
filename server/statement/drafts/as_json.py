"""How a draft stands, as JSON: for other programs, and for those who keep a copy."""

from typing import Any

from server.statement.drafts.manuscript import Block
from server.statement.drafts.models import StatementApproval, StatementComment
from server.statement.drafts.standing import Standing


def standing_as_json(standing: Standing) -> dict[str, Any]:
    """Return the draft's text, marks, comments, approvals and demands."""
    kept, draft = standing.kept, standing.kept.draft
    return {
        "draft": str(draft.id),
        "template": draft.template,
        "language": draft.language,
        "edition": draft.edition,
        "reason": draft.reason,
        "revision": kept.number,
        "saved_at": kept.at.isoformat(),
        "saved_by": kept.by,
        "cut": kept.drafted_at.isoformat(),
        "sealed_at": draft.sealed_at.isoformat() if draft.sealed_at else None,
        "sections": [
            {
                "key": section.key,
                "title": section.title,
                "text_sha256": standing.sections.get(section.key),
                "approval": _approval(standing.approved.get(section.key)),
                "paragraphs": [
                    {
                        "id": paragraph.id,
                        "title": paragraph.title,
                        "blocks": [_block(standing, each) for each in paragraph.blocks],
                    }
                    for paragraph in section.paragraphs
                ],
            }
            for section in kept.laid
        ],
        "comments": [_comment(each) for each in standing.comments],
        "demands": [
            {"kind": each.kind.value, "about": each.about, "where": each.where, "what": each.words}
            for each in standing.demands
        ],
    }


def _block(standing: Standing, block: Block) -> dict[str, Any]:
    words = block.words
    return {
        "key": block.key,
        "version": block.version,
        "kind": "slot" if block.is_slot else "added" if block.is_added else "sentence",
        "text": block.text or None,
        "drafted": block.drafted or None,
        "written_by": words.by if words else None,
        "basis": words.basis or None if words else None,
        "rests_on": list(block.also),
        "taken_up_from": _drawn(standing, block),
        "removed": block.removal is not None,
        "moved": block.has_moved or block.is_gone,
        "marks": [
            {
                "kind": mark.kind.value,
                "text": mark.text,
                "start": mark.start,
                "end": mark.end,
                "why": mark.why,
                "explained": mark.explained or None,
                "found": list(mark.found),
            }
            for mark in standing.marks[block.key]
        ],
    }


def _drawn(standing: Standing, block: Block) -> dict[str, Any] | None:
    drawn = block.words.drawn if block.words else None
    if drawn is None:
        return None
    changed = standing.changes.get(block.key)
    return {
        "origin": drawn.origin.value,
        "id": str(drawn.id),
        "revision": drawn.revision,
        "day": drawn.day.isoformat(),
        "worded": drawn.worded,
        "changed": changed.why if changed else None,
    }


def _approval(held: StatementApproval | None) -> dict[str, Any] | None:
    if held is None:
        return None
    return {
        "by": held.by,
        "at": held.at.isoformat(),
        "revision": held.revision,
        "holds": held.ended_at is None,
        "ended": held.ended_why or None,
    }


def _comment(comment: StatementComment) -> dict[str, Any]:
    return {
        "id": str(comment.id),
        "about": comment.about,
        "text": comment.text,
        "by": comment.by,
        "at": comment.at.isoformat(),
        "resolved": comment.resolved_at is not None,
    }
