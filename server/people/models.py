"""Observers as the mission knows them: by a code. Names, papers and contacts stand elsewhere.

Nothing here says who somebody is; see `server.people.names`.
"""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import JSON, Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from server.database import Moment


class ObserverRole(StrEnum):
    """What somebody does in the mission."""

    CORE_TEAM = "core_team"
    LTO = "lto"
    STO = "sto"
    INTERPRETER = "interpreter"
    DRIVER = "driver"

    @property
    def words(self) -> str:
        """The role as pages call it."""
        return _ROLE_WORDS[self]

    @property
    def observes(self) -> bool:
        """Whether who has it fills checklists: an interpreter or a driver goes along."""
        return self in OBSERVING


_ROLE_WORDS = {
    ObserverRole.CORE_TEAM: "core team",
    ObserverRole.LTO: "long-term observer",
    ObserverRole.STO: "short-term observer",
    ObserverRole.INTERPRETER: "interpreter",
    ObserverRole.DRIVER: "driver",
}
OBSERVING = frozenset({ObserverRole.CORE_TEAM, ObserverRole.LTO, ObserverRole.STO})


class Permission(StrEnum):
    """How far one person's accreditation has come."""

    NONE = ""
    APPLIED = "applied"
    ACCREDITED = "accredited"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"

    @property
    def words(self) -> str:
        """The status as pages call it."""
        return self.value or "not applied for"


class Observer(SQLModel, table=True):
    """One of the mission's people, by code."""

    __tablename__ = "observer"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        UniqueConstraint("mission_id", "code"),
        Index("ix_observer_badge", "mission_id", "badge"),
    )

    id: UUID = Field(primary_key=True)
    mission_id: UUID = Field(foreign_key="mission.id")
    code: str = Field(max_length=40)
    role: str = Field(default=ObserverRole.STO.value, max_length=20)
    organisation: str = Field(default="", max_length=40)
    """Who sends them: an id of the mission file's organisations."""
    nationality: str = Field(default="", max_length=2)
    """Two letters of ISO 3166; '' = not known here."""
    languages: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    """Codes of ISO 639."""
    team_id: UUID | None = Field(default=None, foreign_key="team.id", index=True)
    trained_on: date | None = None
    conduct_signed_on: date | None = None
    """The day on which they signed the code of conduct."""
    permission: str = Field(default="", max_length=20)
    """A `Permission`; its history is in the steps."""
    badge: str = Field(default="", max_length=60)
    """The number on the election authority's card."""
    valid_from: date | None = None
    valid_until: date | None = None
    """The last day on which the accreditation holds; None = the card names none."""
    is_named: bool = False
    """The store of names knows who this is."""
    erased_at: datetime | None = Field(default=None, sa_type=Moment)
    """Who this was is known to nobody any more."""
    created_at: datetime = Field(sa_type=Moment)
    updated_at: datetime = Field(sa_type=Moment)


class PermissionStep(SQLModel, table=True):
    """A step of one observer's accreditation. Never changed; its reason goes with the erasure."""

    __tablename__ = "permission_step"  # pyright: ignore[reportAssignmentType]

    id: UUID = Field(primary_key=True)
    observer_id: UUID = Field(foreign_key="observer.id", index=True)
    permission: str = Field(max_length=20)
    day: date
    """On which it happened, as the authority or the sender says."""
    reason: str = Field(default="", max_length=400)
    by: str = Field(max_length=120)
    """Who wrote it down: an account's name."""
    at: datetime = Field(sa_type=Moment)
    """When it was written down."""
