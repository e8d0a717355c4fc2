"""Threads and who may see them. `access_thread` is the only way to read one for somebody."""

from typing import Any

import msgspec
from sqlalchemy import Connection, bindparam, delete, insert, select, update

from instar.model.access import Action, Principal, demand
from instar.protocol.base import Metadata
from instar.protocol.errors import InstarError, not_found
from instar.protocol.ids import new_id, now
from instar.protocol.rest import Member
from instar.protocol.threads import Access, Thread, ThreadStatus, User
from instar.storage.tables import members, threads, users

Record = Any
"""A row of `threads` with the asker's `access` and `last_read`."""


def access_thread(
    conn: Connection,
    principal: Principal,
    thread_id: str,
    action: Action,
    *,
    deleted: bool = False,
) -> Thread:
    """The thread as the principal sees it, if they may do `action` to it.

    Raises `not_found.thread`, or `forbidden.*` when they may read but not do that. A deleted
    thread is only there for those who ask with `deleted`.
    """
    row = conn.execute(_ONE, {"user": principal.user.id, "thread": thread_id}).one_or_none()
    if row is None or (row.deleted_at is not None and not deleted):
        raise not_found("thread")
    demand(principal.user.role, row.access, action)
    return thread_of(row)


def demand_unlocked(thread: Thread) -> None:
    """Raises `locked.thread` with the reason when the thread takes no input."""
    if thread.status.type != "active":
        reason = thread.status.reason or f"This thread is {thread.status.type}."
        raise InstarError("locked.thread", reason)


def thread_of(row: Record) -> Thread:
    """A row of threads joined with the asker's membership as the wire has it."""
    return Thread(
        id=row.id,
        title=row.title,
        owner_id=row.owner_id,
        status=msgspec.json.decode(row.status, type=ThreadStatus),
        metadata=msgspec.json.decode(row.metadata),
        created_at=row.created_at,
        updated_at=row.updated_at,
        deleted_at=row.deleted_at,
        revision=row.revision,
        epoch=row.epoch,
        head=row.head,
        turn_id=row.turn_id,
        access=row.access,
        last_read=row.last_read,
    )


def create_thread(
    conn: Connection,
    owner: User,
    *,
    title: str = "",
    metadata: Metadata | None = None,
    thread_id: str | None = None,
) -> Thread:
    """A new, empty thread with its owner as first member."""
    at = now()
    made_id = thread_id or new_id("thr")
    conn.execute(
        _INSERT,
        {
            "id": made_id,
            "owner_id": owner.id,
            "title": title,
            "status": msgspec.json.encode(ThreadStatus(type="active")).decode(),
            "metadata": msgspec.json.encode(metadata or {}).decode(),
            "created_at": at,
            "updated_at": at,
            "revision": 1,
            "epoch": new_id("epo"),
            "head": 0,
        },
    )
    conn.execute(
        _JOIN, {"user_id": owner.id, "thread_id": made_id, "access": "owner", "last_read": 0}
    )
    return thread_of(conn.execute(_ONE, {"user": owner.id, "thread": made_id}).one())


def change_thread(conn: Connection, thread_id: str, **changes: str | None) -> None:
    """Set columns of a thread; its revision grows by one."""
    conn.execute(
        update(threads)
        .where(threads.c.id == thread_id)
        .values(revision=threads.c.revision + 1, **changes)
    )


def load_owners_view(conn: Connection, thread_id: str) -> Thread:
    """The thread as its owner sees it: what its log records."""
    return thread_of(conn.execute(_OWNERS, {"thread": thread_id}).one())


def load_views(conn: Connection, thread_id: str) -> dict[str, Thread]:
    """The thread as each user with access to it sees it, by user id."""
    rows = conn.execute(_VIEWS, {"thread": thread_id})
    return {row.user_id: thread_of(row) for row in rows}


