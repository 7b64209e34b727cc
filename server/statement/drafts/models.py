"""Kept drafts and sealed statements. What is drafted from reports is kept once for each cut."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Column, LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from server.database import Moment


class StatementDraft(SQLModel, table=True):
    """A statement that people work on: of one template, in one language."""

    __tablename__ = "statement_draft"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (UniqueConstraint("mission_id", "template", "language", "edition"),)

    id: UUID = Field(primary_key=True)
    mission_id: UUID = Field(foreign_key="mission.id", index=True)
    template: str = Field(max_length=60)
    """`turkic`, … or the name of a template of the mission's own."""
    language: str = Field(max_length=10)
    edition: int
    """1; each correction of a sealed statement is the next one."""
    reason: str = ""
    """Why there is another edition; '' for the first."""
    revision: int
    """The newest."""
    created_at: datetime = Field(sa_type=Moment)
    sealed_at: datetime | None = Field(default=None, sa_type=Moment)
    """From then on nothing of it changes."""


class StatementRevision(SQLModel, table=True):
    """One save of a draft, whole. It never changes."""

    __tablename__ = "statement_revision"  # pyright: ignore[reportAssignmentType]

    draft_id: UUID = Field(primary_key=True, foreign_key="statement_draft.id")
    number: int = Field(primary_key=True)
    at: datetime = Field(sa_type=Moment)
    by: str = Field(max_length=120)
    deed: str = Field(max_length=200)
    """What was done, in words."""
    manuscript: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    """What people made of it (`server.statement.drafts.manuscript`)."""
    tree: str = Field(max_length=64, foreign_key="statement_tree.digest")


class StatementTree(SQLModel, table=True):
    """What the reports amounted to at one cut, with its evidence. It never changes."""

    __tablename__ = "statement_tree"  # pyright: ignore[reportAssignmentType]

    digest: str = Field(primary_key=True, max_length=64)
    content: str
    """The `Document` as JSON."""
    drafted_at: datetime = Field(sa_type=Moment)
    """Reports received later are not in it."""


class StatementComment(SQLModel, table=True):
    """What somebody says of a sentence or a section, for the other drafters."""

    __tablename__ = "statement_comment"  # pyright: ignore[reportAssignmentType]

    id: UUID = Field(primary_key=True)
    draft_id: UUID = Field(foreign_key="statement_draft.id", index=True)
    about: str
    """The key of a block, or `section:` and the key of a section."""
    text: str
    by: str = Field(max_length=120)
    at: datetime = Field(sa_type=Moment)
    resolved_by: str = Field(default="", max_length=120)
    resolved_at: datetime | None = Field(default=None, sa_type=Moment)


class StatementApproval(SQLModel, table=True):
    """Somebody approved a section as it read. It ends when the section reads otherwise."""

    __tablename__ = "statement_approval"  # pyright: ignore[reportAssignmentType]

    id: UUID = Field(primary_key=True)
    draft_id: UUID = Field(foreign_key="statement_draft.id", index=True)
    section: str
    text_digest: str = Field(max_length=64)
    """SHA-256 of the text that was approved."""
    revision: int
    """In which it stood."""
    by: str = Field(max_length=120)
    at: datetime = Field(sa_type=Moment)
    ended_by: str = Field(default="", max_length=120)
    """Who took it back, or changed the text."""
    ended_at: datetime | None = Field(default=None, sa_type=Moment)
    ended_why: str = Field(default="", max_length=200)


class SealedStatement(SQLModel, table=True):
    """A signed statement with all that it was made from. Only its embargo may change."""

    __tablename__ = "sealed_statement"  # pyright: ignore[reportAssignmentType]

    id: UUID = Field(primary_key=True)
    mission_id: UUID = Field(foreign_key="mission.id", index=True)
    draft_id: UUID = Field(foreign_key="statement_draft.id", unique=True)
    revision: int
    """Of the draft, as it was signed."""
    content: str
    """The sealed `Document` as JSON: text, evidence, cut."""
    text_digest: str = Field(max_length=64)
    data_digest: str = Field(max_length=64)
    digest: str = Field(max_length=64)
    """The seal: over the document and the signing."""
    signed_by: str = Field(max_length=120)
    signed_at: datetime = Field(sa_type=Moment)
    embargo_until: datetime | None = Field(default=None, sa_type=Moment)
    drafted_at: datetime = Field(sa_type=Moment)
    """Reports received later are not in it."""


class SealedFile(SQLModel, table=True):
    """A sealed statement in one format, as it was written when it was sealed."""

    __tablename__ = "sealed_file"  # pyright: ignore[reportAssignmentType]

    statement_id: UUID = Field(primary_key=True, foreign_key="sealed_statement.id")
    format: str = Field(primary_key=True, max_length=10)
    sha256: str = Field(max_length=64)
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class OwnTemplate(SQLModel, table=True):
    """One version of a template of the mission's own. It never changes."""

    __tablename__ = "statement_template"  # pyright: ignore[reportAssignmentType]

    mission_id: UUID = Field(primary_key=True, foreign_key="mission.id")
    name: str = Field(primary_key=True, max_length=60)
    version: int = Field(primary_key=True)
    source: str
    """YAML, as templates are written."""
    by: str = Field(max_length=120)
    at: datetime = Field(sa_type=Moment)
