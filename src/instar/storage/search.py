"""Full-text search over items: `find`, and the DDL that keeps the words.

The one place that knows an engine's own SQL. Triggers keep the words of every item that has ended
beside it, whoever writes the item; an open item's text changes too often to be worth it.
"""

from sqlalchemy import Connection as SetupConnection
from sqlalchemy import column, text

from instar.storage.statement import Connection, Row, Statement

_WORDS = "(SELECT group_concat(json_extract(value, '$.text'), ' ') FROM json_each(new.content))"
_REMEMBER = (
    " INSERT INTO searchable (item_id, thread_id) VALUES (new.id, new.thread_id);"  # noqa: S608
    f" INSERT INTO item_words (rowid, words) SELECT id, {_WORDS} FROM searchable WHERE item_id = new.id;"
)
_FORGET = (
    " DELETE FROM item_words WHERE rowid = (SELECT id FROM searchable WHERE item_id = old.id);"
    " DELETE FROM searchable WHERE item_id = old.id;"
)
_CREATE_SQLITE = (
    "CREATE VIRTUAL TABLE item_words USING fts5(words, tokenize = 'unicode61 remove_diacritics 2')",
    (
        "CREATE TRIGGER items_words_added AFTER INSERT ON items WHEN new.status <> 'in_progress'"
        f" BEGIN{_REMEMBER} END"
    ),
    (
        "CREATE TRIGGER items_words_changed AFTER UPDATE OF content, status ON items"
        f" WHEN new.status <> 'in_progress' BEGIN{_FORGET}{_REMEMBER} END"
    ),
    (
        "CREATE TRIGGER items_words_reopened AFTER UPDATE OF status ON items"
        f" WHEN new.status = 'in_progress' AND old.status <> 'in_progress' BEGIN{_FORGET} END"
    ),
    f"CREATE TRIGGER items_words_removed AFTER DELETE ON items BEGIN{_FORGET} END",
)


def create(conn: SetupConnection) -> None:
    """Make what search needs in a database that has the tables."""
    for statement in _CREATE_SQLITE:
        conn.exec_driver_sql(statement)


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


_FIND = Statement(
    text(
        "SELECT s.id AS place, s.item_id, s.thread_id, snippet(item_words, 0, '', '', '…', 24) AS excerpt"
        " FROM item_words w JOIN searchable s ON s.id = w.rowid"
        " JOIN members m ON m.thread_id = s.thread_id AND m.user_id = :user"
        " JOIN threads t ON t.id = s.thread_id AND t.deleted_at IS NULL"
        " WHERE item_words MATCH :match AND w.rowid < :before ORDER BY w.rowid DESC LIMIT :limit"
    ).columns(column("place"), column("item_id"), column("thread_id"), column("excerpt"))
)