def load_page(
    conn: Connection,
    user_id: str,
    *,
    limit: int,
    after: str | None = None,
    before: str | None = None,
    ascending: bool = False,
    deleted: bool = False,
) -> tuple[list[Thread], bool]:
    """Threads of a user by last change, and whether more follow. `after`, `before`: thread ids.

    `deleted`: those that the user has deleted, instead of those that are there.
    """
    place = (threads.c.updated_at, threads.c.id)
    query = _DELETED if deleted else _NOT_DELETED
    for cursor, later in ((after, ascending), (before, not ascending)):
        if cursor is not None:
            row = conn.execute(_ONE, {"user": user_id, "thread": cursor}).one_or_none()
            if row is None:
                raise not_found("thread")
            here = (row.updated_at, row.id)
            query = query.where(_follows(place, here) if later else _precedes(place, here))
    # Reading backwards from `before` takes the nearest ones, then turns them round.
    backwards = before is not None and after is None
    upwards = ascending != backwards
    order = [column.asc() if upwards else column.desc() for column in place]
    rows = conn.execute(query.order_by(*order).limit(limit + 1), {"user": user_id}).all()
    found = [thread_of(row) for row in rows[:limit]]
    return (found[::-1] if backwards else found), len(rows) > limit


def _follows(place: Any, here: tuple[str, str]) -> Any:
    at, key = place
    return (at > here[0]) | ((at == here[0]) & (key > here[1]))


def _precedes(place: Any, here: tuple[str, str]) -> Any:
    at, key = place
    return (at < here[0]) | ((at == here[0]) & (key < here[1]))


def load_members(conn: Connection, thread_id: str) -> list[Member]:
    """Everyone with access to the thread, the owner first."""
    rows = conn.execute(_MEMBERS, {"thread": thread_id}).all()
    found = [
        Member(user=User(id=row.id, name=row.name, role=row.role), access=row.access)
        for row in rows
    ]
    return sorted(found, key=lambda member: (member.access != "owner", member.user.name))


def set_member(conn: Connection, thread_id: str, user_id: str, access: Access) -> None:
    """Give a user access to a thread, or other access than before. Not for the owner."""
    row = {"user_id": user_id, "thread_id": thread_id, "access": access, "last_read": 0}
    changed = conn.execute(_REACCESS, {"user": user_id, "thread": thread_id, "new_access": access})
    if not changed.rowcount:
        conn.execute(_JOIN, row)


def remove_member(conn: Connection, thread_id: str, user_id: str) -> bool:
    """Take a user's access away; False when there was none. Not for the owner."""
    return bool(conn.execute(_LEAVE, {"user": user_id, "thread": thread_id}).rowcount)


def mark_read(conn: Connection, thread_id: str, user_id: str, offset: int) -> bool:
    """Move a user's read mark forward; False when it stands there or further."""
    done = conn.execute(_READ, {"user": user_id, "thread": thread_id, "offset": offset})
    return bool(done.rowcount)


_INSERT = insert(threads)
_JOIN = insert(members)
_JOINED = select(threads, members.c.access, members.c.last_read, members.c.user_id).join_from(
    threads, members, members.c.thread_id == threads.c.id
)
_OF_USER = _JOINED.where(members.c.user_id == bindparam("user"))
_ONE = _OF_USER.where(threads.c.id == bindparam("thread"))
_NOT_DELETED = _OF_USER.where(threads.c.deleted_at.is_(None))
_DELETED = _OF_USER.where(threads.c.deleted_at.is_not(None), members.c.access == "owner")
_VIEWS = _JOINED.where(threads.c.id == bindparam("thread"))
_OWNERS = _VIEWS.where(members.c.access == "owner")
_MEMBERS = (
    select(users.c.id, users.c.name, users.c.role, members.c.access)
    .join_from(members, users, users.c.id == members.c.user_id)
    .where(members.c.thread_id == bindparam("thread"))
)
_MEMBERSHIP = (members.c.user_id == bindparam("user")) & (
    members.c.thread_id == bindparam("thread")
)
_REACCESS = (
    update(members)
    .where(_MEMBERSHIP, members.c.access != "owner")
    .values(access=bindparam("new_access"))
)
_LEAVE = delete(members).where(_MEMBERSHIP, members.c.access != "owner")
_READ = (
    update(members)
    .where(_MEMBERSHIP, members.c.last_read < bindparam("offset"))
    .values(last_read=bindparam("offset"))
)
