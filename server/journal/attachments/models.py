"""Uploads, and what has become of them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from server.database import Moment


class Upload(SQLModel, table=True):
    """A file on its way from a device, or arrived. One for each device and hash."""

    __tablename__ = "upload"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (UniqueConstraint("device_id", "sha256"),)

    id: UUID = Field(primary_key=True)
    mission_id: UUID = Field(foreign_key="mission.id")
    device_id: UUID = Field(foreign_key="device.id")
    sha256: str = Field(max_length=64, index=True)
    size: int = Field(sa_column=Column(BigInteger, nullable=False))
    """Bytes, as the entry that announced it has it."""
    offset: int = Field(default=0, sa_column=Column(BigInteger, nullable=False))
    """Bytes that are on the disk for good."""
    media_type: str = Field(default="", max_length=100)
    """What its bytes are; '' until they are there."""
    begun_at: datetime = Field(sa_type=Moment)
    touched_at: datetime = Field(sa_type=Moment)
    done_at: datetime | None = Field(default=None, sa_type=Moment)
    """When all of it was on the disk and its hash verified."""
