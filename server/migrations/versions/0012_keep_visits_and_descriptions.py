"""Keep visits, and what observers say of stations that the register lacks."""

from collections.abc import Sequence

import sqlalchemy as sa
import sqlmodel
from alembic import op

import server.database

revision: str = "0012"
down_revision: str | Sequence[str] | None = "0011"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "visit",
        sa.Column(
            "entry_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("mission_id", sa.Uuid(), nullable=False),
        sa.Column("device_id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("station_code", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("described", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("arrived_at", server.database.Moment(timezone=True), nullable=False),
        sa.Column("departed_at", server.database.Moment(timezone=True), nullable=False),
        sa.Column("present", sa.JSON(), nullable=False),
        sa.Column("refusal", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("received_at", server.database.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["mission_id"], ["mission.id"]),
        sa.PrimaryKeyConstraint("entry_id"),
    )
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_visit_mission_id"), ["mission_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_visit_visit_id"), ["visit_id"], unique=False)
    with op.batch_alter_table("revision", schema=None) as batch_op:
        batch_op.add_column(sa.Column("described", sa.JSON(none_as_null=True), nullable=True))
