"""The mission pack: all that a team needs to work offline."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Row, select
from sqlmodel import Session, col

from server.forms import service as forms
from server.missions import service as missions
from server.missions.models import Mission, Team
from server.stations.models import Station
from shared.sync.protocol import MissionOut, MissionPack, PlannedVisit, StationOut

BELOW = " / "
"""Joins the regions of a path, outermost first."""


def mission_pack(db: Session, team: Team) -> MissionPack:
    """Return the pack of `team`: the newest of each form, and its own regions' stations first."""
    mission = db.get_one(Mission, team.mission_id)
    return MissionPack(
        mission=_mission_out(mission),
        team=team.code,
        forms=[forms.form_of(each) for each in forms.list_current(db, mission.id)],
        stations=_stations_of(db, mission, team),
        plan=[
            PlannedVisit(station=stop.station_code, at=stop.at)
            for stop in missions.plan_of(db, team)
        ],
    )


def _mission_out(mission: Mission) -> MissionOut:
    return MissionOut(
        code=mission.code,
        title=mission.title,
        election_date=mission.election_date,
        timezone=mission.timezone,
        drill=mission.drill,
        illustrative=mission.document.get("illustrative", ""),
    )


def _stations_of(db: Session, mission: Mission, team: Team) -> list[StationOut]:
    rows = sorted(_list_stations(db, mission.id), key=lambda each: not _covers(team, each[2]))
    return [
        StationOut(
            code=code,
            name=name,
            region=region,
            address=address,
            timezone=timezone or mission.timezone,
        )
        for code, name, region, address, timezone in rows
    ]


def _list_stations(db: Session, mission_id: UUID) -> Sequence[Row[str, str, str, str, str]]:
    columns = (
        col(Station.code),
        col(Station.name),
        col(Station.region),
        col(Station.address),
        col(Station.timezone),
    )
    of_mission = select(*columns).where(col(Station.mission_id) == mission_id)
    return db.connection().execute(of_mission.order_by(col(Station.code))).all()


def _covers(team: Team, region: str) -> bool:
    """Tell whether `region` lies in the team's area of responsibility."""
    return any(region == each or region.startswith(each + BELOW) for each in team.regions)
