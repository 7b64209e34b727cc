"""Staff accounts, what they are in which mission, and their sign-ins."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, Column, Index, Integer
from sqlmodel import Field, SQLModel

from server.database import Moment


class Role(StrEnum):
    """What an account is in a mission. What each may do stands in `server.accounts.table`."""

    ADMIN = "admin"
    HEAD = "head"
    """The head of mission."""
    COORDINATOR = "coordinator"
    """Of the whole mission, or of some regions."""
    ANALYST = "analyst"
    DRAFTER = "drafter"
    VIEWER = "viewer"
    PARTNER = "partner"
    """Of an organisation: sees its own observers' reports whole, others' only as findings."""

    @property
    def words(self) -> str:
        """The role as people call it."""
        return _WORDS.get(self, self.value)


_WORDS = {Role.HEAD: "head of mission", Role.PARTNER: "partner organisation"}


class Account(SQLModel, table=True):
    """Somebody at headquarters who signs in."""

    __tablename__ = "account"  # pyright: ignore[reportAssignmentType]

    id: UUID = Field(primary_key=True)
    name: str = Field(unique=True, max_length=80)
    password_hash: str
    created_at: datetime = Field(sa_type=Moment)
    disabled_at: datetime | None = Field(default=None, sa_type=Moment)


class Membership(SQLModel, table=True):
    """What an account is in one mission, or in all of them."""

    __tablename__ = "membership"  # pyright: ignore[reportAssignmentType]

    id: UUID = Field(primary_key=True)
    account_id: UUID = Field(foreign_key="account.id", index=True)
    mission_id: UUID | None = Field(default=None, foreign_key="mission.id", index=True)
    """None = all missions. At most one membership for each."""
    role: str = Field(max_length=20)
    regions: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    """Where a coordinator decides: region paths; empty = everywhere."""
    organisation: str = Field(default="", max_length=80)
    """A partner's, by its id in the mission's file."""
    created_at: datetime = Field(sa_type=Moment)


class SignIn(SQLModel, table=True):
    """A session cookie, by the SHA-256 of its token."""

    __tablename__ = "sign_in"  # pyright: ignore[reportAssignmentType]

    token_hash: str = Field(primary_key=True, max_length=64)
    id: UUID = Field(unique=True)
    """What lists and addresses call it."""
    account_id: UUID = Field(foreign_key="account.id", index=True)
    created_at: datetime = Field(sa_type=Moment)
    expires_at: datetime = Field(sa_type=Moment)
    seen_at: datetime = Field(sa_type=Moment)
    """Its last request, to some minutes."""
    agent: str = Field(default="", max_length=80)
    """The browser, in a word or two."""
    way: str = Field(default="password", max_length=20)
    """How it was opened: see `server.accounts.sessions.Way`."""
    owes_factor: bool = False
    """A second factor is demanded and there is none: nothing else is open until there is."""


class SignInFailure(SQLModel, table=True):
    """A refused sign-in, counted to slow down guessing."""

    __tablename__ = "sign_in_failure"  # pyright: ignore[reportAssignmentType]

    id: UUID = Field(primary_key=True)
    name: str = Field(max_length=80, index=True)
    at: datetime = Field(sa_type=Moment)


class TrailEntry(SQLModel, table=True):
    """One deed that is worth remembering. Never changed, never taken away."""

    __tablename__ = "trail_entry"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (Index("ix_trail_entry_mission", "mission_id", "seq"),)

    seq: int = Field(
        sa_column=Column(
            BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False
        )
    )
    """1, 2, 3 … without a gap."""
    at: datetime = Field(sa_type=Moment)
    account_id: UUID | None = None
    """Who did it; None = the operator, or somebody unknown."""
    name: str = Field(max_length=120)
    """What they were called then."""
    deed: str = Field(max_length=60, index=True)
    """A noun and what became of it: `report.judged`."""
    mission_id: UUID | None = None
    subject: str = Field(default="", max_length=200)
    """To which: a kind and an id or code, `report 0192…`."""
    particulars: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    """Never an answer, a password or another secret."""
    previous: str = Field(max_length=64)
    """The hash of the entry before; 64 zeros for the first."""
    hash: str = Field(max_length=64)
