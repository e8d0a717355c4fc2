"""Idempotency: what was answered to a client's message, kept for a day at least."""

import hashlib
from datetime import UTC, datetime, timedelta

import msgspec
from sqlalchemy import bindparam, delete, insert, select

from instar.protocol.errors import InstarError
from instar.protocol.ids import now, timestamp
from instar.storage.statement import Connection, Statement
from instar.storage.tables import submissions

KEPT = timedelta(hours=48)


def find_answer(conn: Connection, user_id: str, client_id: str, body_hash: str) -> bytes | None:
    """What was answered to this message before, or None when it is new.

    Raises `conflict.id_reused` when the id came with another body.
    """
    row = _FIND.first(conn, user=user_id, client=client_id)
    if row is None:
        return None
    if row.body_hash != body_hash:
        raise InstarError(
            "conflict.id_reused", "This message id was used with another body.", path="/id"
        )
    return row.answer


def save_answer(
    conn: Connection, user_id: str, client_id: str, body_hash: str, answer: bytes
) -> None:
    """Remember the answer in the transaction that does what the message asks."""
    _INSERT.execute(
        conn,
        user_id=user_id,
        client_id=client_id,
        body_hash=body_hash,
        answer=answer,
        created_at=now(),
    )


def forget_old(conn: Connection) -> None:
    """Drop answers that are older than `KEPT`."""
    _FORGET.execute(conn, limit=timestamp(datetime.now(UTC) - KEPT))


def body_hash(*body: object) -> str:
    """A digest that two messages share only when they ask for the same."""
    return hashlib.sha256(msgspec.json.encode(body)).hexdigest()


_INSERT = Statement(insert(submissions))
_FIND = Statement(
    select(submissions.c.body_hash, submissions.c.answer).where(
        submissions.c.user_id == bindparam("user"), submissions.c.client_id == bindparam("client")
    )
)
_FORGET = Statement(delete(submissions).where(submissions.c.created_at < bindparam("limit")))
