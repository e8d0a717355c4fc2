"""The words for search are kept by the code; turns are clustered by thread, open things indexed."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_OPEN = sa.text("status = 'in_progress'")
_PENDING = sa.text("status IN ('open', 'queued')")


def upgrade() -> None:
    for change in ("added", "changed", "reopened", "removed"):
        op.execute(f"DROP TRIGGER IF EXISTS items_words_{change}")
    op.create_index(
        "ix_items_open", "items", ["turn_id"], sqlite_where=_OPEN, postgresql_where=_OPEN
    )
    op.rename_table("turns", "turns_before")
    turns = op.create_table(
        "turns",
        sa.Column("thread_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("user_id", sa.String(length=64), nullable=False),
        sa.Column("item_id", sa.String(length=64), nullable=True),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.String(length=24), nullable=False),
        sa.Column("ended_at", sa.String(length=24), nullable=True),
        sa.PrimaryKeyConstraint("thread_id", "id", name=op.f("pk_turns")),
        sqlite_with_rowid=False,
    )
    names = [column.name for column in turns.columns]
    before = sa.table("turns_before", *map(sa.column, names))
    op.execute(sa.insert(turns).from_select(names, sa.select(before)))
    op.drop_table("turns_before")
    op.create_index(
        "ix_turns_pending",
        "turns",
        ["thread_id", "status"],
        sqlite_where=_PENDING,
        postgresql_where=_PENDING,
    )
