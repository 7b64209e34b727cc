"""Coverage: from which stations there should be reports, from which there are, and who is late.

Expected are the stations of the plan; without a plan, those of the sample that was made the
mission's design, or else those of the register. A station is received when any report from it
stands, counted when one counts, checked when no check asks anything of what counts there. Where a
team was refused access it has been: the station is not missing, and the refusal is a finding of
its own.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

import sqlalchemy
from sqlmodel import Session, SQLModel, col, func, select

from server.findings.regions import OUTERMOST
from server.findings.strata import named_stations
from server.journal.models import Device
from server.messages.models import CheckIn
from server.missions.models import Mission, PlannedStop, Team
from server.reports.checks.models import DueCheck, Flag
from server.reports.checks.seen import Outcome
from server.reports.models import Revision, State
from server.reports.visits import list_refused
from server.sampling.groups import name_at

Source = Literal["plan", "sample", "register"]
GRACE = timedelta(minutes=60)
"""So long after the planned time, a visit of which nothing came is late."""
EVERY_REFUSAL = 100_000
_STATION = SQLModel.metadata.tables["station"]


@dataclass(frozen=True, slots=True)
class Count:
    """How many stations of a group are how far."""

    expected: int = 0
    received: int = 0
    counted: int = 0
    checked: int = 0
    refused: int = 0
    """Visited, not let in, and no report stands."""

    @property
    def missing(self) -> int:
        """Expected, and nothing came: neither a report nor a refusal."""
        return self.expected - self.received - self.refused


@dataclass(frozen=True, slots=True)
class Missing:
    """An expected station from which nothing came."""

    code: str
    name: str
    region: str
    team: str
    """'' where no team plans to go there."""
    planned: datetime | None
    late: bool


@dataclass(frozen=True, slots=True)
class TeamCount:
    """How far a team's plan is."""

    team: str
    count: Count
    late: int
    last_heard: datetime | None
    """The last sign of life: a sync, or a check-in that came by another laptop."""


@dataclass(frozen=True, slots=True)
class FormStations:
    """From how many stations reports of a form came."""

    form: str
    received: int
    counted: int
    checked: int


@dataclass(frozen=True)
class CoverageTable:
    """The coverage of a mission at a moment."""

    drill: bool
    """An exercise: nobody observed at these stations."""
    at: datetime
    source: Source
    """Which stations are expected."""
    form: str
    """Only reports of this form are looked at; '' = of any."""
    whole: Count
    sample: Count | None
    """Of the stations of the mission's sample; None where it has drawn none."""
    regions: Mapping[str, Count]
    teams: tuple[TeamCount, ...]
    forms: tuple[FormStations, ...]
    missing: tuple[Missing, ...]
    """The late ones first, then in the order of the plan."""
    beyond: int
    """Stations from which reports came though nobody was expected there."""


@dataclass(slots=True)
class _Came:
    """Codes of the stations from which something came."""

    received: set[str] = field(default_factory=set[str])
    counted: set[str] = field(default_factory=set[str])
    asked: set[str] = field(default_factory=set[str])
    """A check asks something of what counts there."""

    @property
    def checked(self) -> set[str]:
        return self.counted - self.asked


def coverage_table(
    db: Session, mission: Mission, now: datetime, *, form: str = "", depth: int = OUTERMOST
) -> CoverageTable:
    """Return the coverage of a mission, by regions of `depth` and by team."""
    places = _places(db, mission.id)
    stops = _stops(db, mission.id)
    drawn = named_stations(db, mission)
    sampled = sorted(code for code, given_up in drawn.items() if not given_up)
    source, expected = _expected(stops, sampled, places)
    by_form = _came(db, mission.id)
    came = _together(by_form, form)
    refused = {visit.station_code for visit, _ in list_refused(db, mission.id, EVERY_REFUSAL)}
    refused -= came.received
    regions: defaultdict[str, list[str]] = defaultdict(list)
    for code in expected:
        regions[name_at(places.get(code, _NOWHERE).region, depth)].append(code)
    there = came.received | refused
    missing = _planned(stops, places, there, now) if stops else _unplanned(expected, places, there)
    return CoverageTable(
        drill=mission.drill,
        at=now,
        source=source,
        form=form,
        whole=_count(expected, came, refused),
        sample=_count(sampled, came, refused) if sampled else None,
        regions={name: _count(regions[name], came, refused) for name in sorted(regions)},
        teams=tuple(_teams(db, mission.id, stops, came, refused, missing)),
        forms=tuple(
            FormStations(name, len(each.received), len(each.counted), len(each.checked))
            for name, each in sorted(by_form.items())
        ),
        missing=tuple(missing),
        beyond=len(came.received - set(expected)),
    )


@dataclass(frozen=True, slots=True)
class _Stop:
    team_id: UUID
    team: str
    station: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class _Place:
    name: str
    region: str
    is_open: bool


_NOWHERE = _Place("not in the register", "", is_open=True)


def _count(expected: Sequence[str], came: _Came, refused: set[str]) -> Count:
    codes = set(expected)
    return Count(
        expected=len(codes),
        received=len(codes & came.received),
        counted=len(codes & came.counted),
        checked=len(codes & came.checked),
        refused=len(codes & refused),
    )


