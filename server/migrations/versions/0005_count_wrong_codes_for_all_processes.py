"""Count wrong enrolment codes where all server processes see them."""

from collections.abc import Sequence

import sqlalchemy as sa
import sqlmodel
from alembic import op

import server.database

revision: str = "0005"
down_revision: str | Sequence[str] | None = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "wrong_code",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("address", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("at", server.database.Moment(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_wrong_code_address", "wrong_code", ["address"])
    op.create_index("ix_wrong_code_at", "wrong_code", ["at"])
