"""The register of polling stations."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from server.database import Moment


class Station(SQLModel, table=True):
    """A polling station of the register. Its code is text: `0147` is not `147`.

    It is never deleted: reports, visits and plans name it. One that is gone is closed.
    """

    __tablename__ = "station"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (UniqueConstraint("mission_id", "code"),)

    id: UUID = Field(primary_key=True)
    mission_id: UUID = Field(foreign_key="mission.id", index=True)
    code: str = Field(max_length=80)
    """By which the field knows it; it never changes. See `server.stations.register`."""
    number: str = Field(default="", max_length=80)
    """The register's own code, which may repeat in different regions; '' = the same."""
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
    folded: str = ""
    """Code, name, region and address as they are searched (`shared.folding`)."""
    closed_at: datetime | None = Field(default=None, sa_type=Moment)
    """Since when it is not in use any more; None = it is."""
    closed_why: str = ""
    """In a sentence."""
    closed_by_import: bool = False
    """A register without it closed it; one that has it again opens it again."""
    updated_at: datetime = Field(sa_type=Moment)
