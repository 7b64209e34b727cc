"""Published checklists."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Column, UniqueConstraint, false
from sqlmodel import Field, SQLModel

from server.database import Moment


class PublishedForm(SQLModel, table=True):
    """A (form, version) of a mission, frozen."""

    __tablename__ = "published_form"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (UniqueConstraint("mission_id", "form_id", "version"),)

    id: UUID = Field(primary_key=True)
    mission_id: UUID = Field(foreign_key="mission.id", index=True)
    form_id: str = Field(max_length=120)
    version: str = Field(max_length=120)
    digest: str = Field(max_length=64)
    """Of the `Form`, see `shared.forms.model.Form.digest`."""
    document: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    """The `Form` as JSON."""
    xform: str
    """The XForm XML for phones, byte for byte."""
    source_name: str
    source_sha256: str = Field(max_length=64)
    source: bytes
    """The XLSForm as its author sent it."""
    published_at: datetime = Field(sa_type=Moment)
    withdrawn_at: datetime | None = Field(default=None, sa_type=Moment)
    """When laptops were told to offer it no longer. What was filled in with it stays valid."""
    draft: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    """Only tried out, in a drill; its version says so too."""
    files: dict[str, str] = Field(
        default_factory=dict, sa_column=Column(JSON, nullable=False, server_default="{}")
    )
    """Name of each file that was published with it → SHA-256 of its content (a `FrozenFile`)."""


class FrozenFile(SQLModel, table=True):
    """The content of a file that a form was published with. Kept once, whoever uses it."""

    __tablename__ = "form_file"  # pyright: ignore[reportAssignmentType]

    sha256: str = Field(primary_key=True, max_length=64)
    content: bytes
    size: int
    """Bytes."""
    kept_at: datetime = Field(sa_type=Moment)
