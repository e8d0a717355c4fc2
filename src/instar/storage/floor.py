"""Who has the floor, as it outlives the server."""

import msgspec
from sqlalchemy import bindparam, delete, insert, select, update

from instar.model.floor import Frame
from instar.protocol.errors import InstarError
from instar.storage.statement import Connection, Statement
from instar.storage.tables import frames


def load_frames(conn: Connection) -> list[Frame]:
    """Every handler that has the floor somewhere, the first to take it first."""
    return [msgspec.json.decode(body, type=Frame) for body in _ALL.scalars(conn)]


def insert_frame(conn: Connection, frame: Frame) -> None:
    """A handler takes the floor."""
    _INSERT.execute(conn, id=frame.id, frame=_json(frame))


def save_frame(conn: Connection, frame: Frame) -> None:
    """What a handler on the floor remembers has changed."""
    _SAVE.execute(conn, held=frame.id, new_frame=_json(frame))


def demand_frame(conn: Connection, frame_id: str) -> None:
    """Raises `conflict.no_floor` when the handler has given it back, or lost it."""
    if _ONE.first(conn, held=frame_id) is None:
        raise InstarError("conflict.no_floor", "This handler has not the floor.")


def remove_frame(conn: Connection, frame_id: str) -> bool:
    """A handler gives the floor back; False when it had done so before."""
    return bool(_DELETE.execute(conn, held=frame_id).rowcount)


def _json(frame: Frame) -> str:
    return msgspec.json.encode(frame).decode()


_ALL = Statement(select(frames.c.frame).order_by(frames.c.id))
_ONE = Statement(select(frames.c.id).where(frames.c.id == bindparam("held")))
_INSERT = Statement(insert(frames))
_SAVE = Statement(
    update(frames).where(frames.c.id == bindparam("held")).values(frame=bindparam("new_frame"))
)
_DELETE = Statement(delete(frames).where(frames.c.id == bindparam("held")))
