"""Which reports go out: a first look that keeps only what the headers need, then one at a time."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlmodel import SQLModel, col

from server.exchange.ground import Ground
from server.findings.counted import counted_at
from server.reports.checks.models import Flag
from server.reports.checks.notes import NOTHING_SAID, Said
from server.reports.models import State
from shared.regions import BELOW

AT_ONCE = 500
"""Reports in memory."""
COUNTS, DUPLICATE, LEFT_OUT, OUTSIDE = "yes", "duplicate", "left_out", "outside_sample"
"""What the column about counting says; of reports set apart, it is their state."""
_APART = (State.QUARANTINED, State.CONFLICT)
_REVISION = SQLModel.metadata.tables["revision"]


class Kept(NamedTuple):
    """What is read of a revision."""

    entry_id: int
    report_id: UUID
    revision: int
    device_id: UUID
    team_code: str
    form_version: str
    station_code: str
    region: str
    visit_id: UUID
    arrived_at: datetime
    departed_at: datetime
    received_at: datetime
    answers: dict[str, Any]
    comments: dict[str, str]
    seen_by: dict[str, str]
    reason: str
    state: str
    judgement: str
    duplicate: bool


_COLUMNS = [_REVISION.c[name] for name in Kept._fields]


@dataclass(frozen=True, slots=True)
class Taken:
    """A report that goes out, with what was said and checked of it."""

    kept: Kept
    counts: str
    """`COUNTS`, or why it does not: `DUPLICATE`, `LEFT_OUT`, `OUTSIDE`, its state."""
    said: Said
    answers: Mapping[str, Any]
    """As they count: corrected where people corrected them, left out where they left them out."""
    flagged: tuple[str, ...] = ()
    """Checks that ask about it."""
    verified: tuple[str, ...] = ()
    """Checks that asked, and that people looked into."""


@dataclass
class Glance:
    """What a form's reports hold, as far as the header of its table depends on it."""

    rows: int = 0
    versions: Counter[str] = field(default_factory=Counter[str])
    comments: set[str] = field(default_factory=set[str])
    """Paths of the questions that were commented on."""
    seen_by: set[str] = field(default_factory=set[str])
    stations: set[str] = field(default_factory=set[str])
    counting: Counter[str] = field(default_factory=Counter[str])
    """Station → reports that count."""


@dataclass
class Selection:
    """The reports that go out."""

    ground: Ground
    forms: dict[str, Glance] = field(default_factory=dict[str, Glance])
    """Form → glance; forms without a report are absent."""
    reports: set[UUID] = field(default_factory=set[UUID])
    """Those of which people said something."""
    entries: set[int] = field(default_factory=set[int])
    """The journal entries of all of them."""
    duplicates: set[int] = field(default_factory=set[int])
    """Entries that another of their visit took the place of."""
    left_out: set[int] = field(default_factory=set[int])
    """Entries of reports that a person left out."""

    @property
    def rows(self) -> int:
        """How many reports there are."""
        return sum(each.rows for each in self.forms.values())

    def taken(self, form_id: str) -> Iterator[Taken]:
        """Yield the reports of a form by station, a few in memory at a time."""
        query = (
            select(*_COLUMNS)
            .where(*_conditions(self.ground), _REVISION.c.form_id == form_id)
            .order_by(_REVISION.c.station_code, _REVISION.c.entry_id)
            .execution_options(yield_per=AT_ONCE)
        )
        for portion in self.ground.db.connection().execute(query).partitions(AT_ONCE):
            rows = [Kept(*row) for row in portion]
            flags = self._flags([each.entry_id for each in rows])
            yield from (self._taken(each, flags.get(each.entry_id, ())) for each in rows)

    def _taken(self, kept: Kept, flags: Sequence[tuple[str, str]]) -> Taken:
        said = self.ground.said.get(kept.report_id, NOTHING_SAID)
        return Taken(
            kept,
            self._counting(kept, said),
            said,
            said.applied_to(kept.answers) if said.notes else kept.answers,
            tuple(check for check, outcome in flags if outcome == "flagged"),
            tuple(check for check, outcome in flags if outcome != "flagged"),
        )

    def _counting(self, kept: Kept, said: Said) -> str:
        if kept.state != State.ACCEPTED:
            return kept.state
        if kept.entry_id in self.duplicates:
            return DUPLICATE
        if said.is_left_out:
            return LEFT_OUT
        return COUNTS if self.ground.is_of_sample(kept.station_code) else OUTSIDE

    def _flags(self, entries: list[int]) -> Mapping[int, list[tuple[str, str]]]:
        found: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
        query = select(col(Flag.entry_id), col(Flag.check), col(Flag.outcome))
        of_them = query.where(col(Flag.entry_id).in_(entries))
        for entry, check, outcome in self.ground.db.connection().execute(
            of_them.order_by(col(Flag.entry_id), col(Flag.number))
        ):
            found[entry].append((check, outcome))
        return found


