"""Full-text search over items: `find`, and the words that it looks in.

The one place that knows an engine's own SQL. The words are those of every item that has ended,
kept by the transaction that ends it; an open item's text changes too often to be worth it.
"""

from sqlalchemy import Connection as SetupConnection
from sqlalchemy import bindparam, column, delete, insert, text

from instar.protocol.parts import words_of
from instar.protocol.threads import Item
from instar.storage.statement import Connection, Row, Statement
from instar.storage.tables import searchable

_CREATE_SQLITE = (
    "CREATE VIRTUAL TABLE item_words USING fts5(words, tokenize = 'unicode61 remove_diacritics 2')"
)


def create(conn: SetupConnection) -> None:
    """Make what search needs in a database that has the tables."""
    conn.exec_driver_sql(_CREATE_SQLITE)


def remember(conn: Connection, item: Item) -> None:
    """Make an item that has ended findable. Not for one that is so already."""
    place = _INSERT.execute(conn, id=None, item_id=item.id, thread_id=item.thread_id).lastrowid
    words = " ".join(filter(None, map(words_of, item.content)))
    _INSERT_WORDS.execute(conn, place=place, words=words)


def forget(conn: Connection, item_id: str) -> None:
    """Make an item findable no more; one that is not stays so."""
    _DELETE_WORDS.execute(conn, item=item_id)
    _DELETE.execute(conn, item=item_id)


def find(
    conn: Connection, user_id: str, query: str, *, limit: int, before: int | None = None
) -> list[Row]:
    """Items that hold every word of `query` in threads that the user may read, newest first.

    Rows of (place, item_id, thread_id, excerpt); the last word matches as a beginning.
    `place` of the last row is the `before` of the next page.
    """
    terms = ['"' + word.replace('"', '""') + '"' for word in query.replace("\0", " ").split()[:16]]
    if not terms:
        return []
    rows = _FIND.rows(
        conn,
        match=" ".join(terms) + "*",
        user=user_id,
        before=before if before is not None else 2**62,
        limit=limit,
    )
    return list(rows)


_INSERT = Statement(insert(searchable))
_DELETE = Statement(delete(searchable).where(searchable.c.item_id == bindparam("item")))
_INSERT_WORDS = Statement(text("INSERT INTO item_words (rowid, words) VALUES (:place, :words)"))
_DELETE_WORDS = Statement(
    text("DELETE FROM item_words WHERE rowid = (SELECT id FROM searchable WHERE item_id = :item)")
)
_FIND = Statement(
    text(
        "SELECT s.id AS place, s.item_id, s.thread_id, snippet(item_words, 0, '', '', '…', 24) AS excerpt"
        " FROM item_words w JOIN searchable s ON s.id = w.rowid"
        " JOIN members m ON m.thread_id = s.thread_id AND m.user_id = :user"
        " JOIN threads t ON t.id = s.thread_id AND t.deleted_at IS NULL"
        " WHERE item_words MATCH :match AND w.rowid < :before ORDER BY w.rowid DESC LIMIT :limit"
    ).columns(column("place"), column("item_id"), column("thread_id"), column("excerpt"))
)
