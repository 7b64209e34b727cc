"""Keep what accounts are in which mission; sessions that can be listed.

Sessions end: everybody signs in again after this update.
"""

from collections.abc import Sequence

import sqlalchemy as sa
import sqlmodel
from alembic import op

import server.database

revision: str = "0009"
down_revision: str | Sequence[str] | None = "0008"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    # On SQLite the table of accounts is made anew, as a column that refers can't be dropped: until
    # that is done, no other table may refer to it.
    op.drop_table("sign_in")
    op.execute(
        "CREATE TABLE former_role AS SELECT id AS account_id, mission_id, role, created_at"
        " FROM account"
    )
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_account_mission_id"))
        batch_op.drop_column("mission_id")
        batch_op.drop_column("role")
    _make_memberships()
    op.execute(
        "INSERT INTO membership"
        " (id, account_id, mission_id, role, regions, organisation, created_at)"
        " SELECT account_id, account_id, mission_id, role, '[]', '', created_at FROM former_role"
    )
    op.drop_table("former_role")
    _make_sign_ins()


def _make_memberships() -> None:
    op.create_table(
        "membership",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("mission_id", sa.Uuid(), nullable=True),
        sa.Column("role", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("regions", sa.JSON(), nullable=False),
        sa.Column("organisation", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("created_at", server.database.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"]),
        sa.ForeignKeyConstraint(["mission_id"], ["mission.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_membership_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_membership_mission_id"), ["mission_id"], unique=False)


def _make_sign_ins() -> None:
    op.create_table(
        "sign_in",
        sa.Column("token_hash", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", server.database.Moment(timezone=True), nullable=False),
        sa.Column("expires_at", server.database.Moment(timezone=True), nullable=False),
        sa.Column("seen_at", server.database.Moment(timezone=True), nullable=False),
        sa.Column("agent", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("way", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("owes_factor", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"]),
        sa.PrimaryKeyConstraint("token_hash"),
        sa.UniqueConstraint("id"),
    )
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_account_id"), ["account_id"], unique=False)
