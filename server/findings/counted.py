"""The reports that count, as findings read them: one revision of each report.

A report counts by its newest accepted revision; of several reports that a team made of one
station and form in one visit, the newest counts. Cut at a moment, what counted then counts, as if
nothing had come since. What people corrected counts as corrected from that moment on, and what
they left out does not.
"""

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any, NamedTuple
from uuid import UUID

from pydantic_core import from_json
from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    Text,
    and_,
    cast,
    func,
    or_,
    select,
    type_coerce,
)
from sqlmodel import Session, SQLModel

from server.reports.checks.notes import Said, read_mission_notes, read_notes
from server.reports.models import State
from shared.digest import canonical_json, digest_of

_NOTHING: Mapping[str, str] = {}


class CountedReport(NamedTuple):
    """What findings need of a revision that counts."""

    entry_id: int
    report_id: UUID
    revision: int
    version: str
    station: str
    region: str
    team: str
    visit_id: UUID | str
    """As the database gives it: it only tells visits apart."""
    arrived_at: datetime
    digest: str
    """Tells what is counted from anything else: the hash of the entry that its laptop signed; of
    that and the corrected answers, where people corrected some."""
    answers_json: str
    """As the database keeps them: a tenth of the memory, and most are read once."""
    seen_by_json: str

    @property
    def answers(self) -> Mapping[str, Any]:
        """What it answers, read anew each time."""
        return from_json(self.answers_json)

    @property
    def seen_by(self) -> Mapping[str, str]:
        """Question → how the observers know, read anew each time."""
        return _NOTHING if self.seen_by_json == "{}" else from_json(self.seen_by_json)

    def answering(self, answers: Mapping[str, Any]) -> "CountedReport":
        """Return the report with the answers that people put in place of its own."""
        text = canonical_json(answers).decode()
        return self._replace(answers_json=text, digest=digest_of([self.digest, text]))


_REVISION = SQLModel.metadata.tables["revision"]
_COLUMNS = (
    _REVISION.c.entry_id,
    _REVISION.c.report_id,
    _REVISION.c.revision,
    _REVISION.c.form_version,
    _REVISION.c.station_code,
    _REVISION.c.region,
    _REVISION.c.team_code,
    type_coerce(_REVISION.c.visit_id, String),
    _REVISION.c.arrived_at,
    _REVISION.c.entry_hash,
    cast(_REVISION.c.answers, Text),
    cast(_REVISION.c.seen_by, Text),
)
"""In the order of `CountedReport`'s fields. Objects of the table would take four times as long."""


def counted(
    db: Session, mission_id: UUID, form_id: str, as_of: datetime | None = None
) -> Iterator[CountedReport]:
    """Yield the reports of a form that count, by arrival; as of a moment where one is given."""
    query = accepted(mission_id, form_id)
    said = read_mission_notes(db, mission_id, as_of)
    if as_of is None:
        yield from _as_they_count(rows_of(db, query.where(counts_now())), said)
    else:
        at_the_moment = newest_of_visits(
            rows_of(db, query.where(counted_at(as_of)).order_by(None))  # which sorts them itself
        )
        yield from _as_they_count(at_the_moment, said)


def _as_they_count(
    reports: Iterable[CountedReport], said: Mapping[UUID, Said]
) -> Iterator[CountedReport]:
    """Take in what people said: corrected answers count, what they left out does not."""
    for each in reports:
        notes = said.get(each.report_id)
        if notes is None:
            yield each
        elif not notes.is_left_out:
            yield each.answering(notes.applied_to(each.answers))


def accepted(mission_id: UUID, form_id: str) -> Select[*tuple[Any, ...]]:
    """Select every accepted revision of a form, by arrival."""
    return (
        select(*_COLUMNS)
        .where(
            _REVISION.c.mission_id == mission_id,
            _REVISION.c.form_id == form_id,
            _REVISION.c.state == State.ACCEPTED,
        )
        .order_by(_REVISION.c.arrived_at, _REVISION.c.entry_id)
    )


