"""The register of polling stations."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from server.database import Moment


class Station(SQLModel, table=True):
    """A polling station of the register. Its code is text: `0147` is not `147`."""

    __tablename__ = "station"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (UniqueConstraint("mission_id", "code"),)

    id: UUID = Field(primary_key=True)
    mission_id: UUID = Field(foreign_key="mission.id", index=True)
    code: str = Field(max_length=80)
    name: str
    region: str = ""
    """The path of regions, outermost first, joined by ` / `."""
    address: str = ""
    setting: str = ""
    """urban, rural or ''."""
    kind: str = ""
    """ordinary, hospital, military, detention, sanatorium_or_travel, abroad or ''."""
    voters: int | None = None
    timezone: str = ""
    """'' = the mission's."""
    latitude: float | None = None
    longitude: float | None = None
    attributes: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    """Columns of the register that have no field of their own."""
    updated_at: datetime = Field(sa_type=Moment)
