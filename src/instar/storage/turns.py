"""Turns: at most one open in a thread, queued ones behind it, each ended once."""

from typing import Literal

from sqlalchemy import bindparam, insert, literal_column, select, update

from instar.protocol.errors import not_found
from instar.protocol.threads import EndStatus, Turn
from instar.storage.statement import Connection, Row, Statement
from instar.storage.tables import turns

TurnKind = Literal["submit", "retry", "continue", "command", "action", "message"]
Record = Row


def insert_turn(
    conn: Connection, turn: Turn, kind: TurnKind, item_id: str | None, client: str | None = None
) -> None:
    """Store an accepted turn. `item_id`: the message that it answers. `client`: which sent it."""
    _INSERT.execute(
        conn,
        id=turn.id,
        thread_id=turn.thread_id,
        status=turn.status,
        user_id=turn.user_id,
        created_at=turn.created_at,
        ended_at=turn.ended_at,
        kind=kind,
        item_id=item_id,
        client=client,
        steps=None,
    )


def open_turn(conn: Connection, turn: Turn) -> None:
    """Open a queued turn."""
    _OPEN.execute(conn, thread=turn.thread_id, turn=turn.id)


def end_turn(conn: Connection, turn: Turn, status: EndStatus, at: str) -> bool:
    """End an open or queued turn; False when it has ended before (and nothing is changed)."""
    ended = _END.execute(conn, thread=turn.thread_id, turn=turn.id, new_status=status, at=at)
    return bool(ended.rowcount)


def save_steps(conn: Connection, turn: Turn, steps: str) -> None:
    """Store what a turn that has asked did so far."""
    _SAVE_STEPS.execute(conn, thread=turn.thread_id, turn=turn.id, new_steps=steps)


def load_pending(conn: Connection, thread_id: str) -> list[Turn]:
    """The thread's open turn, then its queued ones in order."""
    return [turn_of(row) for row in _PENDING.rows(conn, thread=thread_id)]


def load_all_pending(conn: Connection) -> list[Turn]:
    """Every open and queued turn of the server, oldest first."""
    return sorted(map(turn_of, _ALL_PENDING.rows(conn)), key=lambda turn: turn.id)


def find_latest(conn: Connection, thread_id: str) -> Record | None:
    """The newest turn of the thread that answers a message, with `kind` and `item_id`."""
    return _LATEST.first(conn, thread=thread_id)


def get_turn(conn: Connection, thread_id: str, turn_id: str) -> Record:
    """A turn of the thread with its `kind` and `item_id`. Raises `not_found.turn`."""
    row = _ONE.first(conn, thread=thread_id, turn=turn_id)
    if row is None:
        raise not_found("turn")
    return row


def turn_of(row: Row) -> Turn:
    """A row as the wire has it."""
    return Turn(
        id=row.id,
        thread_id=row.thread_id,
        status=row.status,
        user_id=row.user_id,
        created_at=row.created_at,
        ended_at=row.ended_at,
    )


_INSERT = Statement(insert(turns))
_PENDING_ONLY = turns.c.status.in_([literal_column("'open'"), literal_column("'queued'")])
_HERE = (turns.c.thread_id == bindparam("thread")) & (turns.c.id == bindparam("turn"))
_OPEN = Statement(update(turns).where(_HERE, turns.c.status == "queued").values(status="open"))
_SAVE_STEPS = Statement(update(turns).where(_HERE).values(steps=bindparam("new_steps")))
_END = Statement(
    update(turns)
    .where(_HERE, _PENDING_ONLY)
    .values(status=bindparam("new_status"), ended_at=bindparam("at"))
)
_OF_THREAD = select(turns).where(turns.c.thread_id == bindparam("thread"))
_ALL_PENDING = Statement(select(turns).where(_PENDING_ONLY))
# "open" sorts before "queued", and the order makes SQLite take the index of those alone.
_PENDING = Statement(_OF_THREAD.where(_PENDING_ONLY).order_by(turns.c.status, turns.c.id))
_ONE = Statement(select(turns).where(_HERE))
_LATEST = Statement(
    _OF_THREAD.where(turns.c.item_id.is_not(None)).order_by(turns.c.id.desc()).limit(1)
)
