"""Send messages again to those who have not read them."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0017"
down_revision: str | Sequence[str] | None = "0016"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.add_column(sa.Column("again_of", sa.Uuid(), nullable=True))
        batch_op.create_index(batch_op.f("ix_message_again_of"), ["again_of"], unique=False)
