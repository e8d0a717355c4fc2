"""Full-text search over items: `index`, `forget`, `find`. The one place that knows an engine's own SQL."""

from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, text

from instar.protocol.threads import Item, text_of
from instar.storage.tables import searchable

CREATE_SQLITE = (
    "CREATE VIRTUAL TABLE item_words USING fts5(words, tokenize = 'unicode61 remove_diacritics 2')"
)
"""The words of each `searchable` row, under the same id."""
_INDEXED_TYPES = frozenset({"user_message", "assistant_message", "notice"})


def index(conn: Connection, item: Item) -> None:
    """Make an item that has ended findable by its text."""
    if item.status == "in_progress" or item.type not in _INDEXED_TYPES:
        return
    if item.attempt > 1:
        forget(conn, item.id)
    if words := text_of(item):
        made = conn.execute(_INSERT, {"item_id": item.id, "thread_id": item.thread_id})
        conn.execute(_INSERT_WORDS, {"id": made.scalar_one(), "words": words})


def forget(conn: Connection, item_id: str) -> None:
    """Make an item unfindable."""
    found = conn.execute(_PLACE, {"item": item_id}).scalar_one_or_none()
    if found is not None:
        conn.execute(_FORGET, {"place": found})
        conn.execute(_FORGET_WORDS, {"id": found})


def find(
    conn: Connection, user_id: str, query: str, *, limit: int, before: int | None = None
) -> list[Any]:
    """Items that hold every word of `query` in threads that the user may read, newest first.

    Rows of (place, item_id, thread_id, excerpt); the last word matches as a beginning.
    `place` of the last row is the `before` of the next page.
    """
    terms = ['"' + word.replace('"', '""') + '"' for word in query.split()[:16]]
    if not terms:
        return []
    values = {
        "match": " ".join(terms) + "*",
        "user": user_id,
        "before": before if before is not None else 2**62,
        "limit": limit,
    }
    return list(conn.execute(_FIND, values))


_INSERT = insert(searchable).returning(searchable.c.id)
_INSERT_WORDS = text("INSERT INTO item_words (rowid, words) VALUES (:id, :words)")
_PLACE = select(searchable.c.id).where(searchable.c.item_id == bindparam("item"))
_FORGET = delete(searchable).where(searchable.c.id == bindparam("place"))
_FORGET_WORDS = text("DELETE FROM item_words WHERE rowid = :id")
_FIND = text(
    "SELECT s.id AS place, s.item_id, s.thread_id, snippet(item_words, 0, '', '', '…', 24) AS excerpt"
    " FROM item_words w JOIN searchable s ON s.id = w.rowid"
    " JOIN members m ON m.thread_id = s.thread_id AND m.user_id = :user"
    " JOIN threads t ON t.id = s.thread_id AND t.deleted_at IS NULL"
    " WHERE item_words MATCH :match AND w.rowid < :before ORDER BY w.rowid DESC LIMIT :limit"
)
