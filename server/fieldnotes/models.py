"""Notes of long-term observers: revisions that nobody changes, and how each note now stands."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, Column, Index
from sqlmodel import Field, SQLModel

from server.database import Moment


class Fieldnote(SQLModel, table=True):
    """A note, as its newest revision has it: what lists and searches need."""

    __tablename__ = "fieldnote"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        Index("ix_fieldnote_listed", "mission_id", "kind", "day"),
        Index("ix_fieldnote_days", "mission_id", "day"),
    )

    id: UUID = Field(primary_key=True)
    mission_id: UUID = Field(foreign_key="mission.id")
    kind: str = Field(max_length=20)
    """A name of `kinds.Kind`."""
    day: date
    """The day it is about, or the first of several."""
    last_day: date | None = None
    team_code: str = ""
    region: str = ""
    title: str = ""
    """In one line, without anybody's name."""
    is_quotable: bool = False
    folded: str = ""
    """All its words, as `shared.folding` spells them: what a search compares."""
    newest: int
    """The number of its newest revision."""
    withdrawn: bool = False
    """It is no longer held to be so; its revisions stay."""
    made_by: str = Field(max_length=80)
    made_at: datetime = Field(sa_type=Moment)
    changed_at: datetime = Field(sa_type=Moment)


class FieldnoteRevision(SQLModel, table=True):
    """One revision of a note, whole. Nothing changes it but the erasing of counterparts' names."""

    __tablename__ = "fieldnote_revision"  # pyright: ignore[reportAssignmentType]

    note_id: UUID = Field(primary_key=True, foreign_key="fieldnote.id")
    number: int = Field(primary_key=True)
    """1, 2, 3, …"""
    body: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    """As the class in `kinds.BODIES` of the note's kind has it."""
    withdrawn: bool = False
    reason: str = ""
    """Why it was changed; '' of the first."""
    by: str = Field(max_length=80)
    """Who wrote it: an account's name."""
    at: datetime = Field(sa_type=Moment)


class FieldnoteTag(SQLModel, table=True):
    """A section of statements that a note supports."""

    __tablename__ = "fieldnote_tag"  # pyright: ignore[reportAssignmentType]

    note_id: UUID = Field(primary_key=True, foreign_key="fieldnote.id")
    section: str = Field(primary_key=True, max_length=40, index=True)
    """A name of `kinds.Section`."""


class MonitoredItem(SQLModel, table=True):
    """What a media entry measured, so that tables can be made of many."""

    __tablename__ = "monitored_item"  # pyright: ignore[reportAssignmentType]

    note_id: UUID = Field(primary_key=True, foreign_key="fieldnote.id")
    mission_id: UUID = Field(foreign_key="mission.id", index=True)
    day: date
    outlet: str
    actor: str
    tone: str = Field(max_length=20)
    seconds: int = Field(sa_column=Column(BigInteger, nullable=False))
    pieces: int = Field(sa_column=Column(BigInteger, nullable=False))
    """Articles, posts, items of a broadcast."""


class FieldnoteFile(SQLModel, table=True):
    """A file beside a note. Its bytes are kept by their hash; removed ones stay listed."""

    __tablename__ = "fieldnote_file"  # pyright: ignore[reportAssignmentType]

    id: UUID = Field(primary_key=True)
    note_id: UUID = Field(foreign_key="fieldnote.id", index=True)
    mission_id: UUID = Field(foreign_key="mission.id")
    sha256: str = Field(max_length=64)
    size: int = Field(sa_column=Column(BigInteger, nullable=False))
    """Bytes."""
    media_type: str = Field(max_length=100)
    """What its bytes are."""
    name: str = Field(max_length=200)
    by: str = Field(max_length=80)
    at: datetime = Field(sa_type=Moment)
    removed_at: datetime | None = Field(default=None, sa_type=Moment)
    removed_by: str = Field(default="", max_length=80)
