"""Keep the files that registers are imported from; search stations in any script; close them."""

from collections.abc import Sequence

import sqlalchemy as sa
import sqlmodel
from alembic import op

import server.database
from shared.folding import fold

revision: str = "0020"
down_revision: str | Sequence[str] | None = "0019"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_BATCH = 5000


def upgrade() -> None:
    op.create_table(
        "imported_source",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("mission_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("state", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("kept_by", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("kept_at", server.database.Moment(timezone=True), nullable=False),
        sa.Column("how", sa.JSON(), nullable=False),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("outcome", sa.JSON(), nullable=False),
        sa.Column("shown", sa.LargeBinary(), nullable=False),
        sa.Column("settled_by", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("settled_at", server.database.Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["mission_id"], ["mission.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("imported_source", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_imported_source_mission_id"), ["mission_id"], unique=False
        )
    op.create_table(
        "source_content",
        sa.Column("mission_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("sha256", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["mission_id"], ["mission.id"]),
        sa.PrimaryKeyConstraint("mission_id", "kind", "sha256"),
    )
    text = sqlmodel.sql.sqltypes.AutoString
    with op.batch_alter_table("station", schema=None) as batch_op:
        batch_op.add_column(sa.Column("number", text(length=80), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("folded", text(), nullable=False, server_default=""))
        batch_op.add_column(
            sa.Column("closed_at", server.database.Moment(timezone=True), nullable=True)
        )
        batch_op.add_column(sa.Column("closed_why", text(), nullable=False, server_default=""))
        batch_op.add_column(
            sa.Column("closed_by_import", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    _fill()


def _fill() -> None:
    """Give each station its own code as the register's, and its searched text."""
    station = sa.table(
        "station",
        *(sa.column(name) for name in ("code", "number", "name", "region", "address", "folded")),
        sa.column("id", sa.Uuid()),
    )
    db = op.get_bind()
    columns = (station.c.id, station.c.code, station.c.name, station.c.region, station.c.address)
    rows = db.execute(sa.select(*columns)).all()
    change = (
        sa.update(station)
        .where(station.c.id == sa.bindparam("of"))
        .values(number=sa.bindparam("own"), folded=sa.bindparam("text"))
    )
    for start in range(0, len(rows), _BATCH):
        values = [
            {"of": row[0], "own": row[1], "text": fold(" ".join(row[1:]))}
            for row in rows[start : start + _BATCH]
        ]
        db.execute(change, values)
