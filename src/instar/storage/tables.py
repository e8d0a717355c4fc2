"""The schema as SQLAlchemy knows it. Migrations make it; a test compares the two.

JSON is text that msgspec wrote, so that what is read back is byte for byte what was stored.
`items.held` is what an item means to the server alone; `turns.steps` what a turn that has asked did.
Items, events and turns are clustered on (thread, place): a page of a thread is one range. What is
open or waits is found by indexes that hold nothing else; a statement uses one that says the same
words.
"""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _id(name: str = "id", **options: Any) -> Column[str]:
    return Column(name, String(64), nullable=False, **options)


_OPEN = text("status = 'in_progress'")
_PENDING = text("status IN ('open', 'queued')")

users = Table(
    "users",
    metadata,
    _id(primary_key=True),
    Column("name", String(100), nullable=False, unique=True),
    Column("role", String(16), nullable=False),
    Column("created_at", String(24), nullable=False),
    Column("disabled", Boolean, nullable=False, default=False),
)

tickets = Table(
    "tickets",
    metadata,
    Column("hash", String(64), primary_key=True),
    _id("user_id"),
    Column("expires_at", String(24), nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    Column("hash", String(64), primary_key=True),
    _id("user_id", index=True),
    Column("created_at", String(24), nullable=False),
    Column("expires_at", String(24), nullable=False),
)

threads = Table(
    "threads",
    metadata,
    _id(primary_key=True),
    _id("owner_id"),
    Column("title", String(200), nullable=False),
    Column("status", Text, nullable=False),
    Column("metadata", Text, nullable=False),
    Column("created_at", String(24), nullable=False),
    Column("updated_at", String(24), nullable=False),
    Column("deleted_at", String(24)),
    Column("revision", Integer, nullable=False),
    Column("epoch", String(64), nullable=False),
    Column("head", BigInteger, nullable=False),
    Column("turn_id", String(64)),
)

members = Table(
    "members",
    metadata,
    Column("user_id", String(64), primary_key=True),
    Column("thread_id", String(64), primary_key=True, index=True),
    Column("access", String(8), nullable=False),
    Column("last_read", BigInteger, nullable=False, default=0),
    sqlite_with_rowid=False,
)

events = Table(
    "events",
    metadata,
    Column("thread_id", String(64), primary_key=True),
    Column("offset", BigInteger, primary_key=True, autoincrement=False),
    Column("frame", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

items = Table(
    "items",
    metadata,
    Column("thread_id", String(64), primary_key=True),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    _id("id", unique=True),
    Column("type", String(64), nullable=False),
    Column("status", String(16), nullable=False),
    Column("turn_id", String(64)),
    Column("attempt", Integer, nullable=False),
    Column("author", Text, nullable=False),
    Column("content", Text, nullable=False),
    Column("attachments", Text, nullable=False),
    Column("created_at", String(24), nullable=False),
    Column("metadata", Text, nullable=False, server_default="{}"),
    Column("expires_at", String(24)),
    Column("held", Text),
    Index("ix_items_open", "turn_id", sqlite_where=_OPEN, postgresql_where=_OPEN),
    sqlite_with_rowid=False,
)

searchable = Table(
    "searchable",
    metadata,
    Column("id", Integer, primary_key=True),
    _id("item_id", unique=True),
    _id("thread_id"),
)

turns = Table(
    "turns",
    metadata,
    Column("thread_id", String(64), primary_key=True),
    _id(primary_key=True),
    Column("status", String(16), nullable=False),
    _id("user_id"),
    Column("item_id", String(64)),
    Column("kind", String(16), nullable=False),
    Column("created_at", String(24), nullable=False),
    Column("ended_at", String(24)),
    Column("client", String(200)),
    Column("steps", Text),
    Index(
        "ix_turns_pending",
        "thread_id",
        "status",
        sqlite_where=_PENDING,
        postgresql_where=_PENDING,
    ),
    sqlite_with_rowid=False,
)

submissions = Table(
    "submissions",
    metadata,
    Column("user_id", String(64), primary_key=True),
    Column("client_id", String(64), primary_key=True),
    Column("body_hash", String(64), nullable=False),
    Column("answer", LargeBinary, nullable=False),
    Column("created_at", String(24), nullable=False, index=True),
    sqlite_with_rowid=False,
)

attachments = Table(
    "attachments",
    metadata,
    _id(primary_key=True),
    _id("owner_id", index=True),
    Column("thread_id", String(64), index=True),
    Column("name", String(255), nullable=False),
    Column("claimed_type", String(100), nullable=False),
    Column("mime_type", String(100), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("status", String(16), nullable=False),
    Column("digest", String(64)),
    Column("preview", Boolean, nullable=False, default=False),
    Column("created_at", String(24), nullable=False),
)

feedback = Table(
    "feedback",
    metadata,
    Column("item_id", String(64), primary_key=True),
    Column("user_id", String(64), primary_key=True),
    Column("rating", String(8), nullable=False),
    Column("comment", Text, nullable=False),
    Column("created_at", String(24), nullable=False),
)

ui_entries = Table(
    "ui_entries",
    metadata,
    Column("layer", String(16), primary_key=True),
    Column("of", String(200), primary_key=True),
    Column("path", String(140), primary_key=True),
    Column("owner", String(200), nullable=False, index=True),
    Column("entry", Text, nullable=False),
    sqlite_with_rowid=False,
)

frames = Table(
    "frames",
    metadata,
    _id(primary_key=True),
    Column("frame", Text, nullable=False),
    sqlite_with_rowid=False,
)
