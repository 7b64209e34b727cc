"""Projections of the journal, which can be dropped and rebuilt; and what people decided beside.

A revision counts from `counts_from` until `superseded_at`; both are moments of the server, so
that findings cut at a moment come out the same whenever they are asked for.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, Column, Index, Integer, text
from sqlmodel import Field, SQLModel

from server.database import Moment


class State(StrEnum):
    """What headquarters made of a revision."""

    ACCEPTED = "accepted"
    QUARANTINED = "quarantined"
    """Kept apart for a person to judge; counts in no finding."""
    CONFLICT = "conflict"
    """Edited from a revision that was no longer the newest; stands beside it."""
    REJECTED = "rejected"


class Ground(StrEnum):
    """Why a revision stands in quarantine."""

    NONE = ""
    REVOKED_DEVICE = "revoked_device"
    CLOSED_MISSION = "closed_mission"
    """It came after the mission had been closed."""
    OTHER_TEAM = "other_team"
    """It revises a report of another team."""
    UNKNOWN_FORM = "unknown_form"
    UNKNOWN_STATION = "unknown_station"
    MISFIT = "misfit"
    """Its answers do not fit the form."""


class Revision(SQLModel, table=True):
    """One revision of a report, as its device sent it, with our judgement beside it."""

    __tablename__ = "revision"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        Index("ix_revision_counted", "mission_id", "form_id", "state"),
        Index("ix_revision_report", "report_id", "revision"),
        Index("ix_revision_visit", "visit_id"),
        Index("ix_revision_station", "mission_id", "station_code"),
        Index("ix_revision_team", "mission_id", "team_code", "arrived_at"),
        # All that the overview counts: it reads this index alone, and not a single report.
        Index(
            "ix_revision_standing",
            "mission_id",
            "state",
            "superseded_at",
            "duplicate",
            "form_id",
            "station_code",
            "received_at",
        ),
    )

    entry_id: int = Field(
        sa_column=Column(
            BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False
        )
    )
    """The journal entry it was read from."""
    entry_hash: str = Field(max_length=64)
    """That entry's hash: what its laptop signed."""
    report_id: UUID
    revision: int
    base: int | None = None
    mission_id: UUID = Field(foreign_key="mission.id")
    device_id: UUID = Field(foreign_key="device.id")
    team_id: UUID | None = None
    team_code: str = ""
    form_id: str
    form_version: str
    station_code: str
    station_id: UUID | None = Field(default=None, index=True)
    """None where the code is not in the register."""
    region: str = ""
    """The station's region path when it was projected."""
    described: dict[str, Any] | None = Field(
        default=None, sa_column=Column(JSON(none_as_null=True))
    )
    """As `StationDescription`: what the observers say of a station that is not in the register."""
    visit_id: UUID
    arrived_at: datetime = Field(sa_type=Moment)
    departed_at: datetime = Field(sa_type=Moment)
    made_at: str
    received_at: datetime = Field(sa_type=Moment)
    counts_from: datetime | None = Field(default=None, sa_type=Moment)
    """When it was accepted, by rule or by a person; None = it never counted."""
    superseded_at: datetime | None = Field(default=None, sa_type=Moment)
    """When a newer revision, or a newer report of the visit, took its place; None = none has."""
    duplicate: bool = False
    """A newer report of the same team, station, form and visit counts instead."""
    answers: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    comments: dict[str, str] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    seen_by: dict[str, str] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    reason: str = ""
    """Why the observers revised it."""
    state: str = Field(max_length=20)
    ground: str = Field(default=Ground.NONE, max_length=20)
    judgement: str = ""
    """Why it stands in quarantine or conflict: a sentence for people."""


