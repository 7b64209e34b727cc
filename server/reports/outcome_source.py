"""What headquarters made of a team's reports, as a source of the feed."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, cast
from uuid import UUID

from sqlmodel import Session, col, func, select

from server.changes import log
from server.changes.log import Kind
from server.database import in_portions
from server.journal.feed.source import Piece, Reader
from server.reports.fold import Standing
from server.reports.incidents.models import Incident
from server.reports.models import Revision, State
from shared.sync.protocol import Change, Outcome, OutcomeChange

TOLD = (State.QUARANTINED, State.CONFLICT, State.REJECTED)
"""States that observers are told of: all but the one that they expect."""
_TABLES = (
    (Revision, col(Revision.report_id)),
    (Incident, col(Incident.incident_id)),
)
"""What has outcomes, and the column that names it."""


class OutcomeSource:
    """The outcomes of the team's reports and incidents that are not simply accepted, by id."""

    kind: Kind = "outcome"

    def after(self, db: Session, reader: Reader, place: str, most: int) -> Sequence[Piece]:
        """Return the outcomes of the next reports and incidents behind `place`."""
        following: set[str] = set()
        for table, named in _TABLES:
            query = select(named).where(*_told(table, reader)).distinct()
            query = query.where(named > _report_at(place)) if place else query
            following |= {str(each) for each in db.exec(query.order_by(named).limit(most))}
        found = self.named(db, reader, sorted(following)[:most])
        return [Piece(key, change) for key, change in sorted(found.items())]

    def named(self, db: Session, reader: Reader, keys: Collection[str]) -> Mapping[str, Change]:
        """Return the outcomes of what is called `keys`, or their tombstones."""
        outcomes: dict[str, list[Outcome]] = {key: [] for key in keys}
        wanted = [UUID(key) for key in keys]
        for table, named in _TABLES:
            columns = (named, col(table.revision), col(table.state), col(table.judgement))
            rows = select(*columns).where(*_told(table, reader), named.in_(wanted))
            for report, revision, state, judgement in db.exec(rows.order_by(col(table.entry_id))):
                told = Outcome(
                    report=report, revision=revision, state=cast(Any, state), reason=judgement
                )
                outcomes[str(report)].append(told)
        return {key: OutcomeChange(key=key, value=told or None) for key, told in outcomes.items()}

    def count_after(self, db: Session, reader: Reader, place: str) -> int:
        """Return how many reports and incidents are behind `place`."""
        total = 0
        for table, named in _TABLES:
            counted = select(func.count(func.distinct(named))).where(*_told(table, reader))
            total += db.exec(counted.where(named > _report_at(place)) if place else counted).one()
        return total


def _report_at(place: str) -> UUID:
    """Return the report that a place names; the lowest for what is no place of ours."""
    try:
        return UUID(place)
    except ValueError:
        return UUID(int=0)


def tell_outcomes(db: Session, touched: Iterable[Standing]) -> None:
    """Note in the log of changes what these revisions, as they are now written, mean to observers.

    One that was accepted by rule, as nearly all are, is no news.
    """
    told = (each for each in touched if each.state != State.ACCEPTED or each.judgement)
    tell_of(db, {each.report_id for each in told})


def tell_of(db: Session, reports: Collection[UUID]) -> None:
    """Note that observers are to learn anew what became of `reports`, or of incidents."""
    by_team: defaultdict[tuple[UUID, UUID], set[str]] = defaultdict(set)
    for table, named in _TABLES if reports else ():
        for some in in_portions(reports):
            sent = select(col(table.mission_id), col(table.team_id), named).where(
                named.in_(some), col(table.team_id).is_not(None)
            )
            for mission_id, team_id, report_id in db.exec(sent.distinct()):
                assert team_id is not None  # noqa: S101 - the query says so
                by_team[mission_id, team_id].add(str(report_id))
    for (mission_id, team_id), keys in by_team.items():
        log.note(db, mission_id, "outcome", keys, team_id=team_id)


def _told(table: type[Revision] | type[Incident], reader: Reader) -> list[Any]:
    return [
        col(table.mission_id) == reader.mission.id,
        col(table.team_id) == reader.team.id,
        col(table.state).in_(TOLD),
        col(table.superseded_at).is_(None),
    ]
