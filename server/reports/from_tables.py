"""Reports of a table, taken into the journal: each once, and again only where it changed.

Nothing is refused for its content. What does not fit stands in quarantine, and is told by row.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlmodel import Session, col, select

from server.database import Store, in_portions
from server.journal.paper import take_in_reports
from server.journal.report_table import PaperReport
from server.reports.models import Revision, State
from server.reports.projection import catch_up
from shared.sync.protocol import FormReference, ReportBody

BATCH = 500
"""Reports at a time: bounds memory, and the parameters of a query."""


class SetApart(NamedTuple):
    """A row whose report counts in no finding until a person has judged it."""

    row: int
    report: UUID
    station: str
    state: str
    """quarantined, conflict or rejected."""
    reason: str


@dataclass
class TableOutcome:
    """What became of a table's reports."""

    new: int = 0
    changed: int = 0
    """Reports that were held with other content: each has a new revision."""
    unchanged: int = 0
    set_apart: list[SetApart] = field(default_factory=list[SetApart])
    """In the order of the rows; also those that an earlier import of the file brought."""
    left_out: list[tuple[int, tuple[str, ...]]] = field(
        default_factory=list[tuple[int, tuple[str, ...]]]
    )
    """Rows with answers to questions that the form does not ask there, and these questions."""


class _Held(NamedTuple):
    revision: int
    content: tuple[Any, ...]


def take_in_table(
    store: Store,
    mission_id: UUID,
    form: FormReference,
    reports: Iterable[PaperReport],
    teams: Mapping[str, UUID],
    *,
    now: datetime,
) -> TableOutcome:
    """Keep `reports`, filled in on `form`, through the same intake and checks as a laptop's.

    `teams` is code → id. Each batch is durable by itself: after a failure, the same table again
    takes up where it stopped.
    """
    outcome = TableOutcome()
    rows: dict[UUID, int] = {}
    catch_up(store)
    for batch in in_portions(reports, BATCH):
        rows |= {each.report: each.row for each in batch}
        outcome.left_out += [(each.row, each.left_out) for each in batch if each.left_out]
        with store.reading() as db:
            held = _held(db, mission_id, batch)
        _take_in(store, mission_id, form, _fresh(batch, held, outcome), teams, now)
    catch_up(store)
    with store.reading() as db:
        outcome.set_apart = sorted(_set_apart(db, mission_id, rows))
    return outcome


def _held(db: Session, mission_id: UUID, batch: Sequence[PaperReport]) -> dict[UUID, _Held]:
    """Return the newest revision that is held of each report."""
    ids = [each.report for each in batch]
    of_batch = select(Revision).where(
        Revision.mission_id == mission_id, col(Revision.report_id).in_(ids)
    )
    oldest_first = db.exec(of_batch.order_by(col(Revision.revision), col(Revision.entry_id)))
    return {each.report_id: _Held(each.revision, _content_of(each)) for each in oldest_first}


def _content_of(held: Revision) -> tuple[Any, ...]:
    times = (held.arrived_at, held.departed_at)
    said = (held.answers, held.comments, held.seen_by)
    return (held.station_code, held.team_code, *times, *said)


def _content(report: PaperReport) -> tuple[Any, ...]:
    times = (report.arrived_at, report.departed_at)
    return (report.station, report.team, *times, report.answers, report.comments, report.seen_by)


def _fresh(
    batch: Sequence[PaperReport], held: Mapping[UUID, _Held], outcome: TableOutcome
) -> list[tuple[PaperReport, int]]:
    """Return those of `batch` that the journal lacks as they are, each with its revision."""
    fresh: list[tuple[PaperReport, int]] = []
    for report in batch:
        before = held.get(report.report)
        if before is None:
            outcome.new += 1
            fresh.append((report, 1))
        elif before.content == _content(report):
            outcome.unchanged += 1
        else:
            outcome.changed += 1
            fresh.append((report, before.revision + 1))
    return fresh


def _take_in(
    store: Store,
    mission_id: UUID,
    form: FormReference,
    fresh: Sequence[tuple[PaperReport, int]],
    teams: Mapping[str, UUID],
    now: datetime,
) -> None:
    by_team: defaultdict[str, list[ReportBody]] = defaultdict(list)
    for report, revision in fresh:
        by_team[report.team].append(_body(report, revision, form))
    for team, bodies in by_team.items():
        take_in_reports(store, mission_id, bodies, now, teams.get(team))


def _body(report: PaperReport, revision: int, form: FormReference) -> ReportBody:
    return ReportBody(
        report=report.report,
        revision=revision,
        base=revision - 1 or None,
        form=form,
        station=report.station,
        visit=report.visit,
        arrived_at=report.arrived_at,
        departed_at=report.departed_at,
        answers=report.answers,
        comments=report.comments,
        seen_by=report.seen_by,
        reason="" if revision == 1 else "Changed in the file it was imported from.",
    )


def _set_apart(db: Session, mission_id: UUID, rows: Mapping[UUID, int]) -> Iterator[SetApart]:
    """Yield the imported reports whose newest revision is not simply accepted."""
    waiting = select(
        Revision.report_id, Revision.station_code, Revision.state, Revision.judgement
    ).where(
        Revision.mission_id == mission_id,
        Revision.state != State.ACCEPTED,
        col(Revision.superseded_at).is_(None),
    )
    for report, station, state, judgement in db.exec(waiting):
        if report in rows:
            yield SetApart(rows[report], report, station, state, judgement)
