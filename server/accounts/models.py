"""Staff accounts and their sign-ins."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlmodel import Field, SQLModel

from server.database import Moment


class Role(StrEnum):
    """What an account may do; each includes the ones after it."""

    ADMIN = "admin"
    COORDINATOR = "coordinator"
    VIEWER = "viewer"


class Account(SQLModel, table=True):
    """Somebody at headquarters who signs in."""

    __tablename__ = "account"  # pyright: ignore[reportAssignmentType]

    id: UUID = Field(primary_key=True)
    name: str = Field(unique=True, max_length=80)
    role: str = Field(max_length=20)
    mission_id: UUID | None = Field(default=None, foreign_key="mission.id", index=True)
    """The one mission it sees; None = all."""
    password_hash: str
    created_at: datetime = Field(sa_type=Moment)
    disabled_at: datetime | None = Field(default=None, sa_type=Moment)


class SignIn(SQLModel, table=True):
    """A session cookie, by the SHA-256 of its token."""

    __tablename__ = "sign_in"  # pyright: ignore[reportAssignmentType]

    token_hash: str = Field(primary_key=True, max_length=64)
    account_id: UUID = Field(foreign_key="account.id", index=True)
    created_at: datetime = Field(sa_type=Moment)
    expires_at: datetime = Field(sa_type=Moment)


class SignInFailure(SQLModel, table=True):
    """A refused sign-in, counted to slow down guessing."""

    __tablename__ = "sign_in_failure"  # pyright: ignore[reportAssignmentType]

    id: UUID = Field(primary_key=True)
    name: str = Field(max_length=80, index=True)
    at: datetime = Field(sa_type=Moment)
