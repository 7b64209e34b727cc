"""Links that let somebody in once, and tokens that let machines in for a while."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from server.database import Moment


class Invitation(SQLModel, table=True):
    """A link that makes an account, or gives one a new password; by its SHA-256, once."""

    __tablename__ = "invitation"  # pyright: ignore[reportAssignmentType]

    id: UUID = Field(primary_key=True)
    token_hash: str = Field(unique=True, max_length=64)
    name: str = Field(default="", max_length=80)
    """Of the account; it may be changed by the one invited, unless there is the account already."""
    account_id: UUID | None = Field(default=None, foreign_key="account.id")
    """The account that gets a new password; once it was used, the one that it made."""
    resets: bool = False
    """It gives a new password, and takes away the other factors."""
    mission_id: UUID | None = Field(default=None, foreign_key="mission.id", index=True)
    """None = all missions."""
    role: str = Field(default="", max_length=20)
    regions: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    organisation: str = Field(default="", max_length=80)
    by: str = Field(max_length=120)
    """Who made it."""
    created_at: datetime = Field(sa_type=Moment)
    expires_at: datetime = Field(sa_type=Moment)
    used_at: datetime | None = Field(default=None, sa_type=Moment)
    withdrawn_at: datetime | None = Field(default=None, sa_type=Moment)


class ApiToken(SQLModel, table=True):
    """A secret by which a machine acts for an account, by its SHA-256."""

    __tablename__ = "api_token"  # pyright: ignore[reportAssignmentType]

    id: UUID = Field(primary_key=True)
    token_hash: str = Field(unique=True, max_length=64)
    account_id: UUID = Field(foreign_key="account.id", index=True)
    name: str = Field(max_length=60)
    """What it is for."""
    mission_id: UUID | None = Field(default=None, foreign_key="mission.id")
    """The one mission that it reaches; None = all of the account's."""
    writes: bool = False
    """It may change things too; otherwise it only reads."""
    created_at: datetime = Field(sa_type=Moment)
    expires_at: datetime = Field(sa_type=Moment)
    used_at: datetime | None = Field(default=None, sa_type=Moment)
    """To some minutes."""
    revoked_at: datetime | None = Field(default=None, sa_type=Moment)
