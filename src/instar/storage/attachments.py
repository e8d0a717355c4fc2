"""Uploaded files as records; their bytes are artifacts."""

from typing import Any

from sqlalchemy import Connection, Row, bindparam, select, update

from instar.protocol.errors import InstarError
from instar.protocol.threads import Attachment
from instar.storage.tables import attachments


def link_attachments(
    conn: Connection, user_id: str, thread_id: str, ids: list[str]
) -> list[Attachment]:
    """Make the user's own ready uploads part of a thread; returns them in the order asked for.

    Raises `not_found.attachment` (unknown, somebody else's, or of another thread) or
    `conflict.attachment_pending`.
    """
    linked = []
    for index, attachment_id in enumerate(ids):
        row = conn.execute(_OWN, {"id": attachment_id, "user": user_id}).one_or_none()
        path = f"/payload/input/attachments/{index}"
        if row is None or row.thread_id not in (None, thread_id):
            raise InstarError("not_found.attachment", "There is no such attachment.", path=path)
        if row.status != "ready":
            raise InstarError("conflict.attachment_pending", "Its upload has not ended.", path=path)
        conn.execute(_LINK, {"attachment": attachment_id, "thread": thread_id})
        linked.append(attachment_of(row, thread_id))
    return linked


def attachment_of(row: Row[Any], thread_id: str | None = None) -> Attachment:
    """A row as the wire has it."""
    return Attachment(
        id=row.id,
        name=row.name,
        mime_type=row.mime_type,
        size=row.size,
        status=row.status,
        created_at=row.created_at,
        preview=row.preview,
        thread_id=thread_id or row.thread_id,
    )


_OWN = select(attachments).where(
    attachments.c.id == bindparam("id"), attachments.c.owner_id == bindparam("user")
)
_LINK = (
    update(attachments)
    .where(attachments.c.id == bindparam("attachment"))
    .values(thread_id=bindparam("thread"))
)
