"""Items: the reduction of the log that pages, snapshots and handlers read."""

from functools import lru_cache
from typing import Any

import msgspec
from sqlalchemy import bindparam, delete, insert, literal_column, select, update

from instar.model.held import Held
from instar.protocol.base import Wire
from instar.protocol.errors import not_found
from instar.protocol.parts import Part
from instar.protocol.threads import Attachment, Author, Item, ItemStatus, Rating
from instar.storage import search
from instar.storage.statement import Connection, Row, Statement
from instar.storage.tables import items

_content = msgspec.json.Decoder(list[Part])
_attachments = msgspec.json.Decoder(list[Attachment])
_author = msgspec.json.Decoder(Author)
_held = msgspec.json.Decoder(Held)
_NONE = "[]"
_EMPTY = "{}"
_NO_ATTACHMENTS = msgspec.Raw(_NONE)
_NO_METADATA = msgspec.Raw(_EMPTY)


class StoredItem(Wire):
    """An `Item` on its way out: what is JSON in the database is not read, and says the same."""

    id: str
    thread_id: str
    type: str
    status: ItemStatus
    author: msgspec.Raw
    created_at: str
    position: int
    content: msgspec.Raw
    turn_id: str | None = None
    attempt: int = 1
    attachments: msgspec.Raw = _NO_ATTACHMENTS
    rating: Rating | None = None
    metadata: msgspec.Raw = _NO_METADATA
    expires_at: str | None = None


@lru_cache(1024)
def _author_of(author: str) -> Author:
    """Few people write many items."""
    return _author.decode(author)


def insert_item(conn: Connection, item: Item, held: Held | None = None) -> None:
    """Store a new item. `held`: what it means to the server alone."""
    _INSERT.execute(conn, **_row(item, held))
    if item.status != "in_progress":
        search.remember(conn, item)


def save_item(conn: Connection, item: Item) -> None:
    """Store an item that ends, or one that had ended and goes on."""
    _SAVE.execute(
        conn,
        **_place(item),
        new_status=item.status,
        new_attempt=item.attempt,
        new_content=_json(item.content),
        new_turn_id=item.turn_id,
        new_metadata=_json(item.metadata),
        new_expires_at=item.expires_at,
    )
    if item.status == "in_progress":
        search.forget(conn, item.id)
    else:
        search.remember(conn, item)


def change_item(conn: Connection, item: Item) -> None:
    """Store an item that had ended as it is now."""
    search.forget(conn, item.id)
    save_item(conn, item)


def checkpoint(conn: Connection, open_items: list[Item]) -> None:
    """Store the text that open items have so far. An item that has ended meanwhile keeps its own."""
    rows = [
        {**_place(item), "new_content": _json(item.content), "held": item.attempt}
        for item in open_items
    ]
    _CHECKPOINT.execute_many(conn, rows)


def find_held(conn: Connection, thread_id: str, item_id: str) -> Held | None:
    """What an item means to the server alone; None when it means nothing, or is not there."""
    row = _HELD.first(conn, thread=thread_id, item=item_id)
    return None if row is None or row.held is None else _held.decode(row.held)


def load_authors_from(conn: Connection, thread_id: str, position: int) -> list[Author]:
    """Who wrote the items of the thread from `position` on."""
    authors = _AUTHORS_FROM.scalars(conn, thread=thread_id, place=position)
    return [_author_of(author) for author in authors]


def remove_from(conn: Connection, thread_id: str, position: int) -> list[str]:
    """Remove every item of the thread from `position` on; returns their ids, in order."""
    removed = _IDS_FROM.scalars(conn, thread=thread_id, place=position)
    _DELETE_FROM.execute(conn, thread=thread_id, place=position)
    for item_id in removed:
        search.forget(conn, item_id)
    return removed


def remove_item(conn: Connection, item: Item) -> None:
    """Remove one item."""
    _DELETE_ONE.execute(conn, **_place(item))
    search.forget(conn, item.id)


def get_item(conn: Connection, thread_id: str, item_id: str) -> Item:
    """One item of the thread. Raises `not_found.item`."""
    found = find_item(conn, thread_id, item_id)
    if found is None:
        raise not_found("item")
    return found


def find_item(conn: Connection, thread_id: str, item_id: str) -> Item | None:
    """One item of the thread, or None."""
    row = _BY_ID.first(conn, thread=thread_id, item=item_id)
    return None if row is None else item_of(row)


def load_newest(
    conn: Connection, thread_id: str, limit: int, *, most_bytes: int | None = None
) -> tuple[list[Item], bool]:
    """The newest items in order of position, and whether there are older ones.

    `most_bytes` of content in all, but one item at least.
    """
    found: list[Item] = []
    content = 0
    for row in _DOWN.rows(conn, thread=thread_id, limit=limit + 1):
        content += len(row.content)
        if len(found) == limit or (found and most_bytes is not None and content > most_bytes):
            return found[::-1], True
        found.append(item_of(row))
    return found[::-1], False


def load_page(
    conn: Connection,
    thread_id: str,
    *,
    limit: int,
    ascending: bool = False,
    after: str | None = None,
    before: str | None = None,
) -> tuple[list[StoredItem], bool]:
    """A page of the thread's items and whether more lie in the direction of reading."""
    low, high = 0, 2**53
    for cursor, is_low in ((after, ascending), (before, not ascending)):
        if cursor is not None:
            position = get_item(conn, thread_id, cursor).position
            low, high = (position, high) if is_low else (low, position)
    backwards = before is not None and after is None
    statement = _UP if ascending != backwards else _DOWN
    rows = statement.execute(conn, thread=thread_id, low=low, high=high, limit=limit + 1).fetchall()
    found = [_stored(*row) for row in rows[:limit]]
    return (found[::-1] if backwards else found), len(rows) > limit


