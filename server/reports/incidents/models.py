"""Incidents, projected from the journal and rebuilt with it.

A row is a revision, as its device sent it. What headquarters does about an incident (who sees to
it, until when, what was done) is no part of it: that belongs into tables beside, by `incident_id`.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Column, Index, Integer
from sqlmodel import Field, SQLModel

from server.database import Moment
from server.reports.models import Ground


class Incident(SQLModel, table=True):
    """One revision of an incident, with our judgement beside it."""

    __tablename__ = "incident"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        Index("ix_incident_revision", "incident_id", "revision"),
        Index("ix_incident_listed", "mission_id", "superseded_at", "entry_id"),
    )

    entry_id: int = Field(
        sa_column=Column(
            BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False
        )
    )
    """The journal entry it was read from."""
    incident_id: UUID
    revision: int
    base: int | None = None
    mission_id: UUID = Field(foreign_key="mission.id")
    device_id: UUID = Field(foreign_key="device.id")
    team_id: UUID | None = None
    team_code: str = ""
    category: str = Field(max_length=40)
    """A name of `shared.sync.incidents.CATEGORIES`; of a newer laptop also another."""
    severity: str = Field(max_length=40)
    source: str = Field(max_length=40)
    """How the team knows: its credibility, as `SOURCES` names it."""
    text: str = ""
    station_code: str = ""
    """As the team gave it; '' = at no station. It need not be in the register."""
    noted_at: datetime = Field(sa_type=Moment)
    made_at: str = Field(max_length=40)
    received_at: datetime = Field(sa_type=Moment)
    reason: str = ""
    """Why the team corrected it."""
    counts_from: datetime | None = Field(default=None, sa_type=Moment)
    """When it was accepted by rule; None = it never stood by itself."""
    superseded_at: datetime | None = Field(default=None, sa_type=Moment)
    """When a newer revision took its place; None = none has."""
    state: str = Field(max_length=20)
    ground: str = Field(default=Ground.NONE, max_length=20)
    judgement: str = ""
    """Why it stands in quarantine or conflict: a sentence for people."""
