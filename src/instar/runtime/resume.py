"""Bringing a reader up to date: what is missing, or a snapshot, then live without a hole (SPEC, section R)."""

from typing import NamedTuple

from instar.model.access import Principal
from instar.model.open_text import open_text_of
from instar.protocol.base import PROTOCOL_VERSION, SNAPSHOT_BYTES, SNAPSHOT_ITEMS
from instar.protocol.down import (
    SessionResumed,
    SessionResumedPayload,
    ThreadSnapshot,
    ThreadSnapshotPayload,
)
from instar.protocol.errors import InstarError
from instar.protocol.ids import new_id, now
from instar.protocol.threads import Item
from instar.protocol.up import Cursor
from instar.pubsub.frame import Frame, frame_of, stored_frame
from instar.pubsub.hub import Hub, Reader
from instar.runtime.interface import InterfaceKeeper, viewpoint
from instar.runtime.turns import Turns
from instar.storage import feedback, items, log, threads, turns
from instar.storage.database import Connection, Database

TRIES = 3


class CatchUp(NamedTuple):
    """What brings a reader to `head`: frames of events, or one snapshot with its items."""

    epoch: str
    head: int
    frames: list[Frame]
    recovered: bool
    open_ids: frozenset[str]
    shown: list[Item] = []


def load_catch_up(
    conn: Connection, principal: Principal, thread_id: str, cursor: Cursor | None
) -> CatchUp:
    """Authorise, then read what is missing as of one moment. Raises `not_found.thread`."""
    thread = threads.access_thread(conn, principal, thread_id, "read")
    open_items = items.load_open(conn, thread.turn_id) if thread.turn_id else []
    open_ids = frozenset(item.id for item in open_items)
    if cursor is not None and cursor.epoch == thread.epoch:
        missing = log.load_missing(conn, thread_id, cursor.offset, thread.head)
        if missing is not None:
            first = cursor.offset + 1
            frames = [stored_frame(body, first + index) for index, body in enumerate(missing)]
            return CatchUp(thread.epoch, thread.head, frames, recovered=True, open_ids=open_ids)
    newest, has_more = items.load_newest(conn, thread_id, SNAPSHOT_ITEMS, most_bytes=SNAPSHOT_BYTES)
    shown = feedback.annotate(conn, principal.user.id, newest)
    pending = turns.load_pending(conn, thread_id)
    latest = None if pending else turns.find_latest(conn, thread_id)
    snapshot = ThreadSnapshot(
        v=PROTOCOL_VERSION,
        id=new_id("evt"),
        ts=now(),
        thread_id=thread_id,
        epoch=thread.epoch,
        offset=thread.head,
        payload=ThreadSnapshotPayload(
            thread=thread,
            items=shown,
            has_more=has_more,
            turns=pending,
            last_turn=latest and turns.turn_of(latest),
        ),
    )
    return CatchUp(
        thread.epoch,
        thread.head,
        [frame_of(snapshot)],
        recovered=False,
        open_ids=open_ids,
        shown=shown,
    )


class Resume:
    """Subscribes readers to threads."""

    def __init__(
        self, database: Database, hub: Hub, turns: Turns, interface: InterfaceKeeper
    ) -> None:
        self._database = database
        self._hub = hub
        self._turns = turns
        self._interface = interface

    async def subscribe(
        self, reader: Reader, thread_id: str, cursor: Cursor | None, ref: str
    ) -> None:
        """Bring the reader up to date and keep it so. Raises `not_found.thread`.

        Position first, then data, then live: events that happen meanwhile are kept back and
        follow what was read; deltas are not, because the open text is read from memory last.
        """
        for _ in range(TRIES):
            subscription = self._hub.join(reader, thread_id)
            try:
                found = await self._database.read(
                    load_catch_up, reader.principal, thread_id, cursor
                )
            except BaseException:
                if self._hub.is_current(subscription):
                    self._hub.leave(reader, thread_id)
                raise
            if not self._hub.is_current(subscription):
                return
            if not subscription.overflowed:
                break
        else:
            self._hub.leave(reader, thread_id)
            raise InstarError("rate_limited.thread", "The thread moves too fast.", retry_after=1)
        for frame in found.frames:
            reader.send(frame)
        subscription.go_live(found.head)
        for frame in self._open_rest(thread_id, cursor, found):
            reader.send(frame)
        seen = viewpoint(reader.principal.user, thread_id)
        reader.send(self._interface.snapshot(seen, thread=True))
        reader.send(_resumed(thread_id, cursor, found, ref))

    def _open_rest(self, thread_id: str, cursor: Cursor | None, found: CatchUp) -> list[Frame]:
        shown = {item.id: item for item in found.shown}
        rest: list[Frame] = []
        for answer in self._turns.open_answers(thread_id):
            if answer.opened_at <= found.head and answer.id not in found.open_ids:
                # Its end was read already, and is about to be told of here.
                continue
            held = answer.base
            if answer.id in shown:
                held = len(open_text_of(shown[answer.id]))
            elif found.recovered and cursor is not None and answer.id in cursor.open:
                known = cursor.open[answer.id]
                if known.attempt == answer.attempt:
                    held = known.pos
            delta = answer.rest(held)
            if delta is not None:
                rest.append(frame_of(delta))
        return rest


def _resumed(thread_id: str, cursor: Cursor | None, found: CatchUp, ref: str) -> Frame:
    return frame_of(
        SessionResumed(
            v=PROTOCOL_VERSION,
            id=new_id("evt"),
            ts=now(),
            ref=ref,
            thread_id=thread_id,
            payload=SessionResumedPayload(
                recovered=found.recovered,
                from_=cursor.offset if cursor is not None and found.recovered else 0,
                to=found.head,
                epoch=found.epoch,
            ),
        )
    )
