"""Keep drafts of statements, sealed statements, and missions' own templates."""

from collections.abc import Sequence

import sqlalchemy as sa
import sqlmodel
from alembic import op

import server.database

revision: str = "0024"
down_revision: str | Sequence[str] | None = "0023"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "statement_tree",
        sa.Column("digest", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("content", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("drafted_at", server.database.Moment(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_table(
        "statement_draft",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("mission_id", sa.Uuid(), nullable=False),
        sa.Column("template", sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
        sa.Column("language", sqlmodel.sql.sqltypes.AutoString(length=10), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", server.database.Moment(timezone=True), nullable=False),
        sa.Column("sealed_at", server.database.Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["mission_id"],
            ["mission.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("mission_id", "template", "language", "edition"),
    )
    with op.batch_alter_table("statement_draft", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_statement_draft_mission_id"), ["mission_id"], unique=False
        )

    op.create_table(
        "statement_template",
        sa.Column("mission_id", sa.Uuid(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("source", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("by", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
        sa.Column("at", server.database.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["mission_id"],
            ["mission.id"],
        ),
        sa.PrimaryKeyConstraint("mission_id", "name", "version"),
    )
    op.create_table(
        "sealed_statement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("mission_id", sa.Uuid(), nullable=False),
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("content", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("text_digest", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("data_digest", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("digest", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("signed_by", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
        sa.Column("signed_at", server.database.Moment(timezone=True), nullable=False),
        sa.Column("embargo_until", server.database.Moment(timezone=True), nullable=True),
        sa.Column("drafted_at", server.database.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id"],
            ["statement_draft.id"],
        ),
        sa.ForeignKeyConstraint(
            ["mission_id"],
            ["mission.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("draft_id"),
    )
    with op.batch_alter_table("sealed_statement", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_sealed_statement_mission_id"), ["mission_id"], unique=False
        )

    op.create_table(
        "statement_approval",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("section", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("text_digest", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("by", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
        sa.Column("at", server.database.Moment(timezone=True), nullable=False),
        sa.Column("ended_by", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
        sa.Column("ended_at", server.database.Moment(timezone=True), nullable=True),
        sa.Column("ended_why", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id"],
            ["statement_draft.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("statement_approval", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_statement_approval_draft_id"), ["draft_id"], unique=False
        )

    op.create_table(
        "statement_comment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("about", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("text", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("by", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
        sa.Column("at", server.database.Moment(timezone=True), nullable=False),
        sa.Column("resolved_by", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
        sa.Column("resolved_at", server.database.Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["draft_id"],
            ["statement_draft.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("statement_comment", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_statement_comment_draft_id"), ["draft_id"], unique=False
        )

    op.create_table(
        "statement_revision",
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", server.database.Moment(timezone=True), nullable=False),
        sa.Column("by", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
        sa.Column("deed", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("manuscript", sa.JSON(), nullable=False),
        sa.Column("tree", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id"],
            ["statement_draft.id"],
        ),
        sa.ForeignKeyConstraint(
            ["tree"],
            ["statement_tree.digest"],
        ),
        sa.PrimaryKeyConstraint("draft_id", "number"),
    )
    op.create_table(
        "sealed_file",
        sa.Column("statement_id", sa.Uuid(), nullable=False),
        sa.Column("format", sqlmodel.sql.sqltypes.AutoString(length=10), nullable=False),
        sa.Column("sha256", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["statement_id"],
            ["sealed_statement.id"],
        ),
        sa.PrimaryKeyConstraint("statement_id", "format"),
    )
