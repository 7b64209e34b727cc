"""Reads what checks look at: reports with what stands around each, many at once."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from itertools import pairwise
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import and_, select
from sqlmodel import Session, col

from server.journal.models import Device
from server.missions.document import Voting
from server.missions.models import Mission
from server.reports.checks.between import is_telling
from server.reports.checks.models import Fingerprint
from server.reports.checks.seen import Around, SeenReport, SeenStation
from server.reports.models import Revision, State
from server.reports.registers import in_portions
from server.stations.models import Station
from shared.digest import digest_of
from shared.positions import Position

_COUNTS = and_(
    col(Revision.state) == State.ACCEPTED,
    col(Revision.superseded_at).is_(None),
    col(Revision.duplicate).is_(False),
)
_COLUMNS = (
    col(Revision.entry_id),
    col(Revision.report_id),
    col(Revision.form_id),
    col(Revision.form_version),
    col(Revision.station_code),
    col(Revision.team_code),
    col(Revision.visit_id),
    col(Revision.arrived_at),
    col(Revision.departed_at),
)
"""In the order of `SeenReport`'s fields, but for the answers: they take the time."""
_WHOLE = (*_COLUMNS, col(Revision.answers))


class _Beside(NamedTuple):
    """What else is read of a report."""

    mission: UUID
    device: UUID
    region: str
    received_at: datetime


_BESIDE = (
    col(Revision.mission_id),
    col(Revision.device_id),
    col(Revision.region),
    col(Revision.received_at),
)
_Row = tuple[SeenReport, _Beside]


@dataclass(frozen=True, slots=True)
class Gathered:
    """A report with what stands around it, and what its flags are filed under."""

    report: SeenReport
    around: Around
    mission_id: UUID
    region: str
    received_at: datetime


@dataclass
class _Neighbours:
    """Reports that count, by mission and station, and by mission and team."""

    of_station: defaultdict[tuple[UUID, str], list[SeenReport]] = field(
        default_factory=lambda: defaultdict[tuple[UUID, str], list[SeenReport]](list)
    )
    of_team: defaultdict[tuple[UUID, str], list[SeenReport]] = field(
        default_factory=lambda: defaultdict[tuple[UUID, str], list[SeenReport]](list)
    )


def gather(db: Session, reports: Sequence[UUID]) -> list[Gathered]:
    """Return those of `reports` that count, each with what stands around it."""
    rows = list(_rows(db, reports))
    neighbours = _neighbours(db, rows)
    stations, clocks = _stations(db, rows, neighbours), _clocks(db, rows)
    found: list[Gathered] = []
    for seen, (mission, device, region, received) in rows:
        bare = _unlisted(db.get_one(Mission, mission), seen.station_code, region)
        own = [each for each in neighbours.of_team[mission, seen.team_code] if seen.team_code]
        around = Around(
            station=stations.get((mission, seen.station_code), bare),
            at_station=_others(neighbours.of_station[mission, seen.station_code], seen),
            of_team=_others(own, seen),
            twins=_twins(db, mission, seen),
            positions=_positions(mission, own, stations),
            clock_ahead=clocks.get(device),
        )
        found.append(Gathered(seen, around, mission, region, received))
    return found


def list_around(db: Session, reports: Sequence[UUID]) -> set[UUID]:
    """Return the reports whose checks look at `reports`, whether these count (still) or not.

    They are those of the same station, the team's before and after, and former twins.
    """
    around: set[UUID] = set()
    places: set[tuple[UUID, str]] = set()
    teams: set[tuple[UUID, str]] = set()
    wanted = select(col(Revision.mission_id), col(Revision.station_code), col(Revision.team_code))
    for some in in_portions(reports):
        for mission, station, team in db.connection().execute(
            wanted.where(col(Revision.report_id).in_(some)).distinct()
        ):
            places.add((mission, station))
            teams.add((mission, team))
        around.update(_twins_of(db, some))
    around.update(
        seen.report_id for _, seen in _counting(db, col(Revision.station_code), places, _COLUMNS)
    )
    around.update(_next_on_the_way(db, teams, set(reports)))
    return around


def take_fingerprints(db: Session, reports: Sequence[UUID]) -> list[Fingerprint]:
    """Return the fingerprints of those of `reports` that count and have telling answers."""
    return [
        Fingerprint(
            report_id=seen.report_id, mission_id=beside.mission, form_id=seen.form_id, digest=digest
        )
        for seen, beside in _rows(db, reports)
        if (digest := digest_of_telling(seen.answers))
    ]


def digest_of_telling(answers: Mapping[str, Any]) -> str:
    """Return the SHA-256 of `answers`; '' where two reports may well agree in all of them."""
    return digest_of(dict(answers)) if is_telling(answers) else ""


def _rows(db: Session, reports: Sequence[UUID]) -> Iterator[_Row]:
    query = select(*_BESIDE, *_WHOLE).where(_COUNTS)
    for some in in_portions(reports):
        for row in db.connection().execute(query.where(col(Revision.report_id).in_(some))):
            values: tuple[Any, ...] = tuple(row)
            yield SeenReport(*values[len(_BESIDE) :]), _Beside(*values[: len(_BESIDE)])


def _neighbours(db: Session, rows: Iterable[_Row]) -> _Neighbours:
    rows = list(rows)
    found = _Neighbours()
    stations = {(beside.mission, seen.station_code) for seen, beside in rows}
    teams = {(beside.mission, seen.team_code) for seen, beside in rows if seen.team_code}
    for mission, seen in _counting(db, col(Revision.station_code), stations, _WHOLE):
        found.of_station[mission, seen.station_code].append(seen)
    for mission, seen in _counting(db, col(Revision.team_code), teams, _COLUMNS):
        found.of_team[mission, seen.team_code].append(seen)
    return found


