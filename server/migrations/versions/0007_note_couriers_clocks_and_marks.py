"""Note what couriers bring, how laptops' clocks go, and how far the journal reached."""

from collections.abc import Sequence

import sqlalchemy as sa
import sqlmodel
from alembic import op

import server.database

revision: str = "0007"
down_revision: str | Sequence[str] | None = "0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

CURSOR = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "carried_bundle",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("mission_id", sa.Uuid(), nullable=False),
        sa.Column("device_id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("begun_at", server.database.Moment(timezone=True), nullable=False),
        sa.Column("done_at", server.database.Moment(timezone=True), nullable=True),
        sa.Column("verdict", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("receipts", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"]),
        sa.ForeignKeyConstraint(["mission_id"], ["mission.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("carried_bundle", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_carried_bundle_device_id"), ["device_id"], unique=False
        )
    op.create_table(
        "journal_mark",
        sa.Column("upto", CURSOR, autoincrement=False, nullable=False),
        sa.Column("heads", sa.JSON(), nullable=False),
        sa.Column("previous", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("hash", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("made_at", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("signature", sqlmodel.sql.sqltypes.AutoString(length=128), nullable=False),
        sa.PrimaryKeyConstraint("upto"),
    )
    with op.batch_alter_table("device", schema=None) as batch_op:
        batch_op.add_column(sa.Column("clock_ahead", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("files_waiting", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("told_at", server.database.Moment(timezone=True), nullable=True)
        )
    op.create_index(
        "ix_journal_entry_forked",
        "journal_entry",
        ["device_id"],
        sqlite_where=sa.text("forked"),
        postgresql_where=sa.text("forked"),
    )
