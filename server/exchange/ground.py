"""What all tables of one export are drawn from: one moment of the database, and one cut."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from server.exchange.disguise import Disguise
from server.exchange.wanted import Reach, Wanted
from server.findings.strata import drawn_stations
from server.journal.bundles.models import CarriedPush
from server.journal.models import Device
from server.missions.models import Mission
from server.reports.checks.notes import Said, read_mission_notes
from server.stations.models import Station
from shared.regions import lies_in

_CHANNELS = {"laptop": "network", "import": "paper"}
BUNDLE = "bundle"


class Placed(NamedTuple):
    """A station of the register, as far as exports need it."""

    code: str
    name: str
    region: str
    address: str
    setting: str
    kind: str
    voters: int | None
    timezone: str
    latitude: float | None
    longitude: float | None


@dataclass(frozen=True)
class Ground:
    """The mission, what is wanted of it, and how openly it is written."""

    db: Session
    """Sees one moment."""
    mission: Mission
    wanted: Wanted
    reach: Reach
    disguise: Disguise
    cut: datetime
    """Up to when reports count: as asked for, else the moment of the export."""

    @cached_property
    def stations(self) -> Mapping[str, Placed]:
        """The register, by code; of the regions in reach."""
        columns = [getattr(Station, name) for name in Placed._fields]
        query = select(*columns).where(col(Station.mission_id) == self.mission.id)
        rows = (Placed(*row) for row in self.db.connection().execute(query.order_by(columns[0])))
        return {each.code: each for each in rows if self.reaches(each.region)}

    @cached_property
    def said(self) -> Mapping[UUID, Said]:
        """What people said about reports, and held at the cut."""
        return read_mission_notes(self.db, self.mission.id, self.wanted.as_of)

    def is_of_sample(self, station_code: str) -> bool:
        """Say whether reports from a station enter findings: not where chance did not draw it."""
        return not self._drawn or station_code in self._drawn

    @cached_property
    def _drawn(self) -> frozenset[str]:
        return drawn_stations(self.db, self.mission)

    def reaches(self, region: str) -> bool:
        """Say whether a region (a path) is in reach."""
        return not self.reach.regions or any(lies_in(region, each) for each in self.reach.regions)

    def channel(self, device_id: UUID, received_at: datetime) -> str:
        """Return how an entry came: `network`, `bundle` or `paper`; others as they are called."""
        if (device_id, received_at) in self._carried:
            return BUNDLE
        channel = self._channels.get(device_id, "")
        return _CHANNELS.get(channel, channel)

    @cached_property
    def _channels(self) -> Mapping[UUID, str]:
        of_mission = col(Device.mission_id) == self.mission.id
        query = select(col(Device.id), col(Device.channel)).where(of_mission)
        return {row[0]: row[1] for row in self.db.connection().execute(query)}

    @cached_property
    def _carried(self) -> frozenset[tuple[UUID, datetime]]:
        query = select(col(CarriedPush.device_id), col(CarriedPush.received_at))
        own = query.join(Device, col(Device.id) == col(CarriedPush.device_id))
        of_mission = own.where(col(Device.mission_id) == self.mission.id)
        return frozenset((row[0], row[1]) for row in self.db.connection().execute(of_mission))