def select_reports(ground: Ground) -> Selection:
    """Look over all reports that go out, without their answers."""
    selection = Selection(ground)
    newest: dict[tuple[Any, ...], int] = {}
    names = ("entry_id", "report_id", "form_id", "form_version", "station_code", "comments",
             "seen_by", "state", "duplicate", "team_code", "visit_id")  # fmt: skip
    query = select(*(_REVISION.c[name] for name in names)).where(*_conditions(ground))
    if ground.wanted.forms:
        query = query.where(_REVISION.c.form_id.in_(ground.wanted.forms))
    lazily = query.order_by(_REVISION.c.entry_id).execution_options(yield_per=AT_ONCE)
    for values in ground.db.connection().execute(lazily):
        row: dict[str, Any] = dict(zip(names, values, strict=True))
        _note(selection, row)
        if row["state"] == State.ACCEPTED:
            _count(selection, newest, row)
    return selection


def count_apart(ground: Ground) -> int:
    """Return how many reports stand apart, and are not asked for."""
    apart = and_(_REVISION.c.state.in_(_APART), _REVISION.c.superseded_at.is_(None))
    query = select(func.count()).where(apart, *_in_reach(ground))
    return ground.db.connection().execute(query).scalar_one()


def _note(selection: Selection, row: Mapping[str, Any]) -> None:
    glance = selection.forms.setdefault(row["form_id"], Glance())
    glance.rows += 1
    selection.entries.add(row["entry_id"])
    glance.versions[row["form_version"]] += 1
    glance.comments.update(row["comments"])
    glance.seen_by.update(row["seen_by"])
    glance.stations.add(row["station_code"])
    if row["report_id"] in selection.ground.said:
        selection.reports.add(row["report_id"])


def _count(
    selection: Selection, newest: dict[tuple[Any, ...], int], row: Mapping[str, Any]
) -> None:
    """Count a report, unless a newer one of its visit counts or a person left it out.

    What counts now is known; what counted at a moment is worked out as findings do.
    """
    station, said = row["station_code"], selection.ground.said.get(row["report_id"])
    counting = selection.forms[row["form_id"]].counting
    if selection.ground.wanted.as_of is None:
        if row["duplicate"]:
            selection.duplicates.add(row["entry_id"])
            return
    else:
        visit = (row["form_id"], row["team_code"], station, row["visit_id"])
        before = newest.get(visit)
        newest[visit] = row["entry_id"]
        if before is not None:
            selection.duplicates.add(before)
            counting[station] -= before not in selection.left_out
    if said is not None and said.is_left_out:
        selection.left_out.add(row["entry_id"])
    else:
        counting[station] += 1


def _conditions(ground: Ground) -> Iterator[ColumnElement[bool]]:
    """Yield what a revision must be to go out; of each report the newest that counts or waits."""
    yield from _in_reach(ground)
    table, as_of = _REVISION.c, ground.wanted.as_of
    if as_of is None:
        standing = table.superseded_at.is_(None)
        states = [State.ACCEPTED, *(_APART if ground.wanted.quarantine else ())]
        yield and_(table.state.in_(states), standing)
        return
    counted = and_(table.state == State.ACCEPTED, counted_at(as_of))
    if not ground.wanted.quarantine:
        yield counted
        return
    replaced = table.superseded_at
    waiting = and_(
        table.state.in_(_APART),
        table.received_at <= as_of,
        or_(replaced.is_(None), replaced > as_of),
    )
    yield or_(counted, waiting)


def _in_reach(ground: Ground) -> Iterator[ColumnElement[bool]]:
    yield _REVISION.c.mission_id == ground.mission.id
    reach = ground.reach
    if reach.teams is not None:
        yield _REVISION.c.team_code.in_(sorted(reach.teams))
    if reach.regions:
        region = _REVISION.c.region
        yield or_(
            *(
                or_(region == each, region.startswith(each + BELOW, autoescape=True))
                for each in reach.regions
            )
        )
