"""Note how far the projection has followed the log of changes."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0008"
down_revision: str | Sequence[str] | None = "0007"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    with op.batch_alter_table("projection_cursor", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("setting", sa.BigInteger(), nullable=False, server_default="0")
        )
