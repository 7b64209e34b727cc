"""Keep samples of stations, with all that is needed to draw them again."""

from collections.abc import Sequence

import sqlalchemy as sa
import sqlmodel
from alembic import op

import server.database

revision: str = "0025"
down_revision: str | Sequence[str] | None = "0024"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "station_sample",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("mission_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("seed", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("asked", sa.JSON(), nullable=False),
        sa.Column("frame", sa.LargeBinary(), nullable=False),
        sa.Column("frame_digest", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("strata", sa.JSON(), nullable=False),
        sa.Column("sizes", sa.JSON(), nullable=False),
        sa.Column("by", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("at", server.database.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["mission_id"], ["mission.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("mission_id", "number"),
    )
    with op.batch_alter_table("station_sample", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_station_sample_mission_id"), ["mission_id"], unique=False
        )
    op.create_table(
        "sampled_station",
        sa.Column("sample_id", sa.Uuid(), nullable=False),
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("stratum", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("stands_in_for", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("given_up_why", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("given_up_by", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("given_up_at", server.database.Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["sample_id"], ["station_sample.id"]),
        sa.PrimaryKeyConstraint("sample_id", "code"),
    )
