"""Counting reports one by one, in the plainest way: what every faster count must equal."""

from typing import Any

from sqlmodel import Session, col, select

from server.findings.finding import FormFindings, QuestionFinding
from server.findings.service import findings
from server.missions.models import Mission
from server.reports.checks.models import AnswerNote
from server.reports.models import Revision, State

Counts = dict[str, dict[str, dict[str, int]]]
"""Group → question → what → reports."""


def counts_of(found: FormFindings) -> Counts:
    """Return the counts of findings, as `by_hand` counts them; '' is all reports together."""
    counts: Counts = {}
    for each in found.questions:
        for name, group in {"": each, **each.groups}.items():
            told = {f"told {value}": count for value, count in group.reported.items()}
            options = {option.value: option.count for option in group.options}
            numbers = {} if group.summary is None else {"sum": _sum(group)}
            silent = {kind: getattr(group, kind) for kind in SILENT}
            whole = {"reports": group.reports, "answered": group.answered}
            counts.setdefault(name, {})[each.question.name] = {
                what: count
                for what, count in (whole | silent | options | told | numbers).items()
                if count
            }
    return counts


SILENT = ("not_observed", "dont_know", "not_applicable")


def _sum(group: QuestionFinding) -> int:
    return round(group.summary.mean * group.answered) if group.summary else 0


def by_hand(db: Session, mission: Mission, by: str | None) -> Counts:
    """Count the reports of a mission one by one, in the plainest way."""
    names = {each.question.name for each in findings(db, mission, "voting").questions}
    counts: Counts = {"": {name: {} for name in names}}
    for row in db.exec(select(Revision).where(Revision.mission_id == mission.id)).all():
        answers = _as_it_counts(db, row)
        if answers is None:
            continue
        groups = [""] if by is None else ["", _region(row.region, by)]
        for group in groups:
            for name in names:
                of_question = counts.setdefault(group, {}).setdefault(name, {})
                told = name == "influence" and row.seen_by.get(name) == "reported"
                for what, number in _what(answers.get(name), told=told):
                    of_question[what] = of_question.get(what, 0) + number
    return {
        group: {name: {what: n for what, n in each.items() if n} for name, each in of.items()}
        for group, of in counts.items()
    }


def _region(region: str, by: str) -> str:
    return " / ".join(region.split(" / ")[: 2 if by == "region:2" else 1]) or "not given"


def _as_it_counts(db: Session, row: Revision) -> dict[str, Any] | None:
    """Return what a revision counts with; None where it does not count."""
    if row.state != State.ACCEPTED or row.superseded_at is not None or row.duplicate:
        return None
    answers = dict(row.answers)
    notes = select(AnswerNote).where(AnswerNote.report_id == row.report_id)
    for note in db.exec(notes.order_by(col(AnswerNote.at), col(AnswerNote.id))).all():
        if note.undone_at is not None:
            continue
        if note.question == "":
            return None
        if row.answers.get(note.question) == note.was:
            answers.pop(note.question, None)
            if note.deed == "correct":
                answers[note.question] = note.value
    return answers


def _what(answer: Any, *, told: bool) -> list[tuple[str, int]]:  # noqa: ANN401 - JSON
    """Return what one answer adds to the counts of its question."""
    if isinstance(answer, dict):
        return [("reports", 1), (str(answer["non_answer"]), 1)]  # pyright: ignore[reportUnknownArgumentType]
    if isinstance(answer, list) and told:
        return [("reports", 1), ("not_observed", 1), *((f"told {each}", 1) for each in answer)]  # pyright: ignore[reportUnknownVariableType]
    if isinstance(answer, list):
        return [("reports", 1), ("answered", 1), *((str(each), 1) for each in answer)]  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
    if isinstance(answer, int):
        return [("reports", 1), ("answered", 1), ("sum", answer)]
    return [("reports", 1), ("answered", 1), (answer, 1)] if answer else [("reports", 1)]
