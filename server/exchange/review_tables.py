"""What checks ask about the reports that go out, and what people said of their answers."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlmodel import and_, col, select

from server.exchange.cells import plain
from server.exchange.disguise import Disguise
from server.exchange.ground import Ground
from server.exchange.selection import AT_ONCE, Selection
from server.exchange.table import Cell, Field, Table
from server.reports.checks.models import AnswerNote, Flag
from server.reports.checks.notes import holds
from shared.text import in_language


def checks_table(selection: Selection) -> Table:
    """Return what checks ask about the reports that go out, as they now stand."""
    ground = selection.ground

    def rows() -> Iterator[Sequence[Cell]]:
        wanted = and_(
            col(Flag.mission_id) == ground.mission.id,
            col(Flag.form_id).in_(list(selection.forms)),
        )
        query = select(Flag).where(wanted).order_by(col(Flag.entry_id), col(Flag.number))
        for flag in ground.db.exec(query, execution_options={"yield_per": AT_ONCE}):
            if flag.entry_id in selection.entries:
                yield _check_row(ground, flag)

    fields = (
        Field("report", "The report that it asks about"),
        Field("check", "The check; of the form's own rules, question and rule"),
        Field("severity", "alert, warning or note"),
        Field("outcome", "flagged, or verified by a person"),
        Field("questions", "Which it looked at; empty = the report as a whole"),
        Field("message", "What it asks, in English"),
        Field("other_report", "The other report, where it compares two"),
    )
    return Table("checks", "What checks ask", fields, rows)


def _check_row(ground: Ground, flag: Flag) -> Sequence[Cell]:
    disguise = ground.disguise
    return (
        disguise.id_of(flag.report_id),
        flag.check,
        flag.severity,
        flag.outcome,
        " ".join(flag.questions),
        plain(in_language(flag.message, "en")),
        disguise.id_of(flag.other_id) if flag.other_id else "",
    )


def corrections_table(selection: Selection) -> Table:
    """Return what people said of answers: as reported and as corrected, with the reason."""
    ground = selection.ground

    def rows() -> Iterator[Sequence[Cell]]:
        query = select(AnswerNote).where(
            col(AnswerNote.mission_id) == ground.mission.id, holds(ground.wanted.as_of)
        )
        ordered = query.order_by(col(AnswerNote.at), col(AnswerNote.id))
        for note in ground.db.exec(ordered, execution_options={"yield_per": AT_ONCE}):
            if note.report_id in selection.reports:
                yield _note_row(ground, note)

    fields = (
        Field("report", "The report"),
        Field("question", "Path of the question; empty = the report as a whole"),
        Field("deed", "verify, correct, exclude (leave out) or settle (a check)"),
        Field("check", "Of settle: which"),
        Field("as_reported", "The answer that was seen"),
        Field("as_corrected", "What counts instead"),
        Field("reason"),
        Field("at", "When it was said", "datetime"),
        Field("by", "Who said it; empty where people are veiled"),
    )
    return Table("corrections", "What was verified, corrected and left out", fields, rows)


def _note_row(ground: Ground, note: AnswerNote) -> Sequence[Cell]:
    disguise = ground.disguise
    return (
        disguise.id_of(note.report_id),
        note.question,
        note.deed,
        note.check,
        _written(note.was, disguise),
        _written(note.value, disguise),
        plain(note.reason),
        disguise.moment(note.at),
        disguise.person(note.by),
    )


def _written(raw: Any, disguise: Disguise) -> Cell:  # noqa: ANN401 - JSON
    """Return an answer of any question as a cell, by names."""
    match raw:
        case None:
            return ""
        case {"non_answer": str() as reason}:
            return reason
        case list():
            return " ".join(str(each) for each in raw)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        case str():
            return plain(disguise.whole_clock(raw))
        case int() | float():
            return raw
        case _:
            return str(raw)
