"""The append-only log of a thread (SPEC, section L)."""

from typing import NamedTuple

from sqlalchemy import bindparam, insert, select, update

from instar.protocol import codec
from instar.protocol.base import PROTOCOL_VERSION, REPLAY_BYTES, REPLAY_EVENTS, Wire
from instar.protocol.down import ThreadEvent
from instar.protocol.errors import InstarError
from instar.protocol.ids import new_id, now
from instar.protocol.threads import Thread
from instar.storage.statement import Connection, Statement
from instar.storage.tables import events, threads


class LoggedEvent(NamedTuple):
    """A durable event and the frame that every reader gets of it."""

    event: ThreadEvent
    frame: bytes

    @property
    def offset(self) -> int:
        return self.event.offset


class Appender:
    """Appends to one thread's log inside a transaction; `close` writes its new head and open turn.

    `thread`: the thread as it was read in this transaction; it is read again when there is none.
    """

    def __init__(self, conn: Connection, thread_id: str, thread: Thread | None = None) -> None:
        row = thread or _POSITION.one(conn, thread=thread_id)
        self._conn = conn
        self.thread_id = thread_id
        self.epoch: str = row.epoch
        self.head: int = row.head
        self.open_turn: str | None = row.turn_id
        self.ts = now()
        self.appended: list[LoggedEvent] = []

    def demand_open(self, turn_id: str) -> None:
        """Raises `conflict.turn_ended` unless the turn is open: nothing follows its end [T4]."""
        if self.open_turn != turn_id:
            raise InstarError("conflict.turn_ended", "The turn has ended.")

    def append(
        self,
        event: type[ThreadEvent],
        payload: Wire,
        *,
        turn_id: str | None = None,
        ref: str | None = None,
    ) -> LoggedEvent:
        """Give the event the next offset. It is stored by `close`."""
        self.head += 1
        made = event(
            v=PROTOCOL_VERSION,
            id=new_id("evt"),
            ts=self.ts,
            ref=ref,
            thread_id=self.thread_id,
            turn_id=turn_id,
            epoch=self.epoch,
            offset=self.head,
            payload=payload,  # ty: ignore[unknown-argument]  (each kind of event has its own)
        )
        logged = LoggedEvent(made, codec.encode(made))
        self.appended.append(logged)
        return logged

    def close(self) -> list[LoggedEvent]:
        """Store what was appended and the thread's new head; returns the events."""
        if self.appended:
            rows = [
                {"thread_id": self.thread_id, "offset": logged.offset, "frame": logged.frame}
                for logged in self.appended
            ]
            _INSERT.execute_many(self._conn, rows)
            _ADVANCE.execute(
                self._conn,
                thread=self.thread_id,
                new_head=self.head,
                new_turn=self.open_turn,
                at=self.ts,
            )
        return self.appended


def load_missing(conn: Connection, thread_id: str, after: int, head: int) -> list[bytes] | None:
    """The frames of the events in (`after`, `head`], or None when that is not whole or too much."""
    if not 0 <= head - after <= REPLAY_EVENTS:
        return None
    frames: list[bytes] = []
    size = 0
    for (frame,) in _SINCE.rows(conn, thread=thread_id, after=after, head=head):
        size += len(frame)
        if size > REPLAY_BYTES:
            return None
        frames.append(frame)
    return frames if len(frames) == head - after else None


def load_frames(conn: Connection, thread_id: str) -> list[bytes]:
    """Every frame of the thread's log, in order."""
    return _ALL.scalars(conn, thread=thread_id)


_POSITION = Statement(
    select(threads.c.epoch, threads.c.head, threads.c.turn_id).where(
        threads.c.id == bindparam("thread")
    )
)
_INSERT = Statement(insert(events))
_ADVANCE = Statement(
    update(threads)
    .where(threads.c.id == bindparam("thread"))
    .values(head=bindparam("new_head"), turn_id=bindparam("new_turn"), updated_at=bindparam("at"))
)
_IN_ORDER = (
    select(events.c.frame)
    .where(events.c.thread_id == bindparam("thread"))
    .order_by(events.c.offset)
)
_ALL = Statement(_IN_ORDER)
_SINCE = Statement(
    _IN_ORDER.where(events.c.offset > bindparam("after"), events.c.offset <= bindparam("head"))
)