class Counting(NamedTuple):
    """The little that a count by region needs of a revision that counts now."""

    entry_id: int
    report_id: UUID
    station: str
    region: str
    version: str
    team: str
    answers: Mapping[str, Any]
    seen_by: Mapping[str, str]
    is_spoken_of: bool = False
    """Whether people corrected or left out some of its answers."""


_COUNTING = (
    _REVISION.c.entry_id,
    _REVISION.c.report_id,
    _REVISION.c.station_code,
    _REVISION.c.region,
    _REVISION.c.form_version,
    _REVISION.c.team_code,
    _REVISION.c.answers,
    _REVISION.c.seen_by,
)


AT_ONCE = 2_000
"""Rows fetched together, where all of them are read: they are never all in memory."""


def counting_now(db: Session, mission_id: UUID, form_id: str) -> Generator[Counting]:
    """Yield the reports of a form that count now, in no order."""
    query = select(*_COUNTING).where(
        _REVISION.c.mission_id == mission_id,
        _REVISION.c.form_id == form_id,
        _REVISION.c.state == State.ACCEPTED,
        counts_now(),
    )
    said = read_mission_notes(db, mission_id)
    with db.connection().execute(query.execution_options(yield_per=AT_ONCE)) as rows:
        for row in rows:
            counting = Counting(*row)
            if not said:
                yield counting
            elif (held := _as_it_counts(counting, said)) is not None:
                yield held


def counting_among(
    db: Session, entries: Sequence[int]
) -> Iterator[tuple[tuple[UUID, str], Counting]]:
    """Yield those of some entries that count now, each with its mission and form."""
    query = select(_REVISION.c.mission_id, _REVISION.c.form_id, *_COUNTING).where(
        _REVISION.c.entry_id.in_(entries), _REVISION.c.state == State.ACCEPTED, counts_now()
    )
    rows = db.connection().execute(query).all()
    found = [((mission_id, form_id), Counting(*row)) for mission_id, form_id, *row in rows]
    said = read_notes(db, [each.report_id for _, each in found])
    for key, each in found:
        if (counting := _as_it_counts(each, said)) is not None:
            yield key, counting


def _as_it_counts(counting: Counting, said: Mapping[UUID, Said]) -> Counting | None:
    """Return a report as people let it count; None where they left it out."""
    notes = said.get(counting.report_id)
    if notes is None:
        return counting
    if notes.is_left_out:
        return None
    return counting._replace(answers=notes.applied_to(counting.answers), is_spoken_of=True)


def counts_now() -> ColumnElement[bool]:
    """Say of an accepted revision that nothing newer counts in its place."""
    return and_(_REVISION.c.superseded_at.is_(None), _REVISION.c.duplicate.is_(False))


def counted_at(moment: datetime) -> ColumnElement[bool]:
    """Say of an accepted revision that it counted at `moment`, duplicates aside."""
    replaced = _REVISION.c.superseded_at
    return and_(_REVISION.c.counts_from <= moment, or_(replaced.is_(None), replaced > moment))


def last_received(db: Session, mission_id: UUID, form_id: str) -> datetime | None:
    """Return when the newest report of a form that counts now came; None without one."""
    counting = select(func.max(_REVISION.c.received_at)).where(
        _REVISION.c.mission_id == mission_id,
        _REVISION.c.form_id == form_id,
        _REVISION.c.state == State.ACCEPTED,
        counts_now(),
    )
    return db.connection().execute(counting).scalar_one()


def rows_of(db: Session, query: Select[*tuple[Any, ...]]) -> Iterator[CountedReport]:
    """Return what a selection made by `accepted` finds, a few rows at a time."""
    rows = db.connection().execute(query.execution_options(yield_per=AT_ONCE))
    return map(CountedReport._make, rows)


def newest_of_visits(reports: Iterable[CountedReport]) -> list[CountedReport]:
    """Return, of reports that a team made of one station in one visit, the newest; by arrival."""
    of_visit: dict[tuple[str, str, UUID | str], CountedReport] = {}
    for each in reports:
        visit = (each.team, each.station, each.visit_id)
        held = of_visit.get(visit)
        if held is None or held.entry_id < each.entry_id:
            of_visit[visit] = each
    return sorted(of_visit.values(), key=attrgetter("arrived_at", "entry_id"))
