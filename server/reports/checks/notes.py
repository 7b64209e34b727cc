"""What people say about answers: verified, corrected, left out. The observation stays as it is.

A note holds for the answer that its author saw. When the team sends another answer, the note no
longer says anything, and the check asks anew.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import or_
from sqlmodel import Session, col, select

from server.database import in_portions
from server.reports.checks.models import AnswerNote

WHOLE = ""
"""In place of a question: the report as a whole."""


class NoteDeed(StrEnum):
    """What can be said."""

    VERIFY = "verify"
    """The answer is as it was observed, however odd."""
    CORRECT = "correct"
    """Another value is to count."""
    EXCLUDE = "exclude"
    """It is not to count."""
    SETTLE = "settle"
    """The check was looked into, and the report stands."""


_DECIDING = frozenset({NoteDeed.VERIFY, NoteDeed.CORRECT, NoteDeed.EXCLUDE})


@dataclass(slots=True)
class Said:
    """All that was said of one report, and holds."""

    notes: list[AnswerNote] = field(default_factory=list[AnswerNote])

    @property
    def is_left_out(self) -> bool:
        """Whether the report as a whole is not to count."""
        return any(each.deed == NoteDeed.EXCLUDE and not each.question for each in self.notes)

    def of(self, question: str, answer: Any) -> Sequence[AnswerNote]:  # noqa: ANN401 - JSON
        """Return what was said of `question`, as far as it holds for `answer`."""
        return [each for each in self.notes if each.question == question and each.was == answer]

    def is_decided(self, question: str, answers: Mapping[str, Any]) -> bool:
        """Say whether a person verified the answer, corrected it or left it out."""
        said = self.of(question, answers.get(question)) if question else ()
        return any(each.deed in _DECIDING for each in said)

    def is_settled(self, key: str, questions: Sequence[str], answers: Mapping[str, Any]) -> bool:
        """Say whether a check needs no further look: settled, or each of its answers decided."""
        if any(
            each.deed == NoteDeed.SETTLE
            and each.check == key
            and each.was == seen_in(questions, answers)
            for each in self.notes
        ):
            return True
        return bool(questions) and all(self.is_decided(each, answers) for each in questions)

    def applied_to(self, answers: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return `answers` as they are to count. Left out ones are missing."""
        counting = dict(answers)
        for note in self.notes:
            if not note.question or answers.get(note.question) != note.was:
                continue
            if note.deed == NoteDeed.CORRECT:
                counting[note.question] = note.value
            elif note.deed == NoteDeed.EXCLUDE:
                counting.pop(note.question, None)
        return counting


NOTHING_SAID = Said()


def seen_in(questions: Iterable[str], answers: Mapping[str, Any]) -> list[Any]:
    """Return the answers to `questions`, as a note about a check keeps them."""
    return [answers.get(each) for each in questions]


def read_notes(
    db: Session, reports: Collection[UUID], as_of: datetime | None = None
) -> Mapping[UUID, Said]:
    """Return what was said of `reports`, and holds: now, or as of a moment."""
    found: defaultdict[UUID, Said] = defaultdict(Said)
    for some in in_portions(reports):
        query = select(AnswerNote).where(col(AnswerNote.report_id).in_(some), holds(as_of))
        for note in db.exec(query.order_by(col(AnswerNote.at), col(AnswerNote.id))):
            found[note.report_id].notes.append(note)
    return found


def read_mission_notes(
    db: Session, mission_id: UUID, as_of: datetime | None = None
) -> Mapping[UUID, Said]:
    """Return what was said of any report of a mission, and holds: now, or as of a moment."""
    found: defaultdict[UUID, Said] = defaultdict(Said)
    query = select(AnswerNote).where(AnswerNote.mission_id == mission_id, holds(as_of))
    for note in db.exec(query.order_by(col(AnswerNote.at), col(AnswerNote.id))):
        found[note.report_id].notes.append(note)
    return found


def holds(as_of: datetime | None) -> Any:  # noqa: ANN401 - a condition of SQL
    """Say of a note that it holds: now, or as of a moment."""
    undone = col(AnswerNote.undone_at)
    if as_of is None:
        return undone.is_(None)
    return (col(AnswerNote.at) <= as_of) & or_(undone.is_(None), undone > as_of)
