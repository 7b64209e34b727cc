"""What is planned and not published yet, and what was published when."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from server.database import Moment


class PlanDraft(SQLModel, table=True):
    """A team as it is to be from the next publishing on. Published teams stand in the document."""

    __tablename__ = "plan_draft"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (UniqueConstraint("mission_id", "team_code"),)

    id: UUID = Field(primary_key=True)
    mission_id: UUID = Field(foreign_key="mission.id", index=True)
    team_code: str = Field(max_length=40)
    base: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    """The published team (`TeamPlan`) that it began from; None = there was none."""
    value: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    """The team as it is to be; None = it is to be removed."""
    by: str = Field(max_length=80)
    at: datetime = Field(sa_type=Moment)


class PlanPublication(SQLModel, table=True):
    """A publishing of plans: who put what on the laptops. It never changes."""

    __tablename__ = "plan_publication"  # pyright: ignore[reportAssignmentType]

    id: UUID = Field(primary_key=True)
    mission_id: UUID = Field(foreign_key="mission.id", index=True)
    version: int
    """Of the mission's document, which holds the plans whole."""
    by: str = Field(max_length=80)
    at: datetime = Field(sa_type=Moment)
    note: str = ""
    """Why, in the publisher's words."""
    teams: dict[str, list[str]] = Field(sa_column=Column(JSON, nullable=False))
    """Code of each team that changed → what changed for it, a sentence each."""
    questions: int = 0
    """How many the plans left open."""
