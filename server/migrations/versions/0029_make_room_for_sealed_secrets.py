"""Make room for sealed secrets of authenticator apps; the server seals them when it starts."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0029"
down_revision: str | Sequence[str] | None = "0028"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    with op.batch_alter_table("authenticator", schema=None) as batch_op:
        batch_op.alter_column(
            "secret", existing_type=sa.String(64), type_=sa.String(200), existing_nullable=False
        )
