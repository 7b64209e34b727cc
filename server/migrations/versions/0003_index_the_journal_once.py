"""Index the journal once: by device, number and hash, in the order in which a chain grows.

One index in place of two makes intake's transactions smaller: each push touches one page less.
"""

from collections.abc import Sequence

from alembic import op

revision: str = "0003"
down_revision: str | Sequence[str] | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_index(
        "uq_journal_entry_chain", "journal_entry", ["device_id", "seq", "hash"], unique=True
    )
    op.drop_index("ix_journal_entry_device_seq", table_name="journal_entry")
    op.drop_index("uq_journal_entry_device_hash", table_name="journal_entry")