class Resolution(SQLModel, table=True):
    """What a person decided about a revision in quarantine or conflict. Survives a rebuild."""

    __tablename__ = "resolution"  # pyright: ignore[reportAssignmentType]

    id: UUID = Field(primary_key=True)
    mission_id: UUID = Field(foreign_key="mission.id", index=True)
    entry_id: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    """The revision, by its journal entry."""
    after_entry: int = Field(sa_column=Column(BigInteger, nullable=False))
    """How far the projection had come, so that a rebuild decides at the same place."""
    deed: str = Field(max_length=20)
    """accept or reject."""
    station_code: str = Field(default="", max_length=80)
    """Accepted as a report from this station of the register; '' = as it says itself."""
    by: str = Field(max_length=80)
    """Who decided: an account's name."""
    note: str = ""
    at: datetime = Field(sa_type=Moment)


class AttachedFile(SQLModel, table=True):
    """A file that a revision of a report names. Whether it has arrived, uploads tell."""

    __tablename__ = "attached_file"  # pyright: ignore[reportAssignmentType]

    entry_id: int = Field(
        sa_column=Column(
            BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False
        )
    )
    """The journal entry that announced it."""
    mission_id: UUID = Field(foreign_key="mission.id")
    device_id: UUID
    team_id: UUID | None = None
    report_id: UUID = Field(index=True)
    revision: int
    question: str = ""
    """The path of the question; '' = the report as a whole."""
    sha256: str = Field(max_length=64)
    size: int = Field(sa_column=Column(BigInteger, nullable=False))
    """Bytes, as the laptop says."""
    media_type: str = Field(max_length=100)
    """As the laptop says."""
    name: str = Field(default="", max_length=200)


class Visit(SQLModel, table=True):
    """What a team says of a visit. Of several rows with one id, the highest revision counts."""

    __tablename__ = "visit"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        Index("ix_visit_station", "mission_id", "station_code"),
        Index(
            "ix_visit_refused",
            "mission_id",
            sqlite_where=text("refusal IS NOT NULL"),
            postgresql_where=text("refusal IS NOT NULL"),
        ),
    )

    entry_id: int = Field(
        sa_column=Column(
            BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False
        )
    )
    """The journal entry it was read from."""
    mission_id: UUID = Field(foreign_key="mission.id", index=True)
    device_id: UUID
    team_id: UUID | None = None
    visit_id: UUID = Field(index=True)
    revision: int
    station_code: str
    described: dict[str, Any] | None = Field(
        default=None, sa_column=Column(JSON(none_as_null=True))
    )
    """As `StationDescription`: of a station that is not in the register."""
    arrived_at: datetime = Field(sa_type=Moment)
    departed_at: datetime = Field(sa_type=Moment)
    present: list[str] = Field(sa_column=Column(JSON, nullable=False))
    """Codes of the observers."""
    refusal: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    """As `Refusal`; None: the team was let in."""
    received_at: datetime = Field(sa_type=Moment)


class UnreadableEntry(SQLModel, table=True):
    """An entry that holds no report we can read; kept in the journal, listed here."""

    __tablename__ = "unreadable_entry"  # pyright: ignore[reportAssignmentType]

    entry_id: int = Field(
        sa_column=Column(
            BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False
        )
    )
    mission_id: UUID = Field(foreign_key="mission.id", index=True)
    device_id: UUID
    kind: str
    judgement: str


class ProjectionCursor(SQLModel, table=True):
    """How far the projection has followed the journal, and how often it changed or began anew."""

    __tablename__ = "projection_cursor"  # pyright: ignore[reportAssignmentType]

    name: str = Field(primary_key=True, max_length=40)
    entry_id: int = Field(sa_column=Column(BigInteger, nullable=False))
    """The last entry it has taken in."""
    version: int = Field(default=0, sa_column=Column(BigInteger, nullable=False))
    """Grows with every change of the projection, whoever makes it."""
    rebuilds: int = 0
    """How often its past changed: who follows the changes begins anew too."""
    setting: int = Field(default=0, sa_column=Column(BigInteger, nullable=False))
    """The last line of the log of changes by which reports were judged."""
