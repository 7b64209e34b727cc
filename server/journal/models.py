"""Devices and the entries they sent. Entries are only ever added."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, BigInteger, Column, Index, Integer, LargeBinary, text
from sqlmodel import Field, SQLModel

from server.database import Moment

CURSOR = BigInteger().with_variant(Integer, "sqlite")


class EnrolmentCode(SQLModel, table=True):
    """A one-time permission to enrol a device for a team, by the SHA-256 of its code."""

    __tablename__ = "enrolment_code"  # pyright: ignore[reportAssignmentType]

    code_hash: str = Field(primary_key=True, max_length=64)
    mission_id: UUID = Field(foreign_key="mission.id", index=True)
    team_id: UUID = Field(foreign_key="team.id")
    created_at: datetime = Field(sa_type=Moment)
    expires_at: datetime = Field(sa_type=Moment)
    used_at: datetime | None = Field(default=None, sa_type=Moment)
    device_id: UUID | None = None
    """The device it enrolled: a laptop whose answer got lost may ask again with the same key."""


class WrongCode(SQLModel, table=True):
    """An enrolment code that was tried and does not exist; kept for some minutes."""

    __tablename__ = "wrong_code"  # pyright: ignore[reportAssignmentType]

    id: UUID = Field(primary_key=True)
    address: str = Field(index=True, max_length=64)
    """Where it came from."""
    at: datetime = Field(sa_type=Moment, index=True)


class Device(SQLModel, table=True):
    """A laptop with its own journal, or the server's own for reports typed in from paper."""

    __tablename__ = "device"  # pyright: ignore[reportAssignmentType]

    id: UUID = Field(primary_key=True)
    mission_id: UUID = Field(foreign_key="mission.id", index=True)
    team_id: UUID | None = Field(default=None, foreign_key="team.id", index=True)
    """None for the import journal."""
    name: str = ""
    channel: str = Field(default="laptop", max_length=20)
    """laptop or import."""
    public_key: str = Field(max_length=64)
    token_hash: str = Field(unique=True, max_length=64)
    enrolled_at: datetime = Field(sa_type=Moment)
    revoked_at: datetime | None = Field(default=None, sa_type=Moment)
    last_seen_at: datetime | None = Field(default=None, sa_type=Moment)
    waiting: int = 0
    """Entries that still waited on the laptop, as it last said."""
    clock_ahead: int | None = None
    """Seconds by which the laptop's clock was ahead of ours (behind: below 0), as it last said."""
    files_waiting: int | None = None
    """Photographs and files that waited on the laptop, as it last said."""
    told_at: datetime | None = Field(default=None, sa_type=Moment)
    """When it said so."""


class ImportKey(SQLModel, table=True):
    """The signing key of an import journal, which is the server's own device."""

    __tablename__ = "import_key"  # pyright: ignore[reportAssignmentType]

    device_id: UUID = Field(primary_key=True, foreign_key="device.id")
    seed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class JournalEntry(SQLModel, table=True):
    """One entry of a device's chain, kept as it came."""

    __tablename__ = "journal_entry"  # pyright: ignore[reportAssignmentType]
    # A hash covers its entry's number: unique with it is unique.
    __table_args__ = (
        Index("uq_journal_entry_chain", "device_id", "seq", "hash", unique=True),
        Index(
            "ix_journal_entry_forked",
            "device_id",
            sqlite_where=text("forked"),
            postgresql_where=text("forked"),
        ),
    )

    id: int | None = Field(
        default=None, sa_column=Column(CURSOR, primary_key=True, autoincrement=True)
    )
    """The cursor that projections follow: grows in the order of commits."""
    device_id: UUID = Field(foreign_key="device.id")
    seq: int
    hash: str = Field(max_length=64)
    previous: str = Field(max_length=64)
    forked: bool = False
    """It continues a chain beside the device's first one."""
    kind: str = Field(max_length=40)
    made_at: str = Field(max_length=40)
    """The device's claim, as it was hashed."""
    received_at: datetime = Field(sa_type=Moment)
    body: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    signature: str | None = Field(default=None, max_length=128)
    """The checkpoint's, on the last entry of each push."""


class JournalMark(SQLModel, table=True):
    """A signed note of how far the journal reached. Marks are chained; see `marks`."""

    __tablename__ = "journal_mark"  # pyright: ignore[reportAssignmentType]

    upto: int = Field(sa_column=Column(CURSOR, primary_key=True, autoincrement=False))
    """The id of the newest entry that it knows of."""
    heads: list[list[str | int]] = Field(sa_type=JSON)
    """[device, seq, hash] of the newest entries that came since the mark before."""
    previous: str = Field(max_length=64)
    hash: str = Field(max_length=64)
    made_at: str = Field(max_length=40)
    signature: str = Field(max_length=128)
