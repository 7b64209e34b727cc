"""Note when missions were closed, archived, and their personal data erased."""

from collections.abc import Sequence

import sqlalchemy as sa
import sqlmodel
from alembic import op

import server.database

revision: str = "0027"
down_revision: str | Sequence[str] | None = "0026"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    with op.batch_alter_table("mission", schema=None) as batch_op:
        for name in ("closed_at", "archived_at", "erased_at"):
            batch_op.add_column(
                sa.Column(name, server.database.Moment(timezone=True), nullable=True)
            )
        batch_op.add_column(
            sa.Column(
                "closing", sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default=""
            )
        )
