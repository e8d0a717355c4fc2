"""A thread as a document: everything of it, so that another server can have it too."""

import re
from datetime import datetime
from typing import Literal, NoReturn

import msgspec

from instar.protocol.base import Id, Metadata, Wire
from instar.protocol.down import (
    DurableEvent,
    ItemAdded,
    ItemDone,
    ItemRemoved,
    ItemUpdated,
    ThreadUpdated,
    TurnAccepted,
    TurnEnd,
    TurnStart,
)
from instar.protocol.errors import InstarError
from instar.protocol.rest import SetFeedback
from instar.protocol.threads import Attachment, Item, Thread, Turn
from instar.runtime.threads import demand_small

FORMAT = "instar.thread/1"
IMPORT_MARK = "importedFrom"
"""The key of a thread's metadata that says that it is a copy, and of what."""

_ITEM_TYPE = re.compile(r"[a-z][a-z0-9_.]{0,63}")
_NAME_CHARS = 100


class ArchivedAttachment(Wire):
    """A record and its bytes; none when the bytes were lost."""

    record: Attachment
    content: bytes | None


class Archive(Wire):
    """`events` is the thread's log, `items` what it reduces to, `feedback` the exporter's own."""

    format: Literal["instar.thread/1"]
    thread: Thread
    events: list[DurableEvent]
    items: list[Item]
    feedback: dict[Id, SetFeedback]
    attachments: list[ArchivedAttachment]


class History(msgspec.Struct):
    """What a log reduces to."""

    thread: Thread
    items: dict[str, Item] = {}
    turns: dict[str, Turn] = {}
    open_turn: str | None = None
    messages: dict[str, str | None] = {}
    """The message that each turn answers."""


def check(archive: Archive) -> History:
    """The reduction of the archive's log. Raises `validation.archive` where the archive contradicts itself."""
    if not archive.events or not isinstance(archive.events[0], ThreadUpdated):
        _refuse("A log begins with thread.updated.", "/events/0")
    history = History(archive.thread)
    for index, event in enumerate(archive.events):
        try:
            if event.thread_id != archive.thread.id or event.offset != index + 1:
                _refuse("This event is not at its place.")
            _demand_time(event.ts)
            _apply(history, event)
        except InstarError as error:
            _refuse(error.message, f"/events/{index}")
    _compare(history, archive)
    _check_attachments(archive)
    return history


def without_mark(metadata: Metadata) -> Metadata:
    """Metadata without the mark of an earlier import."""
    return {key: value for key, value in metadata.items() if key != IMPORT_MARK}


def _apply(history: History, event: DurableEvent) -> None:
    match event:
        case ThreadUpdated(payload=payload):
            _demand_own(history, payload.thread.id)
            _demand_time(payload.thread.created_at, payload.thread.updated_at)
            _demand_count(payload.thread.revision)
            demand_small(without_mark(payload.thread.metadata))
            history.thread = payload.thread
        case ItemAdded(payload=payload):
            _check_item(history, payload.item)
            if payload.item.id in history.items or payload.item.position != event.offset:
                _refuse("This item is not at its place.")
            history.items[payload.item.id] = payload.item
        case ItemUpdated(payload=payload) | ItemDone(payload=payload):
            _check_item(history, payload.item)
            before = history.items.get(payload.item.id)
            if before is None or before.position != payload.item.position:
                _refuse("There is no such item before.")
            history.items[payload.item.id] = payload.item
        case ItemRemoved(payload=payload):
            for item_id in payload.item_ids:
                if history.items.pop(item_id, None) is None:
                    _refuse("There is no such item before.")
        case TurnAccepted() | TurnStart() | TurnEnd():
            _apply_turn(history, event)


def _apply_turn(history: History, event: TurnAccepted | TurnStart | TurnEnd) -> None:
    match event:
        case TurnAccepted(payload=payload):
            turn = payload.turn
            _demand_own(history, turn.thread_id)
            _demand_time(turn.created_at)
            if turn.id in history.turns or turn.status not in ("open", "queued"):
                _refuse("This turn was accepted before, or has ended.")
            history.messages[turn.id] = payload.item_id
        case TurnStart():
            turn = msgspec.structs.replace(_going_on(history, event.turn_id), status="open")
        case TurnEnd(payload=payload):
            before = _going_on(history, event.turn_id)
            turn = msgspec.structs.replace(before, status=payload.status, ended_at=event.ts)
    history.turns[turn.id] = turn
    if turn.status == "open":
        if history.open_turn not in (None, turn.id):
            _refuse("Another turn is open.")
        history.open_turn = turn.id
    elif history.open_turn == turn.id:
        history.open_turn = None


def _going_on(history: History, turn_id: str | None) -> Turn:
    turn = history.turns.get(turn_id or "")
    if turn is None or turn.status not in ("open", "queued"):
        _refuse("There is no such turn that goes on.")
    return turn


def _check_item(history: History, item: Item) -> None:
    _demand_own(history, item.thread_id)
    _demand_time(item.created_at)
    _demand_count(item.attempt)
    if not _ITEM_TYPE.fullmatch(item.type) or len(item.author.name or "") > _NAME_CHARS:
        _refuse("The item's type or its author's name is none.")
    if (
        item.turn_id is not None
        and item.turn_id not in history.turns
        and item.type != "user_message"
    ):
        _refuse("There is no such turn before.")


def _check_attachments(archive: Archive) -> None:
    known: set[str] = set()
    for index, (record, _) in enumerate(map(msgspec.structs.astuple, archive.attachments)):
        try:
            _demand_time(record.created_at)
            _demand_count(record.size + 1)
        except InstarError as error:
            _refuse(error.message, f"/attachments/{index}")
        if record.id in known:
            _refuse("An attachment is there twice.", f"/attachments/{index}")
        known.add(record.id)


def _compare(history: History, archive: Archive) -> None:
    """The items must be what the log says; of open ones only the log's beginning is known."""
    if len(archive.items) != len(history.items):
        _refuse("The items are not those of the log.", "/items")
    for index, item in enumerate(archive.items):
        logged = history.items.get(item.id)
        if logged is not None and logged.status == item.status == "in_progress":
            _check_item(history, item)
            logged = msgspec.structs.replace(logged, content=item.content)
            history.items[item.id] = logged
        if item != logged:
            _refuse("The item is not what the log says.", f"/items/{index}")
    said, logged_thread = archive.thread, history.thread
    if (said.title, said.status, said.metadata, said.created_at) != (
        logged_thread.title,
        logged_thread.status,
        logged_thread.metadata,
        logged_thread.created_at,
    ):
        _refuse("The thread is not what the log says.", "/thread")


def _demand_own(history: History, thread_id: str) -> None:
    if thread_id != history.thread.id:
        _refuse("This is of another thread.")


def _demand_time(*times: str) -> None:
    for time in times:
        try:
            datetime.fromisoformat(time)
        except ValueError:
            _refuse(f"There is no such time as {time[:30]}.")


def _demand_count(number: int) -> None:
    if not 0 < number < 2**31:
        _refuse(f"{str(number)[:30]} is out of range.")


def _refuse(message: str, path: str = "") -> NoReturn:
    raise InstarError("validation.archive", message, path=path)
