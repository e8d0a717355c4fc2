"""Whole threads, read to be archived and written as they were archived."""

from typing import NamedTuple

import msgspec
from sqlalchemy import insert

from instar.model.access import Principal
from instar.protocol import codec
from instar.protocol.down import DurableEvent
from instar.protocol.rest import SetFeedback
from instar.protocol.threads import Attachment, Item, Thread, Turn
from instar.storage import attachments, feedback, items, log, turns
from instar.storage.attachments import Record
from instar.storage.statement import Connection, Statement
from instar.storage.tables import attachments as attachment_rows
from instar.storage.tables import events, members, threads
from instar.storage.threads import access_thread


class WholeThread(NamedTuple):
    """Everything of a thread as of one moment."""

    thread: Thread
    frames: list[bytes]
    items: list[Item]
    feedback: dict[str, SetFeedback]
    attachments: list[Record]


class StoredAttachment(NamedTuple):
    """A record for whose bytes the files have been asked already."""

    record: Attachment
    digest: str | None


class NewThread(NamedTuple):
    """A thread to be stored as it is. `turns`: each with the message that it answers."""

    thread: Thread
    events: list[DurableEvent]
    items: list[Item]
    turns: list[tuple[Turn, str | None]]
    attachments: list[StoredAttachment]
    feedback: dict[str, SetFeedback]


def load_whole(conn: Connection, principal: Principal, thread_id: str) -> WholeThread:
    """A thread that the principal may read, with their own feedback. Raises `not_found.thread`."""
    return WholeThread(
        access_thread(conn, principal, thread_id, "read"),
        log.load_frames(conn, thread_id),
        items.load_all(conn, thread_id),
        feedback.load_own(conn, principal.user.id, thread_id),
        attachments.load_of_thread(conn, thread_id),
    )


def insert_whole(conn: Connection, new: NewThread) -> Thread:
    """Store a thread with its log and all that follows from it."""
    thread = new.thread
    _INSERT_THREAD.execute(conn, **_thread_row(thread))
    _INSERT_MEMBER.execute(
        conn, user_id=thread.owner_id, thread_id=thread.id, access="owner", last_read=0
    )
    _INSERT_EVENT.execute_many(conn, [_event_row(event) for event in new.events])
    for item in new.items:
        items.insert_item(conn, item)
    for turn, message in new.turns:
        turns.insert_turn(conn, turn, "submit", message)
    for file in new.attachments:
        _INSERT_ATTACHMENT.execute(conn, **_attachment_row(thread, file))
    for item_id, body in new.feedback.items():
        feedback.save_feedback(conn, thread.owner_id, item_id, body)
    return thread


def _event_row(event: DurableEvent) -> dict[str, object]:
    frame = codec.encode(event)
    return {"thread_id": event.thread_id, "offset": event.offset, "frame": frame}


def _thread_row(thread: Thread) -> dict[str, object]:
    return {
        "id": thread.id,
        "owner_id": thread.owner_id,
        "title": thread.title,
        "status": msgspec.json.encode(thread.status).decode(),
        "metadata": msgspec.json.encode(thread.metadata).decode(),
        "created_at": thread.created_at,
        "updated_at": thread.updated_at,
        "deleted_at": None,
        "revision": thread.revision,
        "epoch": thread.epoch,
        "head": thread.head,
        "turn_id": None,
    }


def _attachment_row(thread: Thread, file: StoredAttachment) -> dict[str, object]:
    record = file.record
    return {
        "id": record.id,
        "owner_id": thread.owner_id,
        "thread_id": thread.id,
        "name": record.name,
        "claimed_type": record.mime_type,
        "mime_type": record.mime_type,
        "size": record.size,
        "status": record.status,
        "digest": file.digest,
        "preview": record.preview,
        "created_at": record.created_at,
    }


_INSERT_THREAD = Statement(insert(threads))
_INSERT_MEMBER = Statement(insert(members))
_INSERT_EVENT = Statement(insert(events))
_INSERT_ATTACHMENT = Statement(insert(attachment_rows))
