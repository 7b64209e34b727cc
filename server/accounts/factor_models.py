"""What an account can show beside its password, and what waits for it in between."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import LargeBinary
from sqlmodel import Field, SQLModel

from server.database import Moment


class Authenticator(SQLModel, table=True):
    """An app that shows six digits, new ones every half minute (TOTP)."""

    __tablename__ = "authenticator"  # pyright: ignore[reportAssignmentType]

    account_id: UUID = Field(primary_key=True, foreign_key="account.id")
    secret: str = Field(max_length=200)
    """Sealed: see `server.accounts.sealing`."""
    created_at: datetime = Field(sa_type=Moment)
    confirmed_at: datetime | None = Field(default=None, sa_type=Moment)
    """When it first showed the right digits; until then it counts for nothing."""
    last_step: int = 0
    """The half minute whose digits were used last: each works once."""


class Passkey(SQLModel, table=True):
    """A key that a device or a browser keeps for the account (WebAuthn)."""

    __tablename__ = "passkey"  # pyright: ignore[reportAssignmentType]

    id: UUID = Field(primary_key=True)
    account_id: UUID = Field(foreign_key="account.id", index=True)
    credential: str = Field(unique=True, max_length=1400)
    """Its id, as the device gave it: base64url."""
    public_key: bytes = Field(sa_type=LargeBinary)
    sign_count: int = 0
    name: str = Field(max_length=60)
    """What its owner calls it."""
    created_at: datetime = Field(sa_type=Moment)
    used_at: datetime | None = Field(default=None, sa_type=Moment)


class Challenge(SQLModel, table=True):
    """What a passkey has to sign, once and soon."""

    __tablename__ = "challenge"  # pyright: ignore[reportAssignmentType]

    challenge: str = Field(primary_key=True, max_length=100)
    """Base64url."""
    account_id: UUID | None = Field(default=None, foreign_key="account.id", index=True)
    """For whom it was made; None = whoever signs in."""
    expires_at: datetime = Field(sa_type=Moment)


class RecoveryCode(SQLModel, table=True):
    """A code for who has lost the other factor, by its SHA-256. Each works once."""

    __tablename__ = "recovery_code"  # pyright: ignore[reportAssignmentType]

    code_hash: str = Field(primary_key=True, max_length=64)
    account_id: UUID = Field(foreign_key="account.id", index=True)
    used_at: datetime | None = Field(default=None, sa_type=Moment)


class HalfSignIn(SQLModel, table=True):
    """A sign-in whose password was right and whose second factor is awaited."""

    __tablename__ = "half_sign_in"  # pyright: ignore[reportAssignmentType]

    token_hash: str = Field(primary_key=True, max_length=64)
    account_id: UUID = Field(foreign_key="account.id", index=True)
    expires_at: datetime = Field(sa_type=Moment)


class FactorRule(SQLModel, table=True):
    """Whoever has this role in this mission (or in any) needs a second factor."""

    __tablename__ = "factor_rule"  # pyright: ignore[reportAssignmentType]

    id: UUID = Field(primary_key=True)
    mission_id: UUID | None = Field(default=None, foreign_key="mission.id", index=True)
    """None = in every mission, and for the role in all of them."""
    role: str = Field(max_length=20)
