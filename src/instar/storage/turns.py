"""Turns: at most one open in a thread, queued ones behind it, each ended once."""

from typing import Any, Literal

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from instar.protocol.errors import not_found
from instar.protocol.threads import EndStatus, Turn
from instar.storage.tables import turns

TurnKind = Literal["submit", "retry", "continue"]
Record = Row[Any]


def insert_turn(conn: Connection, turn: Turn, kind: TurnKind, item_id: str | None) -> None:
    """Store an accepted turn. `item_id`: the user's message that it answers."""
    conn.execute(
        _INSERT,
        {
            "id": turn.id,
            "thread_id": turn.thread_id,
            "status": turn.status,
            "user_id": turn.user_id,
            "created_at": turn.created_at,
            "kind": kind,
            "item_id": item_id,
        },
    )


def open_turn(conn: Connection, turn_id: str) -> None:
    """Open a queued turn."""
    conn.execute(_STATUS, {"turn": turn_id, "new_status": "open", "was": "queued", "at": None})


def end_turn(conn: Connection, turn_id: str, status: EndStatus, at: str) -> bool:
    """End an open or queued turn; False when it has ended before (and nothing is changed)."""
    return bool(conn.execute(_END, {"turn": turn_id, "new_status": status, "at": at}).rowcount)


def load_pending(conn: Connection, thread_id: str) -> list[Turn]:
    """The thread's open turn, then its queued ones in order."""
    rows = conn.execute(_PENDING, {"thread": thread_id}).all()
    return sorted(map(turn_of, rows), key=lambda turn: (turn.status != "open", turn.id))


def load_all_pending(conn: Connection) -> list[Turn]:
    """Every open and queued turn of the server, oldest first."""
    return sorted(map(turn_of, conn.execute(_ALL_PENDING)), key=lambda turn: turn.id)


def find_latest(conn: Connection, thread_id: str) -> Record | None:
    """The newest turn of the thread that answers a message, with `kind` and `item_id`."""
    return conn.execute(_LATEST, {"thread": thread_id}).first()


def get_turn(conn: Connection, thread_id: str, turn_id: str) -> Record:
    """A turn of the thread with its `kind` and `item_id`. Raises `not_found.turn`."""
    row = conn.execute(_ONE, {"thread": thread_id, "turn": turn_id}).one_or_none()
    if row is None:
        raise not_found("turn")
    return row


def turn_of(row: Row[Any]) -> Turn:
    """A row as the wire has it."""
    return Turn(
        id=row.id,
        thread_id=row.thread_id,
        status=row.status,
        user_id=row.user_id,
        created_at=row.created_at,
        ended_at=row.ended_at,
    )


_INSERT = insert(turns)
_STATUS = (
    update(turns)
    .where(turns.c.id == bindparam("turn"), turns.c.status == bindparam("was"))
    .values(status=bindparam("new_status"), ended_at=bindparam("at"))
)
_END = (
    update(turns)
    .where(turns.c.id == bindparam("turn"), turns.c.status.in_(("open", "queued")))
    .values(status=bindparam("new_status"), ended_at=bindparam("at"))
)
_ALL_PENDING = select(turns).where(turns.c.status.in_(("open", "queued")))
_PENDING = _ALL_PENDING.where(turns.c.thread_id == bindparam("thread"))
_OF_THREAD = select(turns).where(turns.c.thread_id == bindparam("thread"))
_ONE = _OF_THREAD.where(turns.c.id == bindparam("turn"))
_LATEST = _OF_THREAD.where(turns.c.item_id.is_not(None)).order_by(turns.c.id.desc()).limit(1)
