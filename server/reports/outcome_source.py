"""What headquarters made of a team's reports, as a source of the feed."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, cast
from uuid import UUID

from sqlmodel import Session, col, func, select

from server.changes import log
from server.changes.log import Kind
from server.journal.feed.source import Piece, Reader
from server.reports.fold import Standing
from server.reports.models import Revision, State
from server.reports.registers import in_portions
from shared.sync.protocol import Change, Outcome, OutcomeChange

TOLD = (State.QUARANTINED, State.CONFLICT, State.REJECTED)
"""States that observers are told of: all but the one that they expect."""


class OutcomeSource:
    """The outcomes of all reports of the team that are not simply accepted, by report."""

    kind: Kind = "outcome"

    def after(self, db: Session, reader: Reader, place: str, most: int) -> Sequence[Piece]:
        """Return the outcomes of the next reports behind `place`."""
        reports = select(Revision.report_id).where(*_told(reader)).distinct()
        if place:
            reports = reports.where(Revision.report_id > UUID(place))
        following = db.exec(reports.order_by(col(Revision.report_id)).limit(most)).all()
        found = self.named(db, reader, [str(each) for each in following])
        return [Piece(key, change) for key, change in sorted(found.items())]

    def named(self, db: Session, reader: Reader, keys: Collection[str]) -> Mapping[str, Change]:
        """Return the outcomes of the reports called `keys`, or their tombstones."""
        outcomes: dict[str, list[Outcome]] = {key: [] for key in keys}
        rows = db.exec(
            select(Revision)
            .where(*_told(reader), col(Revision.report_id).in_([UUID(key) for key in keys]))
            .order_by(col(Revision.entry_id))
        )
        for row in rows:
            outcomes[str(row.report_id)].append(
                Outcome(
                    report=row.report_id,
                    revision=row.revision,
                    state=cast(Any, row.state),
                    reason=row.judgement,
                )
            )
        return {key: OutcomeChange(key=key, value=told or None) for key, told in outcomes.items()}

    def count_after(self, db: Session, reader: Reader, place: str) -> int:
        """Return how many reports are behind `place`."""
        counted = select(func.count(func.distinct(Revision.report_id))).where(*_told(reader))
        return db.exec(counted.where(Revision.report_id > UUID(place)) if place else counted).one()


def tell_outcomes(db: Session, touched: Iterable[Standing]) -> None:
    """Note in the log of changes what these revisions, as they are now written, mean to observers.

    One that was accepted by rule, as nearly all are, is no news.
    """
    told = (each for each in touched if each.state != State.ACCEPTED or each.judgement)
    tell_of(db, {each.report_id for each in told})


def tell_of(db: Session, reports: Collection[UUID]) -> None:
    """Note in the log of changes that observers are to learn anew what became of `reports`."""
    by_team: defaultdict[tuple[UUID, UUID], set[str]] = defaultdict(set)
    for some in in_portions(reports):
        sent = select(Revision.mission_id, Revision.team_id, Revision.report_id).where(
            col(Revision.report_id).in_(some), col(Revision.team_id).is_not(None)
        )
        for mission_id, team_id, report_id in db.exec(sent.distinct()):
            assert team_id is not None  # noqa: S101 - the query says so
            by_team[mission_id, team_id].add(str(report_id))
    for (mission_id, team_id), keys in by_team.items():
        log.note(db, mission_id, "outcome", keys, team_id=team_id)


def _told(reader: Reader) -> list[Any]:
    return [
        Revision.mission_id == reader.mission.id,
        Revision.team_id == reader.team.id,
        col(Revision.state).in_(TOLD),
        col(Revision.superseded_at).is_(None),
    ]
