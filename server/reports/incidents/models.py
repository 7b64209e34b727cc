"""Incidents, projected from the journal and rebuilt with it.

A row of `incident` is a revision, as its device sent it. What headquarters does about an incident
(who sees to it, until when, what was done) is no part of the projection: it stands in tables
beside, by `incident_id`.
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


class IncidentHandling(SQLModel, table=True):
    """How headquarters handles an incident, as it now stands. Survives a rebuild.

    It stands beside what the team sent, and changes none of it.
    """

    __tablename__ = "incident_handling"  # pyright: ignore[reportAssignmentType]

    incident_id: UUID = Field(primary_key=True)
    mission_id: UUID = Field(foreign_key="mission.id", index=True)
    owner: str = Field(default="", max_length=80)
    """Who sees to it; '' = nobody yet."""
    deadline: datetime | None = Field(default=None, sa_type=Moment)
    """Until when."""
    severity: str = Field(default="", max_length=40)
    """As headquarters sees it, by a name of `SEVERITIES`; '' = as the team does."""
    credibility: str = Field(default="", max_length=40)
    """As headquarters sees it, by a name of `Credibility`; '' = not judged."""
    provision: str = Field(default="", max_length=300)
    """The legal provision that it touches."""
    closed_at: datetime | None = Field(default=None, sa_type=Moment)
    """None = it is open."""
    outcome: str = Field(default="", max_length=40)
    """What it came to, by a name of `Outcome`; '' while it is open."""
    closed_because: str = ""
    merged_into: UUID | None = Field(default=None, index=True)
    """The incident that counts for this one too: they are the same event."""


class IncidentAction(SQLModel, table=True):
    """One thing that was done about an incident: a line that nobody changes."""

    __tablename__ = "incident_action"  # pyright: ignore[reportAssignmentType]

    id: UUID = Field(primary_key=True)
    mission_id: UUID = Field(foreign_key="mission.id", index=True)
    incident_id: UUID = Field(index=True)
    deed: str = Field(max_length=20)
    before: str = ""
    """What stood there before, where the deed changed something."""
    after: str = ""
    text: str = ""
    """The reason, or what was done, in words."""
    by: str = Field(max_length=80)
    at: datetime = Field(sa_type=Moment)


class IncidentSource(SQLModel, table=True):
    """Another source for an incident than the report itself."""

    __tablename__ = "incident_source"  # pyright: ignore[reportAssignmentType]

    id: UUID = Field(primary_key=True)
    mission_id: UUID = Field(foreign_key="mission.id", index=True)
    incident_id: UUID = Field(index=True)
    kind: str = Field(max_length=20)
    """team, organisation, document or complaint."""
    name: str = Field(max_length=200)
    """The team's code, the organisation, the document, or the number of the case file."""
    text: str = ""
    """What it says, or where it is kept."""
    by: str = Field(max_length=80)
    at: datetime = Field(sa_type=Moment)
    withdrawn_at: datetime | None = Field(default=None, sa_type=Moment)
    withdrawn_by: str = Field(default="", max_length=80)
