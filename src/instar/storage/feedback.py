"""What users think of items. Each sees their own rating only."""

import msgspec
from sqlalchemy import Connection, bindparam, delete, insert, select

from instar.protocol.ids import now
from instar.protocol.rest import SetFeedback
from instar.protocol.threads import Item
from instar.storage.tables import feedback, items


def save_feedback(conn: Connection, user_id: str, item_id: str, body: SetFeedback) -> None:
    """Replace the user's feedback on an item; a rating of None takes it back."""
    conn.execute(_FORGET, {"user": user_id, "item": item_id})
    if body.rating is not None:
        row = {
            "item_id": item_id,
            "user_id": user_id,
            "rating": body.rating,
            "comment": body.comment,
            "created_at": now(),
        }
        conn.execute(_INSERT, row)


def annotate(conn: Connection, user_id: str, shown: list[Item]) -> list[Item]:
    """The items with the user's own ratings."""
    rows = conn.execute(_OF_ITEMS, {"user": user_id, "items": [item.id for item in shown]})
    ratings = {row.item_id: row.rating for row in rows}
    return [
        msgspec.structs.replace(item, rating=ratings[item.id]) if item.id in ratings else item
        for item in shown
    ]


def load_own(conn: Connection, user_id: str, thread_id: str) -> dict[str, SetFeedback]:
    """The user's feedback in a thread, by item id."""
    rows = conn.execute(_OF_THREAD, {"user": user_id, "thread": thread_id})
    return {row.item_id: SetFeedback(rating=row.rating, comment=row.comment) for row in rows}


_INSERT = insert(feedback)
_FORGET = delete(feedback).where(
    feedback.c.user_id == bindparam("user"), feedback.c.item_id == bindparam("item")
)
_OWN = select(feedback).where(feedback.c.user_id == bindparam("user"))
_OF_ITEMS = _OWN.where(feedback.c.item_id.in_(bindparam("items", expanding=True)))
_OF_THREAD = (
    _OWN.join(items, items.c.id == feedback.c.item_id)
    .where(items.c.thread_id == bindparam("thread"))
    .order_by(items.c.position)
)
