"""Threads, items, turns and attachments as every client sees them."""

from typing import Annotated, Literal

from msgspec import Meta

from instar.protocol.base import Id, Input, Metadata, Offset, Timestamp, Title, Wire
from instar.protocol.parts import Part, words_of

Role = Literal["admin", "member", "viewer"]
Access = Literal["owner", "writer", "reader"]
ThreadStatusType = Literal["active", "locked", "closed"]
ItemStatus = Literal["in_progress", "done", "incomplete"]
AuthorType = Literal["user", "assistant", "system"]
TurnStatus = Literal["queued", "open", "completed", "cancelled", "failed", "interrupted"]
EndStatus = Literal["completed", "cancelled", "failed", "interrupted"]
AttachmentStatus = Literal["pending", "ready"]
Rating = Literal["up", "down"]


class User(Wire):
    """A person or script that the server knows."""

    id: Id
    name: str
    role: Role


class ThreadStatus(Input):
    """Whether a thread takes new input; `reason` is shown to people when it does not."""

    type: ThreadStatusType
    reason: Annotated[str, Meta(max_length=500)] | None = None


class Thread(Wire):
    """One conversation: ordered durable items; the unit of access and of fan-out.

    `epoch` and `head` name the end of its log. `access`, `last_read` and `rating`-like
    fields are those of the user who asks.
    """

    id: Id
    title: Title
    owner_id: Id
    status: ThreadStatus
    metadata: Metadata
    created_at: Timestamp
    updated_at: Timestamp
    revision: int
    epoch: Id
    head: Offset
    access: Access
    last_read: Offset = 0
    turn_id: Id | None = None
    deleted_at: Timestamp | None = None


class Attachment(Wire):
    """An uploaded file. `mime_type` is what the server found in its bytes, not what was claimed."""

    id: Id
    name: str
    mime_type: str
    size: int
    status: AttachmentStatus
    created_at: Timestamp
    preview: bool = False
    """Whether `GET /attachments/{id}/preview` has a picture of it."""
    thread_id: Id | None = None


class Author(Wire):
    """Who made an item. `id` and `name` are a user's when `type` is `user`."""

    type: AuthorType
    id: Id | None = None
    name: str | None = None


class Item(Wire):
    """One durable record of a thread.

    `position` orders the items of a thread. An open item (`in_progress`) grows by
    `turn.delta` of the same `attempt`; `incomplete` means that its turn was stopped or broke.
    `type` is an open set: a client draws an unknown one with a fallback, `widget.card` as `widget`
    when it knows no better. After `expires_at` it is not shown.
    """

    id: Id
    thread_id: Id
    type: str
    status: ItemStatus
    author: Author
    created_at: Timestamp
    position: Offset
    content: list[Part]
    turn_id: Id | None = None
    attempt: int = 1
    attachments: list[Attachment] = []
    rating: Rating | None = None
    metadata: Metadata = {}
    expires_at: Timestamp | None = None


class Turn(Wire):
    """One submit-to-end exchange. At most one turn of a thread is open."""

    id: Id
    thread_id: Id
    status: TurnStatus
    user_id: Id
    created_at: Timestamp
    ended_at: Timestamp | None = None


def text_of(item: Item) -> str:
    """The item's text: that of its parts, joined."""
    return "".join(map(words_of, item.content))
