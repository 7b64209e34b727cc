"""Reports as pages read them: lists with filters, and one report with all of its revisions."""

from collections.abc import Sequence
from uuid import UUID

from pydantic import BaseModel, ConfigDict
from sqlmodel import Session, col, select

from server.bounds import EntryNumber
from server.errors import NotFound
from server.forms.models import PublishedForm
from server.journal.models import Device, JournalEntry
from server.missions.here import Place
from server.reports.models import Revision
from server.reports.visibility import readable, visible
from server.stations import service as stations
from server.stations.models import Station
from shared.text import in_language

Revisions = Sequence[Revision]


class NoSuchReport(NotFound):
    """The mission has no such report."""

    code = "no-such-report"
    title = "There is no such report"


class Filter(BaseModel):
    """Which revisions; '' and None mean all of them."""

    model_config = ConfigDict(frozen=True)

    form: str = ""
    state: str = ""
    team: str = ""
    station: str = ""
    before: EntryNumber | None = None
    """Only those from journal entries before this one: the next page of a list."""


def list_reports(db: Session, place: Place, wanted: Filter, most: int) -> Revisions:
    """Return at most `most` revisions, the latest first; of each report the newest in its state."""
    query = visible(place).where(col(Revision.superseded_at).is_(None))
    for column, value in (
        (Revision.form_id, wanted.form),
        (Revision.state, wanted.state),
        (Revision.team_code, wanted.team),
        (Revision.station_code, wanted.station),
    ):
        if value:
            query = query.where(col(column) == value)
    if wanted.before is not None:
        query = query.where(Revision.entry_id < wanted.before)
    return db.exec(query.order_by(col(Revision.entry_id).desc()).limit(most)).all()


def region_of(db: Session, mission_id: UUID, entry_id: int, station_code: str = "") -> str:
    """Return the region of a station, or else of the one that a revision is from; '' = unknown."""
    if station_code:
        station = stations.find_station(db, mission_id, station_code)
        return station.region if station else ""
    of_entry = select(Revision.region).where(
        Revision.mission_id == mission_id, Revision.entry_id == entry_id
    )
    return db.exec(of_entry).one_or_none() or ""


def require_visible(db: Session, place: Place, report_id: UUID) -> None:
    """Raise NoSuchReport where the reader may not read the report, or there is none."""
    if db.exec(visible(place).where(Revision.report_id == report_id).limit(1)).first() is None:
        raise _no_such_report(report_id)


def get_revisions(
    db: Session, place: Place, report_id: UUID
) -> Sequence[tuple[Revision, JournalEntry, Device]]:
    """Return the revisions of a report, the newest first; raises NoSuchReport."""
    rows = db.exec(
        select(Revision, JournalEntry, Device)
        .join(JournalEntry, col(JournalEntry.id) == col(Revision.entry_id))
        .join(Device, col(Device.id) == col(Revision.device_id))
        .where(*readable(place), Revision.report_id == report_id)
        .order_by(col(Revision.revision).desc(), col(Revision.entry_id).desc())
    ).all()
    if not rows:
        raise _no_such_report(report_id)
    return rows


def find_station(db: Session, station_id: UUID | None) -> Station | None:
    """Return the station that a report was projected to, or None."""
    return db.get(Station, station_id) if station_id else None


def titles(db: Session, mission_id: UUID) -> dict[str, str]:
    """Return form id → title of its newest version, without reading whole forms."""
    rows = db.exec(
        select(PublishedForm.form_id, col(PublishedForm.document)["title"])
        .where(PublishedForm.mission_id == mission_id)
        .order_by(col(PublishedForm.published_at), col(PublishedForm.id))
    )
    return {form: in_language(title, "en") or form for form, title in rows}


def _no_such_report(report_id: UUID) -> NoSuchReport:
    return NoSuchReport(
        f"The mission holds no report {report_id}. It may have just come in: wait a second "
        "and reload, or look for it in the list of reports."
    )
