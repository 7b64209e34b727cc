"""Judging again: a register or a form that came later puts reports in another light.

A report from a station that the register lacks waits in quarantine; when the register brings it,
the report stands by itself, as it would after a rebuild. So the projection follows the log of
changes too, and folds the reports concerned from their first entries on.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, or_, select
from sqlmodel import Session, col

from server.changes.log import EVERYTHING
from server.changes.models import Change
from server.database import in_portions
from server.reports import entries as journal
from server.reports.draft import Draft
from server.reports.fold import Standings
from server.reports.judgement import KnownForm
from server.reports.models import Ground, Resolution, Revision, State
from server.reports.outcome_source import tell_of
from server.reports.standings import read_standings
from server.stations.models import Station

MOST_LINES = 5000
"""Of the log, at once."""
_STATION, _FORM, _MISSION = "station", "form", "mission"


@dataclass
class News:
    """What the log says of the setting behind some line."""

    through: int | None = None
    """The last line; None = there is none."""
    keys: defaultdict[tuple[UUID, str], set[str]] = field(
        default_factory=lambda: defaultdict[tuple[UUID, str], set[str]](set)
    )
    """Mission and kind → station codes or form ids; `*` among them means all."""
    missions: set[UUID] = field(default_factory=set[UUID])
    """Missions whose file or register came anew: checks may find something else now."""


def read_news(db: Session, after: int) -> News:
    """Return what the log of changes says of the setting behind line `after`."""
    lines = (
        select(col(Change.seq), col(Change.mission_id), col(Change.kind), col(Change.key))
        .where(col(Change.seq) > after, col(Change.kind).in_([_STATION, _FORM, _MISSION]))
        .order_by(col(Change.seq))
        .limit(MOST_LINES)
    )
    news = News()
    for seq, mission_id, kind, key in db.connection().execute(lines):
        news.through = seq
        if kind == _MISSION:
            news.missions.add(mission_id)
        else:
            news.keys[mission_id, kind].add(key)
        if (kind, key) == (_STATION, EVERYTHING):
            news.missions.add(mission_id)
    return news


def list_concerned(db: Session, news: News) -> list[UUID]:
    """Return the reports that `news` may put in another light."""
    found: dict[UUID, None] = {}
    for (mission_id, kind), keys in news.keys.items():
        wanted = _at_stations(keys) if kind == _STATION else _in_doubt(keys)
        for condition in wanted:
            query = select(col(Revision.report_id)).where(
                col(Revision.mission_id) == mission_id, condition
            )
            found |= dict.fromkeys(db.connection().execute(query.distinct()).scalars())
    return list(found)


def _at_stations(keys: set[str]) -> list[ColumnElement[bool]]:
    mapped = select(col(Resolution.entry_id)).where(col(Resolution.station_code) != "")
    sent_as = col(Revision.entry_id).in_(mapped)  # as from a code that may have come by now
    if EVERYTHING in keys:
        return [sent_as, _is_other_now()]
    return [sent_as, *(col(Revision.station_code).in_(some) for some in in_portions(keys))]


def _is_other_now() -> ColumnElement[bool]:
    """Say of a revision that it would know of its station something else than it does."""
    station = select(col(Station.id)).where(
        col(Station.mission_id) == col(Revision.mission_id),
        col(Station.code) == col(Revision.station_code),
    )
    same = station.where(
        col(Station.id) == col(Revision.station_id), col(Station.region) == col(Revision.region)
    )
    is_known = col(Revision.station_id).is_not(None)
    return or_(and_(is_known, ~same.exists()), and_(~is_known, station.exists()))


def _in_doubt(keys: set[str]) -> list[ColumnElement[bool]]:
    doubtful = col(Revision.ground) != Ground.NONE  # also where somebody has decided about it since
    if EVERYTHING in keys:
        return [doubtful]
    return [and_(doubtful, col(Revision.form_id).in_(some)) for some in in_portions(keys)]


class Refold(Draft):
    """Some reports, folded again over the entries that they were made of."""

    def __init__(self, db: Session, reports: Sequence[UUID], forms: dict[UUID, KnownForm]) -> None:
        self._reports = set(reports)
        rows = db.connection().execute(
            select(col(Revision.entry_id), col(Revision.report_id), col(Revision.state))
            .where(col(Revision.report_id).in_(reports))
            .order_by(col(Revision.entry_id))
        )
        found = rows.all()
        self._entries = [entry_id for entry_id, _, _ in found]
        self._told = {report for _, report, state in found if state != State.ACCEPTED}
        super().__init__(db, journal.list_named(db, self._entries), forms)

    def refold(self) -> None:
        """Fold them, with what people decided about them."""
        due = select(Resolution).where(col(Resolution.entry_id).in_(self._entries))
        decided = self._db.scalars(
            due.order_by(col(Resolution.after_entry), col(Resolution.id))
        ).all()
        self.project([self._at_its_place(each) for each in decided])

    def write(self, db: Session) -> None:
        """Write them in place of what stood there, in `db`."""
        for some in in_portions(self._entries):
            db.connection().execute(delete(Revision).where(col(Revision.entry_id).in_(some)))
        super().write(db)
        tell_of(db, self._told)

    def _at_its_place(self, resolution: Resolution) -> Resolution:
        """Return the decision, due behind the last of our entries that it was made behind."""
        before = takewhile(lambda entry: entry <= resolution.after_entry, self._entries)
        return Resolution(**resolution.model_dump(exclude={"after_entry"}), after_entry=max(before))

    def _standings_of(self, reports: set[UUID], visits: set[UUID]) -> Standings:
        """Return what stands beside these reports; of themselves nothing stands yet."""
        del reports
        beside = read_standings(self._db, (), visits)
        beside.by_visit = {
            visit: [each for each in rows if each.report_id not in self._reports]
            for visit, rows in beside.by_visit.items()
        }
        return beside