def load_all(conn: Connection, thread_id: str) -> list[Item]:
    """Every item of the thread in order."""
    return [item_of(row) for row in _IN_ORDER.rows(conn, thread=thread_id)]


def load_open(conn: Connection, turn_id: str) -> list[Item]:
    """The items of a turn that have not ended."""
    return [item_of(row) for row in _OPEN.rows(conn, turn=turn_id)]


def load_of_turn(conn: Connection, thread_id: str, turn_id: str, *, after: int) -> list[Item]:
    """The items of a turn beyond a position, in order."""
    rows = _AFTER.rows(conn, thread=thread_id, place=after)
    return [item_of(row) for row in rows if row.turn_id == turn_id]


def item_of(row: Row) -> Item:
    """A row as the wire has it."""
    return Item(
        id=row.id,
        thread_id=row.thread_id,
        position=row.position,
        type=row.type,
        status=row.status,
        turn_id=row.turn_id,
        attempt=row.attempt,
        author=_author_of(row.author),
        content=_content.decode(row.content),
        attachments=[] if row.attachments == _NONE else _attachments.decode(row.attachments),
        created_at=row.created_at,
        metadata={} if row.metadata == _EMPTY else msgspec.json.decode(row.metadata),
        expires_at=row.expires_at,
    )


def _stored(
    thread_id: str,
    position: int,
    item_id: str,
    type_: str,
    status: ItemStatus,
    turn_id: str | None,
    attempt: int,
    author: str,
    content: str,
    attachments: str,
    created_at: str,
    metadata: str,
    expires_at: str | None,
) -> StoredItem:
    """The columns of a row, in their order: a page has too many for a record of each in between."""
    return StoredItem(
        id=item_id,
        thread_id=thread_id,
        position=position,
        type=type_,
        status=status,
        turn_id=turn_id,
        attempt=attempt,
        author=msgspec.Raw(author),
        content=msgspec.Raw(content),
        attachments=_NO_ATTACHMENTS if attachments == _NONE else msgspec.Raw(attachments),
        created_at=created_at,
        metadata=_NO_METADATA if metadata == _EMPTY else msgspec.Raw(metadata),
        expires_at=expires_at,
    )


def _row(item: Item, held: Held | None) -> dict[str, Any]:
    return {
        "thread_id": item.thread_id,
        "position": item.position,
        "id": item.id,
        "type": item.type,
        "status": item.status,
        "turn_id": item.turn_id,
        "attempt": item.attempt,
        "author": _json(item.author),
        "content": _json(item.content),
        "attachments": _json(item.attachments),
        "created_at": item.created_at,
        "metadata": _json(item.metadata),
        "expires_at": item.expires_at,
        "held": None if held is None else _json(held),
    }


def _place(item: Item) -> dict[str, Any]:
    return {"thread": item.thread_id, "place": item.position}


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


_HERE = (items.c.thread_id == bindparam("thread")) & (items.c.position == bindparam("place"))
_INSERT = Statement(insert(items))
_SAVE = Statement(
    update(items)
    .where(_HERE)
    .values(
        status=bindparam("new_status"),
        attempt=bindparam("new_attempt"),
        content=bindparam("new_content"),
        turn_id=bindparam("new_turn_id"),
        metadata=bindparam("new_metadata"),
        expires_at=bindparam("new_expires_at"),
    )
)
_CHECKPOINT = Statement(
    update(items)
    .where(_HERE, items.c.status == "in_progress", items.c.attempt == bindparam("held"))
    .values(content=bindparam("new_content"))
)
_SHOWN = [column for column in items.c if column is not items.c.held]
_ALL = select(*_SHOWN).where(items.c.thread_id == bindparam("thread"))
_IN_ORDER = Statement(_ALL.order_by(items.c.position))
_BY_ID = Statement(_ALL.where(items.c.id == bindparam("item")))
_HELD = Statement(
    select(items.c.held).where(
        items.c.thread_id == bindparam("thread"), items.c.id == bindparam("item")
    )
)
_BETWEEN = _ALL.where(
    items.c.position > bindparam("low", 0), items.c.position < bindparam("high", 2**53)
).limit(bindparam("limit"))
_UP = Statement(_BETWEEN.order_by(items.c.position))
_DOWN = Statement(_BETWEEN.order_by(items.c.position.desc()))
_FROM = (items.c.thread_id == bindparam("thread")) & (items.c.position >= bindparam("place"))
_IDS_FROM = Statement(select(items.c.id).where(_FROM).order_by(items.c.position))
_AUTHORS_FROM = Statement(select(items.c.author).where(_FROM))
_DELETE_FROM = Statement(delete(items).where(_FROM))
_DELETE_ONE = Statement(delete(items).where(_HERE))
_AFTER = Statement(
    select(*_SHOWN)
    .where(items.c.thread_id == bindparam("thread"), items.c.position > bindparam("place"))
    .order_by(items.c.position)
)
_OPEN = Statement(
    select(*_SHOWN).where(
        items.c.turn_id == bindparam("turn"), items.c.status == literal_column("'in_progress'")
    )
)
