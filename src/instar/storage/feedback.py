"""What users think of items. Each sees their own rating only."""

from typing import TypeVar

import msgspec
from sqlalchemy import bindparam, delete, insert, select

from instar.protocol.ids import now
from instar.protocol.rest import SetFeedback
from instar.protocol.threads import Item
from instar.storage.items import StoredItem
from instar.storage.statement import Connection, Statement
from instar.storage.tables import feedback, items

Shown = TypeVar("Shown", Item, StoredItem)


def save_feedback(conn: Connection, user_id: str, item_id: str, body: SetFeedback) -> None:
    """Replace the user's feedback on an item; a rating of None takes it back."""
    _FORGET.execute(conn, user=user_id, item=item_id)
    if body.rating is not None:
        row = {
            "item_id": item_id,
            "user_id": user_id,
            "rating": body.rating,
            "comment": body.comment,
            "created_at": now(),
        }
        _INSERT.execute(conn, **row)


def annotate(conn: Connection, user_id: str, shown: list[Shown]) -> list[Shown]:
    """Items of one thread with the user's own ratings."""
    if not shown:
        return shown
    places = [item.position for item in shown]
    rows = _BETWEEN.rows(
        conn, user=user_id, thread=shown[0].thread_id, low=min(places), high=max(places)
    )
    ratings = {row.item_id: row.rating for row in rows}
    return [
        msgspec.structs.replace(item, rating=ratings[item.id]) if item.id in ratings else item
        for item in shown
    ]


def load_own(conn: Connection, user_id: str, thread_id: str) -> dict[str, SetFeedback]:
    """The user's feedback in a thread, by item id."""
    rows = _OF_THREAD.rows(conn, user=user_id, thread=thread_id)
    return {row.item_id: SetFeedback(rating=row.rating, comment=row.comment) for row in rows}


_INSERT = Statement(insert(feedback))
_FORGET = Statement(
    delete(feedback).where(
        feedback.c.user_id == bindparam("user"), feedback.c.item_id == bindparam("item")
    )
)
_OWN = (
    select(feedback)
    .join(items, items.c.id == feedback.c.item_id)
    .where(feedback.c.user_id == bindparam("user"), items.c.thread_id == bindparam("thread"))
)
_BETWEEN = Statement(
    _OWN.where(items.c.position >= bindparam("low"), items.c.position <= bindparam("high"))
)
_OF_THREAD = Statement(_OWN.order_by(items.c.position))
