"""How many reports of each form count, for the list of forms."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session, col, func, select

from server.reports.models import Revision, State


@dataclass(frozen=True, slots=True)
class FormCount:
    """Reports that count, and the stations that they are from."""

    reports: int
    stations: int


def count_by_form(db: Session, mission_id: UUID) -> dict[str, FormCount]:
    """Return form id → its counts; forms without a report are left out."""
    rows = db.exec(
        select(
            Revision.form_id, func.count(), func.count(func.distinct(col(Revision.station_code)))
        )
        .where(
            Revision.mission_id == mission_id,
            Revision.state == State.ACCEPTED,
            col(Revision.superseded_at).is_(None),
            col(Revision.duplicate).is_(False),
        )
        .group_by(Revision.form_id)
    )
    return {form: FormCount(reports, stations) for form, reports, stations in rows}
