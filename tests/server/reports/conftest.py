"""Reports that reached the journal, on both databases, and what the projection makes of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import pytest
from sqlmodel import Session, col, select

from server.changes.models import Change
from server.database import Store
from server.journal.chain import linked
from server.journal.models import Device
from server.journal.postgres import PostgresWriter
from server.journal.sqlite import SqliteWriter
from server.missions.models import Mission, Team
from server.reports.models import Revision, UnreadableEntry
from server.reports.projection import catch_up
from server.stations.models import Station
from shared.digest import sha256_hex
from shared.forms.model import Form
from shared.ids import new_id
from shared.sync import seal
from shared.sync.protocol import ReportBody, Wire
from tests.server.builders import START
from tests.server.journal.device import FakeDevice, a_report


@dataclass
class Field:
    """What goes on out there: laptops that send, without a network between."""

    store: Store
    mission: Mission
    form: Form

    def laptop(self, team: Team | None) -> FakeDevice:
        """Return an enrolled laptop."""
        seed, device = seal.new_signing_key(), new_id()
        with self.store.writing() as db:
            db.add(
                Device(
                    id=device,
                    mission_id=self.mission.id,
                    team_id=team.id if team else None,
                    public_key=seal.public_key_of(seed),
                    token_hash=sha256_hex(device.bytes),
                    enrolled_at=START,
                )
            )
        return FakeDevice(device, "", seed)

    def arrive(
        self,
        laptop: FakeDevice,
        *bodies: Wire | str,
        at: datetime = START,
        kind: str = "report",
    ) -> None:
        """Let `bodies` be written on the laptop, reach the journal and be projected."""
        first = len(laptop.entries) + 1
        for body in bodies:
            laptop.write(body, kind)
        writer = (SqliteWriter if self.store.is_sqlite else PostgresWriter)(self.store)
        writer.append([linked(laptop.push(first))], at)
        writer.close()
        catch_up(self.store)

    def report(self, **fields: object) -> ReportBody:
        """Return a report on the mission's form."""
        return a_report(self.form).model_copy(update=fields)

    def revisions(self) -> Sequence[Revision]:
        """Return all that was projected, in the order of the journal."""
        with self.store.reading() as db:
            return db.exec(select(Revision).order_by(col(Revision.entry_id))).all()

    def states(self) -> list[str]:
        """Return the state of each revision, in the order of the journal."""
        return [each.state for each in self.revisions()]

    def told(self, team: Team) -> list[tuple[str, str]]:
        """Return kind and key of what the log of changes has for a team alone."""
        with self.store.reading() as db:
            lines = select(Change.kind, Change.key).where(Change.team_id == team.id)
            return [*db.exec(lines.order_by(col(Change.seq)))]

    def unreadable(self) -> Sequence[UnreadableEntry]:
        """Return what could not be projected."""
        with self.store.reading() as db:
            return list_unreadable(db)


def list_unreadable(db: Session) -> Sequence[UnreadableEntry]:
    """Return what could not be projected, in the order of the journal."""
    return db.exec(select(UnreadableEntry).order_by(col(UnreadableEntry.entry_id))).all()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    """Everything in this room holds on both databases."""
    return request.param


@pytest.fixture
def field(store: Store, mission: Mission, form: Form, station: Station) -> Field:
    del station  # in the register before anything arrives
    return Field(store, mission, form)


@pytest.fixture
def laptop(field: Field, team: Team) -> FakeDevice:
    return field.laptop(team)
