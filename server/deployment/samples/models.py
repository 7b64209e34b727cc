"""Draws of stations, each with all that is needed to draw it again. None is ever deleted."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Column, LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from server.database import Moment


class StationSample(SQLModel, table=True):
    """A sample as it was drawn. It never changes."""

    __tablename__ = "station_sample"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (UniqueConstraint("mission_id", "number"),)

    id: UUID = Field(primary_key=True)
    mission_id: UUID = Field(foreign_key="mission.id", index=True)
    number: int
    """From 1, in the order of drawing: who draws again leaves the earlier draws behind."""
    seed: str
    asked: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    """As `server.deployment.samples.asking.Asked`, without its seed."""
    frame: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    """The stations that it was drawn from, as `frame.packed` writes them."""
    frame_digest: str = Field(max_length=64)
    strata: dict[str, int] = Field(sa_column=Column(JSON, nullable=False))
    """Stratum → its stations; one, called '', of a simple random sample."""
    sizes: dict[str, int] = Field(sa_column=Column(JSON, nullable=False))
    """Stratum → stations that were drawn."""
    by: str = Field(max_length=80)
    at: datetime = Field(sa_type=Moment)


class SampledStation(SQLModel, table=True):
    """A station of a sample: drawn, or standing in for one that can't be visited."""

    __tablename__ = "sampled_station"  # pyright: ignore[reportAssignmentType]

    sample_id: UUID = Field(primary_key=True, foreign_key="station_sample.id")
    code: str = Field(primary_key=True, max_length=80)
    stratum: str
    place: int
    """In the order of its stratum's numbers, from 1."""
    stands_in_for: str = Field(default="", max_length=80)
    """Code of the station that could not be visited; '' = it was drawn."""
    given_up_why: str = ""
    """Why it can't be visited; '' = it is to be visited."""
    given_up_by: str = Field(default="", max_length=80)
    given_up_at: datetime | None = Field(default=None, sa_type=Moment)