def _expected(
    stops: Sequence[_Stop], sampled: Sequence[str], places: Mapping[str, _Place]
) -> tuple[Source, Sequence[str]]:
    if stops:
        return "plan", list(dict.fromkeys(stop.station for stop in stops))
    if sampled:
        return "sample", sampled
    return "register", [code for code, place in places.items() if place.is_open]


def _places(db: Session, mission_id: UUID) -> dict[str, _Place]:
    """Return station code → its place, of the register."""
    columns = (_STATION.c.code, _STATION.c.name, _STATION.c.region, _STATION.c.closed_at)
    query = sqlalchemy.select(*columns).where(_STATION.c.mission_id == mission_id)
    rows = db.connection().execute(query.order_by(_STATION.c.code))
    return {code: _Place(name, region, closed is None) for code, name, region, closed in rows}


def _stops(db: Session, mission_id: UUID) -> list[_Stop]:
    query = (
        select(Team.id, Team.code, PlannedStop.station_code, PlannedStop.at)
        .join(Team, col(Team.id) == col(PlannedStop.team_id))
        .where(PlannedStop.mission_id == mission_id)
        .order_by(col(Team.code), col(PlannedStop.position))
    )
    return [_Stop(*row) for row in db.exec(query)]


def _came(db: Session, mission_id: UUID) -> dict[str, _Came]:
    """Return form → stations from which its reports came. It reads an index, and no report."""
    found: defaultdict[str, _Came] = defaultdict(_Came)
    standing = (
        Revision.mission_id == mission_id,
        col(Revision.superseded_at).is_(None),
        col(Revision.duplicate).is_(False),
    )
    columns = (Revision.state, Revision.form_id, Revision.station_code)
    for state, form, station in db.exec(select(*columns).where(*standing).distinct()):
        if state != State.REJECTED:
            found[form].received.add(station)
        if state == State.ACCEPTED:
            found[form].counted.add(station)
    flagged = select(Flag.form_id, Flag.station_code).where(
        Flag.mission_id == mission_id, Flag.outcome == Outcome.FLAGGED
    )
    due = (
        select(Revision.form_id, Revision.station_code)
        .join(DueCheck, col(DueCheck.report_id) == col(Revision.report_id))
        .where(Revision.mission_id == mission_id)
    )
    for query in (flagged, due):
        for form, station in db.exec(query.distinct()):
            found[form].asked.add(station)
    return dict(found)


def _together(by_form: Mapping[str, _Came], form: str) -> _Came:
    """Return what came of a form, or of all forms together."""
    together = _Came()
    for name, each in by_form.items():
        if form in ("", name):
            together.received |= each.received
            together.counted |= each.counted
            together.asked |= each.asked
    return together


def _unplanned(
    expected: Iterable[str], places: Mapping[str, _Place], there: set[str]
) -> list[Missing]:
    found: list[Missing] = []
    for code in expected:
        if code not in there:
            place = places.get(code, _NOWHERE)
            found.append(Missing(code, place.name, place.region, "", None, late=False))
    return found


def _planned(
    stops: Sequence[_Stop], places: Mapping[str, _Place], there: set[str], now: datetime
) -> list[Missing]:
    found: list[Missing] = []
    for stop in stops:
        if stop.station not in there:
            place = places.get(stop.station, _NOWHERE)
            late = stop.at is not None and stop.at + GRACE < now
            found.append(Missing(stop.station, place.name, place.region, stop.team, stop.at, late))
    # Whoever is latest comes first; those with no time of their own keep the order of the plan.
    return sorted(found, key=lambda each: (not each.late, each.planned if each.late else now))


def _teams(
    db: Session,
    mission_id: UUID,
    stops: Sequence[_Stop],
    came: _Came,
    refused: set[str],
    missing: Sequence[Missing],
) -> Iterable[TeamCount]:
    heard = _heard(db, mission_id)
    late = Counter(each.team for each in missing if each.late)
    plans: defaultdict[UUID, list[str]] = defaultdict(list)
    for stop in stops:
        plans[stop.team_id].append(stop.station)
    rows = db.exec(
        select(Team.id, Team.code).where(Team.mission_id == mission_id).order_by(Team.code)
    )
    for team_id, code in rows:
        count = _count(plans.get(team_id, []), came, refused)
        yield TeamCount(code, count, late[code], heard.get(team_id))


def _heard(db: Session, mission_id: UUID) -> dict[UUID, datetime]:
    """Return team → when its laptops, or a check-in of it, were last heard of."""
    found: dict[UUID, datetime] = {}
    laptops = (
        select(Device.team_id, func.max(Device.last_seen_at))
        .where(Device.mission_id == mission_id, Device.channel == "laptop")
        .group_by(col(Device.team_id))
    )
    checked_in = (
        select(CheckIn.team_id, func.max(CheckIn.received_at))
        .where(CheckIn.mission_id == mission_id)
        .group_by(col(CheckIn.team_id))
    )
    for query in (laptops, checked_in):
        for team_id, at in db.exec(query):
            if team_id is not None and at is not None:
                found[team_id] = max(at, found.get(team_id, at))
    return found
