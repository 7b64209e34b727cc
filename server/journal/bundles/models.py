"""Bundles on their way from couriers, and those that wait for earlier ones."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Column
from sqlmodel import Field, SQLModel

from server.database import Moment


class WaitingBundle(SQLModel, table=True):
    """A bundle that is kept sealed, as it came, until the entries before it are here."""

    __tablename__ = "waiting_bundle"  # pyright: ignore[reportAssignmentType]

    sha256: str = Field(primary_key=True, max_length=64)
    """Of the sealed file; its name in the waiting room."""
    mission_id: UUID = Field(foreign_key="mission.id")
    kept_at: datetime = Field(sa_type=Moment)


class WaitingPush(SQLModel, table=True):
    """A push of such a bundle. It was signed by its device; what it follows is not here yet."""

    __tablename__ = "waiting_push"  # pyright: ignore[reportAssignmentType]

    sha256: str = Field(primary_key=True, max_length=64, foreign_key="waiting_bundle.sha256")
    device_id: UUID = Field(primary_key=True, foreign_key="device.id")
    first: int = Field(primary_key=True)
    """The seq of its first entry."""
    through: int
    """The seq of its last; `first` - 1 where it only asks."""
    previous: str = Field(max_length=64)
    """The hash of the entry that it follows."""


class CarriedBundle(SQLModel, table=True):
    """A bundle that a courier's laptop hands over, or has handed over. One for each and hash."""

    __tablename__ = "carried_bundle"  # pyright: ignore[reportAssignmentType]

    id: UUID = Field(primary_key=True)
    mission_id: UUID = Field(foreign_key="mission.id")
    device_id: UUID = Field(foreign_key="device.id", index=True)
    """The courier's."""
    sha256: str = Field(max_length=64)
    size: int = Field(sa_column=Column(BigInteger, nullable=False))
    """Bytes."""
    begun_at: datetime = Field(sa_type=Moment)
    done_at: datetime | None = Field(default=None, sa_type=Moment)
    """When all that it holds was taken in, or it was put into the waiting room."""
    verdict: str = ""
    """In words."""
    receipts: str = ""
    """A `ReceiptsFile`, as JSON."""


class CarriedPush(SQLModel, table=True):
    """A push that brought entries in a bundle: all that its device sent at that moment did."""

    __tablename__ = "carried_push"  # pyright: ignore[reportAssignmentType]

    device_id: UUID = Field(primary_key=True, foreign_key="device.id")
    received_at: datetime = Field(primary_key=True, sa_type=Moment)
    """That of its entries."""
