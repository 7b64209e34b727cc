"""Index flags by their check, so that findings say at once where teams disagree."""

from collections.abc import Sequence

from alembic import op

revision: str = "0030"
down_revision: str | Sequence[str] | None = "0029"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    with op.batch_alter_table("flag", schema=None) as batch_op:
        batch_op.create_index("ix_flag_check", ["mission_id", "check", "form_id"], unique=False)
