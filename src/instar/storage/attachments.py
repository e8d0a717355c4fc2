"""Uploaded files as records; their bytes are artifacts."""

from sqlalchemy import bindparam, delete, func, insert, select, update

from instar.model.access import Principal
from instar.protocol.errors import InstarError, not_found
from instar.protocol.ids import new_id, now
from instar.protocol.rest import CreateAttachment
from instar.protocol.threads import Attachment
from instar.storage.statement import Connection, Row, Statement
from instar.storage.tables import attachments
from instar.storage.threads import access_thread

Record = Row


def create_attachment(conn: Connection, user_id: str, announced: CreateAttachment) -> Attachment:
    """A record of an upload that is still to come."""
    row = {
        "id": new_id("att"),
        "owner_id": user_id,
        "name": announced.name,
        "claimed_type": announced.mime_type,
        "mime_type": announced.mime_type,
        "size": announced.size,
        "status": "pending",
        "preview": False,
        "digest": None,
        "thread_id": None,
        "created_at": now(),
    }
    _INSERT.execute(conn, **row)
    return attachment_of(_ONE.one(conn, id=row["id"]))


def count_attachments(conn: Connection, user_id: str) -> int:
    """How many uploads the user has that no message uses yet."""
    return _COUNT.scalars(conn, user=user_id)[0]


def get_pending(conn: Connection, user_id: str, attachment_id: str) -> Record:
    """The user's own upload whose bytes are still to come.

    Raises `not_found.attachment`, `conflict.attachment_ready`.
    """
    row = _OWN.first(conn, id=attachment_id, user=user_id)
    if row is None:
        raise not_found("attachment")
    if row.status != "pending":
        raise InstarError("conflict.attachment_ready", "Its bytes are here already.")
    return row


def finish_attachment(
    conn: Connection,
    user_id: str,
    attachment_id: str,
    *,
    mime_type: str,
    digest: str,
    preview: bool,
) -> Attachment:
    """Record that the bytes are stored. Raises as `get_pending` does."""
    get_pending(conn, user_id, attachment_id)
    _FINISH.execute(
        conn,
        attachment=attachment_id,
        new_type=mime_type,
        new_digest=digest,
        new_preview=preview,
    )
    return attachment_of(_ONE.one(conn, id=attachment_id))


def access_attachment(conn: Connection, principal: Principal, attachment_id: str) -> Record:
    """A record, for its owner and for who may read the thread that it is part of.

    Raises `not_found.attachment`.
    """
    row = _ONE.first(conn, id=attachment_id)
    if row is None:
        raise not_found("attachment")
    if row.owner_id != principal.user.id:
        try:
            access_thread(conn, principal, row.thread_id or "", "read")
        except InstarError:
            raise not_found("attachment") from None
    return row


def load_of_thread(conn: Connection, thread_id: str) -> list[Record]:
    """The records that are part of a thread, oldest first."""
    return list(_OF_THREAD.rows(conn, thread=thread_id))


def forget_orphans(conn: Connection, before: str) -> int:
    """Drop records made before then that never became part of a thread; returns how many."""
    return _FORGET.execute(conn, limit=before).rowcount


def load_digests(conn: Connection) -> set[str]:
    """Every digest that a record names."""
    return set(_DIGESTS.scalars(conn))


def link_attachments(
    conn: Connection, user_id: str, thread_id: str, ids: list[str], place: str
) -> list[Attachment]:
    """Make the user's own ready uploads part of a thread; returns them in the order asked for.

    `place`: JSON pointer to the list of ids, for errors.

    Raises `not_found.attachment` (unknown, somebody else's, or of another thread) or
    `conflict.attachment_pending`.
    """
    linked = []
    for index, attachment_id in enumerate(ids):
        row = _OWN.first(conn, id=attachment_id, user=user_id)
        path = f"{place}/{index}"
        if row is None or row.thread_id not in (None, thread_id):
            raise InstarError("not_found.attachment", "There is no such attachment.", path=path)
        if row.status != "ready":
            raise InstarError("conflict.attachment_pending", "Its upload has not ended.", path=path)
        _LINK.execute(conn, attachment=attachment_id, thread=thread_id)
        linked.append(attachment_of(row, thread_id))
    return linked


def attachment_of(row: Row, thread_id: str | None = None) -> Attachment:
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


_INSERT = Statement(insert(attachments))
_BY_ID = select(attachments).where(attachments.c.id == bindparam("id"))
_ONE = Statement(_BY_ID)
_OWN = Statement(_BY_ID.where(attachments.c.owner_id == bindparam("user")))
_COUNT = Statement(
    select(func.count())
    .select_from(attachments)
    .where(attachments.c.owner_id == bindparam("user"), attachments.c.thread_id.is_(None))
)
_OF_THREAD = Statement(
    select(attachments)
    .where(attachments.c.thread_id == bindparam("thread"))
    .order_by(attachments.c.id)
)
_HERE = update(attachments).where(attachments.c.id == bindparam("attachment"))
_LINK = Statement(_HERE.values(thread_id=bindparam("thread")))
_FINISH = Statement(
    _HERE.values(
        status="ready",
        mime_type=bindparam("new_type"),
        digest=bindparam("new_digest"),
        preview=bindparam("new_preview"),
    )
)
_FORGET = Statement(
    delete(attachments).where(
        attachments.c.thread_id.is_(None), attachments.c.created_at < bindparam("limit")
    )
)
_DIGESTS = Statement(select(attachments.c.digest).where(attachments.c.digest.is_not(None)))
