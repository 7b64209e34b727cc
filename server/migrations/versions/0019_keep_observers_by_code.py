"""Keep observers by their codes, and how their accreditation goes."""

from collections.abc import Sequence

import sqlalchemy as sa
import sqlmodel
from alembic import op

import server.database

revision: str = "0019"
down_revision: str | Sequence[str] | None = "0018"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "observer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("mission_id", sa.Uuid(), nullable=False),
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("role", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("organisation", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("nationality", sqlmodel.sql.sqltypes.AutoString(length=2), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("trained_on", sa.Date(), nullable=True),
        sa.Column("conduct_signed_on", sa.Date(), nullable=True),
        sa.Column("permission", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("badge", sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("is_named", sa.Boolean(), nullable=False),
        sa.Column("erased_at", server.database.Moment(timezone=True), nullable=True),
        sa.Column("created_at", server.database.Moment(timezone=True), nullable=False),
        sa.Column("updated_at", server.database.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["mission_id"],
            ["mission.id"],
        ),
        sa.ForeignKeyConstraint(
            ["team_id"],
            ["team.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("mission_id", "code"),
    )
    with op.batch_alter_table("observer", schema=None) as batch_op:
        batch_op.create_index("ix_observer_badge", ["mission_id", "badge"], unique=False)
        batch_op.create_index(batch_op.f("ix_observer_team_id"), ["team_id"], unique=False)

    op.create_table(
        "permission_step",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("observer_id", sa.Uuid(), nullable=False),
        sa.Column("permission", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(length=400), nullable=False),
        sa.Column("by", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
        sa.Column("at", server.database.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["observer_id"],
            ["observer.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("permission_step", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_permission_step_observer_id"), ["observer_id"], unique=False
        )
