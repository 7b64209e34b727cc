"""The files that registers were imported from. They are kept, with who, when and how."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Column, LargeBinary
from sqlmodel import Field, SQLModel

from server.database import Moment


class ImportedSource(SQLModel, table=True):
    """One file that somebody handed in for one kind of register, and what became of it."""

    __tablename__ = "imported_source"  # pyright: ignore[reportAssignmentType]

    id: UUID = Field(primary_key=True)
    mission_id: UUID = Field(foreign_key="mission.id", index=True)
    kind: str = Field(max_length=40)
    """Of its importer."""
    name: str = Field(max_length=200)
    """The file's, as its sender has it."""
    size: int
    """Bytes."""
    sha256: str = Field(max_length=64)
    """Of the file as it was sent."""
    state: str = Field(max_length=20)
    """waiting, imported or set_aside."""
    kept_by: str
    """Who handed it in, as the audit trail calls them."""
    kept_at: datetime = Field(sa_type=Moment)
    how: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    """What people said of it: encoding, separator, sheet, header, merged cells, order of days, and
    the answers to the importer's questions."""
    mapping: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    """Column → field. The next file of this kind is proposed the same."""
    outcome: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    """How many were new, changed, unchanged and gone, and what became of those; {} = not yet."""
    shown: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    """What the last dry run showed, sealed as the file is; empty when it is over."""
    settled_by: str = ""
    settled_at: datetime | None = Field(default=None, sa_type=Moment)


class SourceContent(SQLModel, table=True):
    """A file's bytes: once, however often the same file was handed in.

    They lie in the database, not in a folder: they are committed with what was imported from them,
    every backup has them, and all processes see them.
    """

    __tablename__ = "source_content"  # pyright: ignore[reportAssignmentType]

    mission_id: UUID = Field(foreign_key="mission.id", primary_key=True)
    kind: str = Field(max_length=40, primary_key=True)
    """Each kind has its own seal."""
    sha256: str = Field(max_length=64, primary_key=True)
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    """Compressed (zstd), then sealed. Empty = erased."""
