"""The queue of what checks ask: the most urgent first, then the oldest."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from uuid import UUID

import sqlalchemy
from pydantic import BaseModel, ConfigDict
from sqlmodel import Session, col, func, select

from server.reports.checks.between import DISAGREE
from server.reports.checks.models import DueCheck, Flag, Inquiry
from server.reports.checks.seen import Outcome
from server.reports.models import Revision


class QueueFilter(BaseModel):
    """Which flags; '' means all of them."""

    model_config = ConfigDict(frozen=True)

    severity: str = ""
    form: str = ""
    team: str = ""
    station: str = ""
    check: str = ""
    outcome: Outcome = Outcome.FLAGGED
    start: int = 0
    """How many to pass over: the next page of the list."""


def list_flags(db: Session, mission_id: UUID, wanted: QueueFilter, most: int) -> Sequence[Flag]:
    """Return at most `most` flags of a mission, in the order in which they want a person."""
    query = select(Flag).where(Flag.mission_id == mission_id, Flag.outcome == wanted.outcome)
    for column, value in (
        (Flag.severity, wanted.severity),
        (Flag.form_id, wanted.form),
        (Flag.team_code, wanted.team),
        (Flag.station_code, wanted.station),
        (Flag.check, wanted.check),
    ):
        if value:
            query = query.where(col(column) == value)
    order = (col(Flag.rank), col(Flag.since), col(Flag.entry_id), col(Flag.number))
    return db.exec(query.order_by(*order).offset(wanted.start).limit(most)).all()


def count_flags(db: Session, mission_id: UUID) -> Mapping[str, int]:
    """Return severity → how many flags wait for a person."""
    query = (
        select(Flag.severity, func.count())
        .where(Flag.mission_id == mission_id, Flag.outcome == Outcome.FLAGGED)
        .group_by(Flag.severity)
    )
    return dict(db.exec(query).all())


def list_flags_of(db: Session, report_id: UUID) -> Sequence[Flag]:
    """Return the flags of a report, settled ones too."""
    query = select(Flag).where(Flag.report_id == report_id)
    return db.exec(query.order_by(col(Flag.rank), col(Flag.number))).all()


def reports_in_question(db: Session, mission_id: UUID, form_id: str) -> frozenset[UUID]:
    """Return the reports of a form that still wait for a check, or for a person's look at one."""
    flagged = select(Flag.report_id).where(
        Flag.mission_id == mission_id, Flag.form_id == form_id, Flag.outcome == Outcome.FLAGGED
    )
    due = select(DueCheck.report_id)
    return frozenset(db.exec(flagged)) | frozenset(db.exec(due))


def disputed_stations(db: Session, mission_id: UUID, form_id: str) -> Mapping[str, int]:
    """Return question → stations at which teams chose otherwise, and nobody has decided yet."""
    query = sqlalchemy.select(col(Flag.station_code), col(Flag.questions)).where(
        col(Flag.mission_id) == mission_id,
        col(Flag.outcome) == Outcome.FLAGGED,
        col(Flag.check) == DISAGREE,
        col(Flag.form_id) == form_id,
    )
    found: defaultdict[str, set[str]] = defaultdict(set)
    for station, questions in db.connection().execute(query):
        for question in questions:
            found[question].add(station)
    return {question: len(stations) for question, stations in found.items()}


def awaiting_answers(db: Session, reports: Sequence[UUID]) -> frozenset[UUID]:
    """Return those of `reports` whose teams were asked and have sent no newer revision."""
    query = (
        select(Inquiry.report_id)
        .join(Revision, col(Revision.report_id) == col(Inquiry.report_id))
        .where(col(Inquiry.report_id).in_(reports))
        .group_by(col(Inquiry.report_id))
        .having(func.max(col(Revision.revision)) <= func.max(col(Inquiry.revision)))
    )
    return frozenset(db.exec(query))
