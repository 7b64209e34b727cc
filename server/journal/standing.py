"""How each laptop of a mission stands: what it last said, and how far its chain is held."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy import exists, func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col
from sqlmodel import select as sql_select

from server.journal.attachments.models import Upload
from server.journal.bundles.models import WaitingPush
from server.journal.chain import START, Position
from server.journal.models import Device, JournalEntry
from server.messages.check_ins import last_of_teams
from server.messages.models import CheckIn
from server.missions.models import Team
from shared.sync.protocol import ReportBody

MOST_SHOWN = 100
"""Entries of one side of a fork."""


@dataclass(frozen=True)
class DeviceStanding:
    """A laptop, as headquarters knows it."""

    device: Device
    team: str
    head: Position
    """Where its first chain ends."""
    forked: bool
    files_waiting: int | None
    """As it last said, less those that have come since; None where it never said."""
    bundled: Sequence[tuple[int, int]]
    """First and last entry of the pushes that wait in bundles for earlier ones."""
    check_in: CheckIn | None = None
    """What its team last said of itself, from whichever laptop."""

    @property
    def last_heard(self) -> datetime | None:
        """Return when it was last here itself."""
        moments = [each for each in (self.device.last_seen_at, self.device.told_at) if each]
        return max(moments, default=None)


@dataclass(frozen=True)
class ForkEntry:
    """An entry of one side of a fork."""

    seq: int
    hash: str
    kind: str
    made_at: str
    received_at: datetime
    body: bytes

    @property
    def what(self) -> str:
        """Return what it is, in a few words: of a report its form, station and revision."""
        if self.kind != "report":
            return self.kind
        try:
            report = ReportBody.model_validate_json(self.body)
        except ValidationError:
            return "a report that can't be read"
        return f"{report.form.id} at {report.station}, revision {report.revision}"


@dataclass(frozen=True)
class Fork:
    """Where two laptops wrote one journal, and what each wrote since."""

    parted_after: int
    """The seq of the last entry that both have."""
    first: Sequence[ForkEntry]
    """The side that came first."""
    other: Sequence[ForkEntry]


def list_standings(
    db: Session, mission_id: UUID, device_id: UUID | None = None
) -> Sequence[DeviceStanding]:
    """Return the laptops of a mission by team, those in use first; or one of them."""
    newest = (
        select(col(JournalEntry.id))
        .where(col(JournalEntry.device_id) == col(Device.id), ~col(JournalEntry.forked))
        .order_by(col(JournalEntry.seq).desc())
        .limit(1)
        .correlate(Device)
        .scalar_subquery()
    )
    forked = exists().where(col(JournalEntry.device_id) == col(Device.id), col(JournalEntry.forked))
    head = aliased(JournalEntry)
    query = (
        select(col(Device.id), col(Team.code), col(head.seq), col(head.hash), forked)
        .outerjoin(Team, col(Team.id) == col(Device.team_id))
        .outerjoin(head, col(head.id) == newest)
        .where(col(Device.mission_id) == mission_id, col(Device.channel) == "laptop")
        .order_by(col(Device.revoked_at).is_not(None), col(Team.code), col(Device.enrolled_at))
    )
    if device_id is not None:
        query = query.where(col(Device.id) == device_id)
    rows = db.connection().execute(query).all()
    names = [row[0] for row in rows]
    devices = {
        each.id: each for each in db.exec(sql_select(Device).where(col(Device.id).in_(names)))
    }
    come, bundled = _files_come(db, mission_id), _bundled(db, mission_id)
    said = last_of_teams(db, mission_id)
    return [
        DeviceStanding(
            device=devices[name],
            team=team or "",
            head=Position(seq, hashed) if seq else START,
            forked=forked,
            files_waiting=_files_left(devices[name], come.get(name, 0)),
            bundled=bundled.get(name, []),
            check_in=said.get(devices[name].team_id or name),
        )
        for name, team, seq, hashed, forked in rows
    ]


def find_fork(db: Session, device_id: UUID) -> Fork | None:
    """Return where a device's journal parted, or None where it never did."""
    of_device = col(JournalEntry.device_id) == device_id
    lowest = select(func.min(col(JournalEntry.seq))).where(of_device, col(JournalEntry.forked))
    parted = db.connection().execute(lowest).scalar_one()
    if not parted:
        return None
    sides = [
        [
            ForkEntry(*row)
            for row in db.connection().execute(
                select(
                    col(JournalEntry.seq),
                    col(JournalEntry.hash),
                    col(JournalEntry.kind),
                    col(JournalEntry.made_at),
                    col(JournalEntry.received_at),
                    col(JournalEntry.body),
                )
                .where(of_device, col(JournalEntry.seq) >= parted, side)
                .order_by(col(JournalEntry.seq), col(JournalEntry.id))
                .limit(MOST_SHOWN)
            )
        ]
        for side in (~col(JournalEntry.forked), col(JournalEntry.forked))
    ]
    return Fork(parted - 1, sides[0], sides[1])


def _files_come(db: Session, mission_id: UUID) -> Mapping[UUID, int]:
    """Return how many files have come of each device since it last said how many wait."""
    rows = db.connection().execute(
        select(col(Upload.device_id), func.count())
        .join(Device, col(Device.id) == col(Upload.device_id))
        .where(col(Upload.mission_id) == mission_id, col(Upload.done_at) >= col(Device.told_at))
        .group_by(col(Upload.device_id))
    )
    return dict(iter(rows))


def _files_left(device: Device, come: int) -> int | None:
    return None if device.files_waiting is None else max(0, device.files_waiting - come)


def _bundled(db: Session, mission_id: UUID) -> Mapping[UUID, Sequence[tuple[int, int]]]:
    """Return first and last entry of the pushes in the waiting room, by device."""
    rows = db.connection().execute(
        select(col(WaitingPush.device_id), col(WaitingPush.first), col(WaitingPush.through))
        .join(Device, col(Device.id) == col(WaitingPush.device_id))
        .where(col(Device.mission_id) == mission_id)
        .order_by(col(WaitingPush.first))
    )
    bundled: dict[UUID, list[tuple[int, int]]] = {}
    for device, first, through in rows:
        bundled.setdefault(device, []).append((first, through))
    return bundled
