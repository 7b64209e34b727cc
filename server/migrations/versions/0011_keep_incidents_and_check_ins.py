"""Keep incidents, and the teams' word that they are safe."""

from collections.abc import Sequence

import sqlalchemy as sa
import sqlmodel
from alembic import op

import server.database

revision: str = "0011"
down_revision: str | Sequence[str] | None = "0010"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

CURSOR = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "incident",
        sa.Column("entry_id", CURSOR, autoincrement=False, nullable=False),
        sa.Column("incident_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("base", sa.Integer(), nullable=True),
        sa.Column("mission_id", sa.Uuid(), nullable=False),
        sa.Column("device_id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("team_code", _text(), nullable=False),
        sa.Column("category", _text(40), nullable=False),
        sa.Column("severity", _text(40), nullable=False),
        sa.Column("source", _text(40), nullable=False),
        sa.Column("text", _text(), nullable=False),
        sa.Column("station_code", _text(), nullable=False),
        sa.Column("noted_at", server.database.Moment(timezone=True), nullable=False),
        sa.Column("made_at", _text(40), nullable=False),
        sa.Column("received_at", server.database.Moment(timezone=True), nullable=False),
        sa.Column("reason", _text(), nullable=False),
        sa.Column("counts_from", server.database.Moment(timezone=True), nullable=True),
        sa.Column("superseded_at", server.database.Moment(timezone=True), nullable=True),
        sa.Column("state", _text(20), nullable=False),
        sa.Column("ground", _text(20), nullable=False),
        sa.Column("judgement", _text(), nullable=False),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"]),
        sa.ForeignKeyConstraint(["mission_id"], ["mission.id"]),
        sa.PrimaryKeyConstraint("entry_id"),
    )
    with op.batch_alter_table("incident", schema=None) as batch_op:
        batch_op.create_index("ix_incident_revision", ["incident_id", "revision"], unique=False)
        batch_op.create_index(
            "ix_incident_listed", ["mission_id", "superseded_at", "entry_id"], unique=False
        )
    op.create_table(
        "check_in",
        sa.Column("entry_id", CURSOR, autoincrement=False, nullable=False),
        sa.Column("mission_id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("device_id", sa.Uuid(), nullable=False),
        sa.Column("state", _text(20), nullable=False),
        sa.Column("at", server.database.Moment(timezone=True), nullable=False),
        sa.Column("station_code", _text(), nullable=False),
        sa.Column("text", _text(), nullable=False),
        sa.Column("received_at", server.database.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["mission_id"], ["mission.id"]),
        sa.PrimaryKeyConstraint("entry_id"),
    )
    with op.batch_alter_table("check_in", schema=None) as batch_op:
        batch_op.create_index(
            "ix_check_in_newest", ["mission_id", "team_id", "entry_id"], unique=False
        )


def _text(length: int | None = None) -> sqlmodel.sql.sqltypes.AutoString:
    return sqlmodel.sql.sqltypes.AutoString(length=length)