def _next_on_the_way(
    db: Session, teams: set[tuple[UUID, str]], reports: set[UUID]
) -> Iterator[UUID]:
    """Yield what the teams reported just before and just after `reports`."""
    of_team: defaultdict[tuple[UUID, str], list[SeenReport]] = defaultdict(list)
    named = {each for each in teams if each[1]}
    for mission, seen in _counting(db, col(Revision.team_code), named, _COLUMNS):
        of_team[mission, seen.team_code].append(seen)
    for day in of_team.values():
        for one, other in pairwise(day):
            if one.report_id in reports or other.report_id in reports:
                yield from (one.report_id, other.report_id)


def _counting(
    db: Session,
    column: Any,  # noqa: ANN401 - a column of text
    wanted: set[tuple[UUID, str]],
    columns: Sequence[Any],
) -> Iterator[tuple[UUID, SeenReport]]:
    """Yield the reports that count and have one of the `wanted` values, by arrival."""
    query = select(col(Revision.mission_id), *columns).where(_COUNTS)
    query = query.order_by(col(Revision.arrived_at), col(Revision.entry_id))
    for mission, values in _by_mission(wanted).items():
        of_mission = query.where(col(Revision.mission_id) == mission)
        for some in in_portions(values):
            for row in db.connection().execute(of_mission.where(column.in_(some))):
                yield mission, SeenReport(*row[1:])


def _by_mission(pairs: Iterable[tuple[UUID, str]]) -> dict[UUID, list[str]]:
    found: defaultdict[UUID, list[str]] = defaultdict(list)
    for mission, value in sorted(pairs):
        found[mission].append(value)
    return found


def _stations(
    db: Session, rows: Iterable[_Row], neighbours: _Neighbours
) -> dict[tuple[UUID, str], SeenStation]:
    wanted = {(beside.mission, seen.station_code) for seen, beside in rows}
    for (mission, _), some in neighbours.of_team.items():
        wanted.update((mission, each.station_code) for each in some)
    found: dict[tuple[UUID, str], SeenStation] = {}
    for mission, codes in _by_mission(wanted).items():
        of_mission = db.get_one(Mission, mission)
        query = select(Station).where(col(Station.mission_id) == mission)
        for some in in_portions(codes):
            for (row,) in db.execute(query.where(col(Station.code).in_(some))):  # pyright: ignore[reportDeprecated]
                found[mission, row.code] = _seen_station(row, of_mission)
    return found


def _seen_station(row: Station, mission: Mission) -> SeenStation:
    is_placed = row.latitude is not None and row.longitude is not None
    return SeenStation(
        code=row.code,
        zone=ZoneInfo(row.timezone or mission.timezone),
        setting=row.setting,
        kind=row.kind,
        region=row.region,
        voters=row.voters,
        position=Position(row.latitude or 0.0, row.longitude or 0.0) if is_placed else None,
        hours=_hours(mission),
    )


def _unlisted(mission: Mission, code: str, region: str) -> SeenStation:
    """Return a station that left the register after the report had come."""
    return SeenStation(code, ZoneInfo(mission.timezone), region=region, hours=_hours(mission))


def _hours(mission: Mission) -> tuple[time, time] | None:
    given = mission.document.get("election", {}).get("voting")
    voting = Voting.model_validate(given) if given else None
    return (voting.opens, voting.closes) if voting else None


def _clocks(db: Session, rows: Iterable[_Row]) -> dict[UUID, int]:
    devices = {beside.device for _, beside in rows}
    query = select(col(Device.id), col(Device.clock_ahead))
    found: dict[UUID, int] = {}
    for some in in_portions(devices):
        told = db.connection().execute(query.where(col(Device.id).in_(some)))
        found |= {device: ahead for device, ahead in told if ahead is not None}
    return found


def _others(reports: Iterable[SeenReport], seen: SeenReport) -> tuple[SeenReport, ...]:
    return tuple(each for each in reports if each.report_id != seen.report_id)


def _positions(
    mission: UUID,
    reports: Iterable[SeenReport],
    stations: Mapping[tuple[UUID, str], SeenStation],
) -> dict[str, Position]:
    known = ((each.station_code, stations.get((mission, each.station_code))) for each in reports)
    return {code: station.position for code, station in known if station and station.position}


def _twins(db: Session, mission: UUID, seen: SeenReport) -> tuple[SeenReport, ...]:
    digest = digest_of_telling(seen.answers)
    if not digest:
        return ()
    query = (
        select(*_COLUMNS)
        .join(Fingerprint, col(Fingerprint.report_id) == col(Revision.report_id))
        .where(
            _COUNTS,
            col(Fingerprint.mission_id) == mission,
            col(Fingerprint.form_id) == seen.form_id,
            col(Fingerprint.digest) == digest,
            col(Revision.report_id) != seen.report_id,
            col(Revision.station_code) != seen.station_code,
        )
        .order_by(col(Revision.entry_id))
        .limit(3)
    )
    return tuple(SeenReport(*row) for row in db.connection().execute(query))


def _twins_of(db: Session, reports: Sequence[UUID]) -> Iterator[UUID]:
    """Yield the reports that were found to have the same fingerprint as one of `reports`."""
    own = select(Fingerprint).where(col(Fingerprint.report_id).in_(reports))
    for (held,) in db.execute(own):  # pyright: ignore[reportDeprecated]
        query = select(col(Fingerprint.report_id)).where(
            col(Fingerprint.mission_id) == held.mission_id,
            col(Fingerprint.form_id) == held.form_id,
            col(Fingerprint.digest) == held.digest,
        )
        yield from db.connection().execute(query).scalars()
