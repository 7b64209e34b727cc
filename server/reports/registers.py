"""What judging needs to know of devices, forms and stations, read once for many entries."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from server.database import in_portions
from server.forms import service as forms
from server.forms.models import PublishedForm
from server.journal.models import Device
from server.missions.models import Mission, Team
from server.reports.judgement import KnownForm, Sender
from server.stations.models import Station


class KnownStation(NamedTuple):
    """A station of the register."""

    id: UUID
    region: str


@dataclass
class Registers:
    """What one batch of entries asks for. The forms outlive the batch: published is frozen."""

    forms: dict[UUID, KnownForm]
    """By the published form's id; filled as they are met."""
    senders: dict[UUID, Sender] = field(default_factory=dict[UUID, Sender])
    published: dict[tuple[UUID, str], dict[str, KnownForm]] = field(
        default_factory=dict[tuple[UUID, str], dict[str, KnownForm]]
    )
    """Mission and form id → version → form."""
    stations: dict[tuple[UUID, str], KnownStation] = field(
        default_factory=dict[tuple[UUID, str], KnownStation]
    )
    """Mission and code → station."""

    def read_senders(self, db: Session, devices: Collection[UUID]) -> None:
        """Read these devices, as they are now."""
        columns = (
            col(Device.id),
            col(Device.mission_id),
            col(Device.team_id),
            col(Team.code),
            col(Device.revoked_at),
            col(Mission.closed_at),
        )
        query = (
            select(*columns)
            .join(Mission, col(Mission.id) == col(Device.mission_id))
            .join(Team, col(Team.id) == col(Device.team_id), isouter=True)
        )
        for some in in_portions(devices):
            for row in db.connection().execute(query.where(col(Device.id).in_(some))):
                self.senders[row[0]] = Sender(row[1], row[2], row[3] or "", row[4], row[5])

    def read_forms(self, db: Session, missions: Collection[UUID]) -> None:
        """Read what these missions have published; forms that are known are not parsed again."""
        for mission_id in missions:
            query = select(col(PublishedForm.id), col(PublishedForm.form_id)).where(
                col(PublishedForm.mission_id) == mission_id
            )
            for row_id, form_id in db.connection().execute(query):
                if row_id not in self.forms:
                    self.forms[row_id] = _known_form(db.get_one(PublishedForm, row_id))
                known = self.forms[row_id]
                self.published.setdefault((mission_id, form_id), {})[known.version] = known

    def read_stations(self, db: Session, codes: Mapping[UUID, Collection[str]]) -> None:
        """Read these codes from each mission's register."""
        columns = col(Station.code), col(Station.id), col(Station.region)
        for mission_id, wanted in codes.items():
            of_mission = select(*columns).where(col(Station.mission_id) == mission_id)
            for some in in_portions(wanted):
                for code, station_id, region in db.connection().execute(
                    of_mission.where(col(Station.code).in_(some))
                ):
                    self.stations[mission_id, code] = KnownStation(station_id, region)


def _known_form(published: PublishedForm) -> KnownForm:
    return KnownForm(forms.form_of(published), published.version, published.digest)
