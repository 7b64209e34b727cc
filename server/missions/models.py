"""Missions, their teams and the plan of their visits."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Column, LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from server.database import Moment


class Mission(SQLModel, table=True):
    """One observation mission at one election."""

    __tablename__ = "mission"  # pyright: ignore[reportAssignmentType]

    id: UUID = Field(primary_key=True)
    code: str = Field(unique=True, max_length=60)
    title: str
    drill: bool = False
    election_date: date
    timezone: str
    design: str = Field(max_length=20)
    """census, srs, stratified, route or convenience: only the first three give margins."""
    population: int | None = None
    """Stations the sample was drawn from."""
    document: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    """The whole mission file (`server.missions.document.MissionFile`) as it was last loaded."""
    digest: str = Field(max_length=64)
    loaded_at: datetime = Field(sa_type=Moment)
    closed_at: datetime | None = Field(default=None, sa_type=Moment)
    """From then on it is to be read only, and what arrives waits in quarantine."""
    closing: str = Field(default="", sa_column_kwargs={"server_default": ""})
    """Who closed it, and why."""
    archived_at: datetime | None = Field(default=None, sa_type=Moment)
    erased_at: datetime | None = Field(default=None, sa_type=Moment)
    """When its personal data were erased."""


class MissionVersion(SQLModel, table=True):
    """A mission's document as it was from `at` on. It never changes."""

    __tablename__ = "mission_version"  # pyright: ignore[reportAssignmentType]

    mission_id: UUID = Field(primary_key=True, foreign_key="mission.id")
    number: int = Field(primary_key=True)
    """1, 2, 3 … within the mission."""
    digest: str = Field(max_length=64)
    packed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    """The document as JSON, packed with zstd."""
    at: datetime = Field(sa_type=Moment)
    account_id: UUID | None = None
    """Who made it; None = somebody without an account, at the server's own command line."""
    name: str = Field(max_length=80)
    words: str
    """What was done."""


class Team(SQLModel, table=True):
    """Two observers who share a laptop; known to the field side by a code, not by names."""

    __tablename__ = "team"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (UniqueConstraint("mission_id", "code"),)

    id: UUID = Field(primary_key=True)
    mission_id: UUID = Field(foreign_key="mission.id", index=True)
    code: str = Field(max_length=40)
    name: str = ""
    regions: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    """Area of responsibility: region paths; empty = the whole mission."""


class PlannedStop(SQLModel, table=True):
    """A team is to be at a station."""

    __tablename__ = "planned_stop"  # pyright: ignore[reportAssignmentType]

    id: UUID = Field(primary_key=True)
    mission_id: UUID = Field(foreign_key="mission.id", index=True)
    team_id: UUID = Field(foreign_key="team.id", index=True)
    station_code: str
    at: datetime | None = Field(default=None, sa_type=Moment)
    position: int
    """Its place in the team's plan, from 0."""
