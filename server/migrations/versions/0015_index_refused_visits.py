"""Index the few visits on which a team was refused access."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0015"
down_revision: str | Sequence[str] | None = "0014"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.create_index(
            "ix_visit_refused",
            ["mission_id"],
            unique=False,
            sqlite_where=sa.text("refusal IS NOT NULL"),
            postgresql_where=sa.text("refusal IS NOT NULL"),
        )
