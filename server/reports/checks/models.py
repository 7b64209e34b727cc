"""What checks flagged, which can be computed anew; and what people said about it, which stays."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, Column, Index, Integer
from sqlmodel import Field, SQLModel

from server.database import Moment

_ENTRY = BigInteger().with_variant(Integer, "sqlite")


class Flag(SQLModel, table=True):
    """A check that flagged a report that counts. Checks that are ok leave no row."""

    __tablename__ = "flag"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        Index("ix_flag_queue", "mission_id", "outcome", "rank", "since"),
        Index("ix_flag_report", "report_id"),
        Index("ix_flag_check", "mission_id", "check", "form_id"),
    )

    entry_id: int = Field(sa_column=Column(_ENTRY, primary_key=True, autoincrement=False))
    """The revision that was checked."""
    number: int = Field(primary_key=True)
    """Its place among the flags of the revision, from 0."""
    mission_id: UUID = Field(foreign_key="mission.id")
    report_id: UUID
    form_id: str
    station_code: str
    region: str = ""
    team_code: str = ""
    check: str = Field(max_length=120)
    severity: str = Field(max_length=20)
    rank: int
    """Of the severity, the most urgent 0."""
    outcome: str = Field(max_length=20)
    """flagged or verified."""
    message: dict[str, str] = Field(sa_column=Column(JSON, nullable=False))
    questions: list[str] = Field(sa_column=Column(JSON, nullable=False))
    other_id: UUID | None = None
    """The other report, where two are compared."""
    since: datetime = Field(sa_type=Moment)
    """When the report came in."""


class Fingerprint(SQLModel, table=True):
    """The digest of a counting report's answers, where they hardly repeat by chance."""

    __tablename__ = "fingerprint"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (Index("ix_fingerprint_twins", "mission_id", "form_id", "digest"),)

    report_id: UUID = Field(primary_key=True)
    mission_id: UUID = Field(foreign_key="mission.id")
    form_id: str
    digest: str = Field(max_length=64)


class DueCheck(SQLModel, table=True):
    """A report that is to be checked again, because it or something around it changed."""

    __tablename__ = "due_check"  # pyright: ignore[reportAssignmentType]

    id: int | None = Field(default=None, sa_column=Column(_ENTRY, primary_key=True))
    report_id: UUID


class AnswerNote(SQLModel, table=True):
    """What a person said about an answer, or about a report. The observation stays as it is."""

    __tablename__ = "answer_note"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (Index("ix_answer_note_report", "report_id"),)

    id: UUID = Field(primary_key=True)
    mission_id: UUID = Field(foreign_key="mission.id", index=True)
    report_id: UUID
    deed: str = Field(max_length=20)
    """verify, correct, exclude or settle."""
    question: str = ""
    """The path of the question; '' = the report as a whole."""
    check: str = Field(default="", max_length=120)
    """Of `settle`: the key of the check that was looked into."""
    was: Any = Field(default=None, sa_column=Column(JSON))
    """The answer that the person saw: what is said of it holds for no other."""
    value: Any = Field(default=None, sa_column=Column(JSON))
    """Of `correct`: what is to count instead."""
    reason: str = ""
    by: str = Field(max_length=80)
    at: datetime = Field(sa_type=Moment)
    undone_at: datetime | None = Field(default=None, sa_type=Moment)
    undone_by: str = Field(default="", max_length=80)


class Inquiry(SQLModel, table=True):
    """A question from headquarters to the team that made a report, sent as a message."""

    __tablename__ = "inquiry"  # pyright: ignore[reportAssignmentType]

    id: UUID = Field(primary_key=True)
    mission_id: UUID = Field(foreign_key="mission.id", index=True)
    report_id: UUID = Field(index=True)
    revision: int
    """The newest revision when it was asked; a newer one answers it."""
    message_id: UUID
    text: str
    by: str = Field(max_length=80)
    at: datetime = Field(sa_type=Moment)
