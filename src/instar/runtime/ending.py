"""Units of work that end turns: exactly one `turn.end` each, then the next queued one opens [T4]."""

from typing import NamedTuple

import msgspec

from instar.model.open_text import without_stream
from instar.protocol.down import (
    ItemDone,
    ItemPayload,
    ItemRemoved,
    ItemRemovedPayload,
    TurnEnd,
    TurnEndPayload,
)
from instar.protocol.errors import ErrorPayload, InstarError
from instar.protocol.parts import AskPart, ToolCallPart
from instar.protocol.threads import EndStatus, Item, Turn
from instar.runtime import tool_calls
from instar.runtime.notices import add_error
from instar.runtime.opening import Opened, open_turn, read_message, taker_of
from instar.runtime.router import Router
from instar.runtime.steps import began
from instar.storage import accounts, interface, items, turns
from instar.storage.database import Connection
from instar.storage.log import Appender, LoggedEvent


class Ended(NamedTuple):
    """The events of an ending, and what to run now."""

    events: list[LoggedEvent] = []
    next: Opened | None = None


def end(
    conn: Connection,
    turn: Turn,
    status: EndStatus,
    open_items: list[Item],
    router: Router,
    *,
    error: ErrorPayload | None = None,
    unused: Item | None = None,
    go_on: bool = True,
) -> Ended:
    """End a turn and what it has open, as `open_items` have it where that is newer than what is
    stored: one of those that is `done` is so however the turn ends. A turn that has ended stays as
    it is. `error`, why it failed, becomes an item. What the turn has set in the interface is forgotten.

    `unused`: an answer that was opened with the turn and never written to; it is removed.
    `go_on`: open the next queued turn.
    """
    log = Appender(conn, turn.thread_id)
    if not turns.end_turn(conn, turn, status, log.ts):
        return Ended()
    if log.open_turn == turn.id:
        log.open_turn = None
    if unused is not None:
        items.remove_item(conn, unused)
        log.append(ItemRemoved, ItemRemovedPayload(item_ids=[unused.id]), turn_id=turn.id)
    newest = {item.id: item for item in open_items}
    left = "done" if status == "completed" else "incomplete"
    for stored in items.load_open(conn, turn.id):
        done = newest.get(stored.id, stored)
        if done.status != "done":
            done = msgspec.structs.replace(left_behind(done), status=left)
        items.save_item(conn, done)
        log.append(ItemDone, ItemPayload(item=done), turn_id=turn.id)
    if error is not None:
        add_error(conn, log, turn.id, error)
    payload = TurnEndPayload(status=status, retryable=status != "completed", error=error)
    log.append(TurnEnd, payload, turn_id=turn.id)
    interface.forget_owner(conn, owner_of(turn.id))
    following = _open_next(conn, log, router) if go_on else None
    return Ended(log.close(), following)


def owner_of(turn_id: str) -> str:
    """Whose the keys of the interface are that last as long as the turn."""
    return f"turn:{turn_id}"


def left_behind(item: Item) -> Item:
    """A question that nobody will answer any more says so; nothing more comes to what was written."""
    match item.content:
        case [AskPart() as part]:
            unasked = msgspec.structs.replace(part, status="cancelled")
            return msgspec.structs.replace(item, content=[unasked])
        case [ToolCallPart() as part]:
            return msgspec.structs.replace(item, content=[tool_calls.left_behind(part)])
        case _:
            return without_stream(item)


def end_item(conn: Connection, item: Item) -> list[LoggedEvent]:
    """End an item whose turn goes on. Raises `conflict.turn_ended` when it does not."""
    log = Appender(conn, item.thread_id)
    log.demand_open(item.turn_id or "")
    items.save_item(conn, item)
    log.append(ItemDone, ItemPayload(item=item), turn_id=item.turn_id)
    return log.close()


def end_dead(conn: Connection, router: Router) -> list[Ended]:
    """End what a dead server left open as `interrupted`, but a turn that has asked goes on; what
    waited behind them opens [T7] [A4]."""
    pending = turns.load_all_pending(conn)
    ended = [_go_on(conn, turn, router) for turn in pending if turn.status == "open"]
    with_open = {turn.thread_id for turn in pending if turn.status == "open"}
    for thread_id in {turn.thread_id for turn in pending} - with_open:
        log = Appender(conn, thread_id)
        following = _open_next(conn, log, router)
        ended.append(Ended(log.close(), following))
    return ended


def _go_on(conn: Connection, turn: Turn, router: Router) -> Ended:
    row = turns.get_turn(conn, turn.thread_id, turn.id)
    message = items.find_item(conn, turn.thread_id, row.item_id) if row.steps else None
    user = accounts.find_user(conn, turn.user_id)
    if message is None or user is None:
        return end(conn, turn, "interrupted", [], router)
    try:
        taker = router.resume(read_message(conn, message)[0], *began(row.steps))
    except InstarError as error:
        return end(conn, turn, "failed", [], router, error=error.payload())
    return Ended(next=Opened(turn, user, taker, row.client, steps=row.steps))


def _open_next(conn: Connection, log: Appender, router: Router) -> Opened | None:
    for waiting in turns.load_pending(conn, log.thread_id):
        row = turns.get_turn(conn, log.thread_id, waiting.id)
        message = items.find_item(conn, log.thread_id, row.item_id)
        user = accounts.find_user(conn, waiting.user_id)
        if message is None or user is None:
            # Its message was removed while it waited, or who asked: there is nothing to answer.
            turns.end_turn(conn, waiting, "cancelled", log.ts)
            log.append(TurnEnd, TurnEndPayload(status="cancelled"), turn_id=waiting.id)
            continue
        try:
            taker = taker_of(conn, router, message, row.client)
        except InstarError as error:
            turns.end_turn(conn, waiting, "failed", log.ts)
            add_error(conn, log, waiting.id, error.payload())
            payload = TurnEndPayload(status="failed", error=error.payload())
            log.append(TurnEnd, payload, turn_id=waiting.id)
            continue
        turns.open_turn(conn, waiting)
        opened = msgspec.structs.replace(waiting, status="open")
        return open_turn(conn, log, opened, user, taker, row.client)
    return None
