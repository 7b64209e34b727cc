"""The log's one table."""

from uuid import UUID

from sqlalchemy import BigInteger, Column, Index, Integer
from sqlmodel import Field, SQLModel


class Change(SQLModel, table=True):
    """A piece of what laptops know is no longer what it was. What it is now stands elsewhere."""

    __tablename__ = "change"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        Index("ix_change_mission_seq", "mission_id", "seq"),
        {"sqlite_autoincrement": True},
    )

    seq: int | None = Field(
        default=None,
        sa_column=Column(
            BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True
        ),
    )
    """Grows in the order of commits, without a number ever appearing behind a greater one."""
    mark: str = Field(max_length=16)
    """Random. A laptop that knows another mark for this number followed another history: this
    database was restored from an older backup since."""
    mission_id: UUID = Field(foreign_key="mission.id")
    team_id: UUID | None = Field(default=None)
    """Whom it concerns; None = every team of the mission."""
    kind: str = Field(max_length=20)
    """As in `shared.sync.protocol.Change`."""
    key: str
    """Of the piece; `*` = so many pieces of this kind that everything is told anew."""
