"""Visits: what teams say of them, and what other teams may know of it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from server.changes import log
from server.database import in_portions
from server.missions.models import PlannedStop, Team
from server.reports.models import Revision, State, Visit
from server.stations.models import Station
from shared.sync.setting import OtherReport

MOST_OTHERS = 20
"""Reports of others that a team is told of one station."""


def find_visit(db: Session, mission_id: UUID, visit_id: UUID, team_id: UUID | None) -> Visit | None:
    """Return what a team last said of a visit of its own, or None."""
    rows = _newest(db, mission_id, [visit_id])
    return next((row for row in rows if row.team_id == team_id), None)


def list_refused(db: Session, mission_id: UUID, most: int) -> Sequence[tuple[Visit, str]]:
    """Return the visits on which a team was refused access with its code, the latest first."""
    refused = select(col(Visit.visit_id)).where(
        col(Visit.mission_id) == mission_id, col(Visit.refusal).is_not(None)
    )
    ids = set(db.connection().execute(refused).scalars())
    rows = [row for row in _newest(db, mission_id, ids) if row.refusal]
    rows.sort(key=lambda row: row.arrived_at, reverse=True)
    teams = select(col(Team.id), col(Team.code)).where(col(Team.mission_id) == mission_id)
    codes = {row[0]: row[1] for row in db.connection().execute(teams)}
    return [(row, codes.get(row.team_id, "") if row.team_id else "") for row in rows[:most]]


def _newest(db: Session, mission_id: UUID, ids: Collection[UUID]) -> Sequence[Visit]:
    """Return of each visit, for each team that claims it, the highest revision."""
    newest: dict[tuple[UUID, UUID | None], Visit] = {}
    for some in in_portions(ids):
        rows = select(Visit).where(
            col(Visit.mission_id) == mission_id, col(Visit.visit_id).in_(some)
        )
        for row in db.scalars(rows.order_by(col(Visit.revision), col(Visit.entry_id))):
            newest[row.visit_id, row.team_id] = row
    return list(newest.values())


def others_of(
    db: Session, team: Team, codes: Collection[str]
) -> Mapping[str, Sequence[OtherReport]]:
    """Return, by station, what teams other than `team` reported: which form and when, no more."""
    found: defaultdict[str, list[OtherReport]] = defaultdict(list)
    columns = col(Station.code), col(Revision.form_id), col(Revision.arrived_at)
    counted = (
        select(*columns)
        .join(Revision, col(Revision.station_id) == col(Station.id))  # which an index knows
        .where(
            col(Station.mission_id) == team.mission_id,
            col(Revision.team_id) != team.id,
            col(Revision.state) == State.ACCEPTED,
            col(Revision.superseded_at).is_(None),
            col(Revision.duplicate).is_(False),
        )
        .order_by(col(Revision.arrived_at).desc(), col(Revision.entry_id))
    )
    for some in in_portions(codes):
        for code, form, at in db.connection().execute(counted.where(col(Station.code).in_(some))):
            if len(found[code]) < MOST_OTHERS:
                found[code].append(OtherReport(form=form, at=at))
    return found


def tell_others(db: Session, reported: Iterable[tuple[UUID, str, UUID | None]]) -> None:
    """Note for teams that are to go there that others have now reported from a station.

    `reported` are mission, station code and team of reports that stand. Only plans count, not
    areas: most stations are on nobody else's plan, and each line of the log brings every laptop
    that was long offline nearer to being told everything anew.
    """
    by_mission: defaultdict[UUID, dict[str, set[UUID | None]]] = defaultdict(dict)
    for mission_id, code, team_id in reported:
        by_mission[mission_id].setdefault(code, set()).add(team_id)
    for mission_id, senders in by_mission.items():
        for team_id, code in _planners(db, mission_id, senders):
            log.note(db, mission_id, "plan", [code], team_id=team_id)


def _planners(
    db: Session, mission_id: UUID, senders: Mapping[str, set[UUID | None]]
) -> Sequence[tuple[UUID, str]]:
    """Return id and code of the teams that plan to visit a station where another one was."""
    found: dict[UUID, str] = {}
    stops = (
        select(col(Team.id), col(Team.code), col(PlannedStop.station_code))
        .join(PlannedStop, col(PlannedStop.team_id) == col(Team.id))
        .where(col(PlannedStop.mission_id) == mission_id)
    )
    for some in in_portions(senders):
        rows = db.connection().execute(stops.where(col(PlannedStop.station_code).in_(some)))
        found |= {team: code for team, code, at in rows if senders[at] - {team}}
    return list(found.items())
