"""Published checklists."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Column, UniqueConstraint
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
