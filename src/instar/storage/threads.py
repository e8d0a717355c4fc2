"""Threads and who may see them. `access_thread` is the only way to read one for somebody."""

from collections.abc import Iterable
from functools import cache

import msgspec
from sqlalchemy import bindparam, delete, insert, select, tuple_, update

from instar.model.access import Action, Principal, demand
from instar.protocol.base import Metadata
from instar.protocol.errors import InstarError, not_found
from instar.protocol.ids import new_id, now
from instar.protocol.rest import Member
from instar.protocol.threads import Access, Thread, ThreadStatus, User
from instar.storage.statement import Connection, Row, Statement
from instar.storage.tables import members, threads, users

Record = Row
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
    row = _ONE.first(conn, user=principal.user.id, thread=thread_id)
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
    _INSERT.execute(
        conn,
        id=made_id,
        owner_id=owner.id,
        title=title,
        status=msgspec.json.encode(ThreadStatus(type="active")).decode(),
        metadata=msgspec.json.encode(metadata or {}).decode(),
        created_at=at,
        updated_at=at,
        deleted_at=None,
        revision=1,
        epoch=new_id("epo"),
        head=0,
        turn_id=None,
    )
    _JOIN.execute(conn, user_id=owner.id, thread_id=made_id, access="owner", last_read=0)
    return thread_of(_ONE.one(conn, user=owner.id, thread=made_id))


def change_thread(conn: Connection, thread_id: str, **changes: str | None) -> None:
    """Set columns of a thread; its revision grows by one."""
    values = {f"new_{name}": value for name, value in changes.items()}
    _change(frozenset(changes)).execute(conn, thread=thread_id, **values)


def load_owners_view(conn: Connection, thread_id: str) -> Thread:
    """The thread as its owner sees it: what its log records."""
    return thread_of(_OWNERS.one(conn, thread=thread_id))


def load_views(conn: Connection, thread_ids: Iterable[str]) -> list[tuple[str, Thread]]:
    """The threads as each user with access to them sees them, each with the user's id."""
    return [
        (row.user_id, thread_of(row))
        for thread_id in thread_ids
        for row in _VIEWS.rows(conn, thread=thread_id)
    ]


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
    bounds: dict[str, str] = {}
    for cursor, low in ((after, ascending), (before, not ascending)):
        if cursor is not None:
            row = _ONE.first(conn, user=user_id, thread=cursor)
            if row is None:
                raise not_found("thread")
            end = "low" if low else "high"
            bounds |= {f"{end}_at": row.updated_at, f"{end}_id": row.id}
    # Reading backwards from `before` takes the nearest ones, then turns them round.
    backwards = before is not None and after is None
    upwards = ascending != backwards
    statement = _page(deleted, upwards, "low_at" in bounds, "high_at" in bounds)
    rows = list(statement.rows(conn, user=user_id, limit=limit + 1, **bounds))
    found = [thread_of(row) for row in rows[:limit]]
    return (found[::-1] if backwards else found), len(rows) > limit


@cache
def _page(deleted: bool, upwards: bool, has_low: bool, has_high: bool) -> Statement:
    query = _DELETED if deleted else _NOT_DELETED
    place = (threads.c.updated_at, threads.c.id)
    if has_low:
        query = query.where(tuple_(*place) > tuple_(bindparam("low_at"), bindparam("low_id")))
    if has_high:
        query = query.where(tuple_(*place) < tuple_(bindparam("high_at"), bindparam("high_id")))
    order = [column.asc() if upwards else column.desc() for column in place]
    return Statement(query.order_by(*order).limit(bindparam("limit")))


@cache
def _change(names: frozenset[str]) -> Statement:
    values = {name: bindparam(f"new_{name}") for name in names}
    return Statement(_HERE.values(revision=threads.c.revision + 1, **values))


def load_members(conn: Connection, thread_id: str) -> list[Member]:
    """Everyone with access to the thread, the owner first."""
    found = [
        Member(user=User(id=row.id, name=row.name, role=row.role), access=row.access)
        for row in _MEMBERS.rows(conn, thread=thread_id)
    ]
    return sorted(found, key=lambda member: (member.access != "owner", member.user.name))


def set_member(conn: Connection, thread_id: str, user_id: str, access: Access) -> None:
    """Give a user access to a thread, or other access than before. Not for the owner."""
    changed = _REACCESS.execute(conn, user=user_id, thread=thread_id, new_access=access)
    if not changed.rowcount:
        _JOIN.execute(conn, user_id=user_id, thread_id=thread_id, access=access, last_read=0)


def remove_member(conn: Connection, thread_id: str, user_id: str) -> bool:
    """Take a user's access away; False when there was none. Not for the owner."""
    return bool(_LEAVE.execute(conn, user=user_id, thread=thread_id).rowcount)


def mark_read(conn: Connection, thread_id: str, user_id: str, offset: int) -> bool:
    """Move a user's read mark forward; False when it stands there or further."""
    done = _READ.execute(conn, user=user_id, thread=thread_id, offset=offset)
    return bool(done.rowcount)


_INSERT = Statement(insert(threads))
_HERE = update(threads).where(threads.c.id == bindparam("thread"))
_JOIN = Statement(insert(members))
_JOINED = select(threads, members.c.access, members.c.last_read, members.c.user_id).join_from(
    threads, members, members.c.thread_id == threads.c.id
)
_OF_USER = _JOINED.where(members.c.user_id == bindparam("user"))
_ONE = Statement(_OF_USER.where(threads.c.id == bindparam("thread")))
_NOT_DELETED = _OF_USER.where(threads.c.deleted_at.is_(None))
_DELETED = _OF_USER.where(threads.c.deleted_at.is_not(None), members.c.access == "owner")
_OF_THREAD = _JOINED.where(threads.c.id == bindparam("thread"))
_VIEWS = Statement(_OF_THREAD)
_OWNERS = Statement(_OF_THREAD.where(members.c.access == "owner"))
_MEMBERS = Statement(
    select(users.c.id, users.c.name, users.c.role, members.c.access)
    .join_from(members, users, users.c.id == members.c.user_id)
    .where(members.c.thread_id == bindparam("thread"))
)
_MEMBERSHIP = (members.c.user_id == bindparam("user")) & (
    members.c.thread_id == bindparam("thread")
)
_REACCESS = Statement(
    update(members)
    .where(_MEMBERSHIP, members.c.access != "owner")
    .values(access=bindparam("new_access"))
)
_LEAVE = Statement(delete(members).where(_MEMBERSHIP, members.c.access != "owner"))
_READ = Statement(
    update(members)
    .where(_MEMBERSHIP, members.c.last_read < bindparam("offset"))
    .values(last_read=bindparam("offset"))
)
