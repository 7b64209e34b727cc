"""Messages to teams, their acknowledgements, and the teams' own word that they are safe."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Column, Index, Integer
from sqlmodel import Field, SQLModel

from server.database import Moment


class Message(SQLModel, table=True):
    """A message. It never changes."""

    __tablename__ = "message"  # pyright: ignore[reportAssignmentType]

    id: UUID = Field(primary_key=True)
    mission_id: UUID = Field(foreign_key="mission.id", index=True)
    audience: str
    """Whom it was sent to, in words: `every team`, `team 07`, `region Almaty`."""
    text: str
    by: str = Field(max_length=80)
    """Who sent it: an account's name."""
    at: datetime = Field(sa_type=Moment)
    again_of: UUID | None = Field(default=None, index=True)
    """The message that it repeats, for those who had not read it."""


class MessageRecipient(SQLModel, table=True):
    """A team that a message was sent to, as its audience was made up at that moment."""

    __tablename__ = "message_recipient"  # pyright: ignore[reportAssignmentType]

    message_id: UUID = Field(primary_key=True, foreign_key="message.id")
    team_id: UUID = Field(primary_key=True, foreign_key="team.id", index=True)


class Acknowledgement(SQLModel, table=True):
    """A team has read a message. Projected from the journal, and rebuilt with it."""

    __tablename__ = "acknowledgement"  # pyright: ignore[reportAssignmentType]

    entry_id: int = Field(
        sa_column=Column(
            BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False
        )
    )
    mission_id: UUID = Field(foreign_key="mission.id")
    message_id: UUID = Field(index=True)
    """As the laptop says; there may be no such message."""
    team_id: UUID | None = None
    device_id: UUID
    read_at: str = Field(max_length=40)
    """The laptop's claim."""
    received_at: datetime = Field(sa_type=Moment)


class CheckIn(SQLModel, table=True):
    """A team has said how it is. Projected from the journal, and rebuilt with it."""

    __tablename__ = "check_in"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (Index("ix_check_in_newest", "mission_id", "team_id", "entry_id"),)

    entry_id: int = Field(
        sa_column=Column(
            BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False
        )
    )
    mission_id: UUID = Field(foreign_key="mission.id")
    team_id: UUID | None = None
    device_id: UUID
    state: str = Field(max_length=20)
    """safe or help."""
    at: datetime = Field(sa_type=Moment)
    """The laptop's claim."""
    station_code: str = ""
    text: str = ""
    received_at: datetime = Field(sa_type=Moment)
