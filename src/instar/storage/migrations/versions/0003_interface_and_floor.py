"""The interface and who has the floor; what items and turns need of both."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("items", sa.Column("metadata", sa.Text(), nullable=False, server_default="{}"))
    op.add_column("items", sa.Column("expires_at", sa.String(length=24), nullable=True))
    op.add_column("items", sa.Column("held", sa.Text(), nullable=True))
    op.add_column("turns", sa.Column("client", sa.String(length=200), nullable=True))
    op.add_column("turns", sa.Column("steps", sa.Text(), nullable=True))
    op.create_table(
        "ui_entries",
        sa.Column("layer", sa.String(length=16), nullable=False),
        sa.Column("of", sa.String(length=200), nullable=False),
        sa.Column("path", sa.String(length=140), nullable=False),
        sa.Column("owner", sa.String(length=200), nullable=False),
        sa.Column("entry", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("layer", "of", "path", name=op.f("pk_ui_entries")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_ui_entries_owner"), "ui_entries", ["owner"])
    op.create_table(
        "frames",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("frame", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_frames")),
        sqlite_with_rowid=False,
    )
