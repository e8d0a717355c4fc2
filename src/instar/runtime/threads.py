"""Changes to threads and items outside of turns: what REST asks for. Every change is in the log [L5]."""

from typing import Any

import msgspec

from instar.model.access import Principal, demand_removal
from instar.protocol.base import METADATA_BYTES, Metadata
from instar.protocol.down import (
    ItemAdded,
    ItemPayload,
    ItemRemoved,
    ItemRemovedPayload,
    ThreadUpdated,
    ThreadUpdatedPayload,
)
from instar.protocol.errors import InstarError
from instar.protocol.ids import new_id, now
from instar.protocol.rest import AppendItem, CreateThread, PatchThread
from instar.protocol.threads import Author, Item, Thread
from instar.runtime.interface import InterfaceKeeper, viewpoint
from instar.runtime.journal import Journal, Written
from instar.storage import items, submissions, threads
from instar.storage.attachments import link_attachments
from instar.storage.database import Connection
from instar.storage.log import Appender

METADATA_DEPTH = 32


class Threads:
    """The verbs of threads, each one unit of work."""

    def __init__(self, journal: Journal, interface: InterfaceKeeper) -> None:
        self._journal = journal
        self._interface = interface

    async def create(self, principal: Principal, body: CreateThread) -> Thread:
        """A new thread that the principal owns. Raises `forbidden.role` for viewers, `locked.threads`."""
        if principal.user.role == "viewer":
            raise InstarError("forbidden.role", "Your role lets you read only.")
        self._demand_threads(principal)
        demand_small(body.metadata)

        def work(conn: Connection) -> Written[Thread]:
            made = threads.create_thread(
                conn, principal.user, title=body.title, metadata=body.metadata
            )
            return _updated(conn, principal, made.id)

        return await self._journal.commit(work)

    async def patch(self, principal: Principal, thread_id: str, body: PatchThread) -> Thread:
        """Change title (writers), status or metadata (the owner).

        Raises `conflict.revision`, `locked.threads`.
        """
        self._demand_threads(principal, thread_id)
        if body.metadata is not msgspec.UNSET:
            demand_small(body.metadata)

        def work(conn: Connection) -> Written[Thread]:
            only_title = body.status is msgspec.UNSET and body.metadata is msgspec.UNSET
            thread = threads.access_thread(
                conn, principal, thread_id, "write" if only_title else "own"
            )
            if body.revision is not None and body.revision != thread.revision:
                raise InstarError("conflict.revision", "The thread has changed since you read it.")
            changes: dict[str, str | None] = {}
            if body.title is not msgspec.UNSET:
                changes["title"] = body.title
            for name in ("status", "metadata"):
                value = getattr(body, name)
                if value is not msgspec.UNSET:
                    changes[name] = msgspec.json.encode(value).decode()
            if not changes:
                return Written(thread)
            threads.change_thread(conn, thread_id, **changes)
            return _updated(conn, principal, thread_id)

        return await self._journal.commit(work)

    async def delete(self, principal: Principal, thread_id: str) -> Thread:
        """Hide a thread from everyone until its owner restores it. Only the owner may.

        Raises `locked.threads`.
        """
        self._demand_threads(principal, thread_id)

        def work(conn: Connection) -> Written[Thread]:
            threads.access_thread(conn, principal, thread_id, "own")
            threads.change_thread(conn, thread_id, deleted_at=now())
            return _updated(conn, principal, thread_id)

        return await self._journal.commit(work)

    async def restore(self, principal: Principal, thread_id: str) -> Thread:
        """Take a deletion back; a thread that is not deleted stays as it is. Raises `locked.threads`."""
        self._demand_threads(principal, thread_id)

        def work(conn: Connection) -> Written[Thread]:
            thread = threads.access_thread(conn, principal, thread_id, "own", deleted=True)
            if thread.deleted_at is None:
                return Written(thread)
            threads.change_thread(conn, thread_id, deleted_at=None)
            return _updated(conn, principal, thread_id)

        return await self._journal.commit(work)

    async def append_item(self, principal: Principal, thread_id: str, body: AppendItem) -> Item:
        """Add an item without a turn; it shows live on every client [L5].

        Raises `locked.*`, `forbidden.role` (an item that is not one's own message needs an
        admin), `conflict.id_reused`.
        """
        if body.type != "user_message" and principal.user.role != "admin":
            raise InstarError(
                "forbidden.role", "This kind of item needs the role admin.", path="/type"
            )
        digest = submissions.body_hash("item.append", thread_id, body)
        seen = viewpoint(principal.user, thread_id)

        def work(conn: Connection) -> Written[Item]:
            thread = threads.access_thread(conn, principal, thread_id, "write")
            if body.id is not None:
                before = submissions.find_answer(conn, principal.user.id, body.id, digest)
                if before is not None:
                    return Written(msgspec.json.decode(before, type=Item))
            threads.demand_unlocked(thread)
            self._interface.demand_unlocked(seen, "composer")
            if body.attachments:
                self._interface.demand_uploads(seen)
            log = Appender(conn, thread_id)
            item = Item(
                id=new_id("itm"),
                thread_id=thread_id,
                type=body.type,
                status="done",
                author=author_of(principal, body.type),
                created_at=log.ts,
                position=log.head + 1,
                content=list(body.content),
                attachments=link_attachments(
                    conn, principal.user.id, thread_id, body.attachments, "/attachments"
                ),
            )
            items.insert_item(conn, item)
            log.append(ItemAdded, ItemPayload(item=item))
            if body.id is not None:
                answer = msgspec.json.encode(item)
                submissions.save_answer(conn, principal.user.id, body.id, digest, answer)
            return Written(item, log.close())

        return await self._journal.commit(work)

    async def remove_item(self, principal: Principal, thread_id: str, item_id: str) -> None:
        """Remove an item: writers their own, the owner any.

        Raises `locked.thread`; `conflict.turn_open` while the item is being written.
        """

        def work(conn: Connection) -> Written[None]:
            thread = threads.access_thread(conn, principal, thread_id, "write")
            item = items.get_item(conn, thread_id, item_id)
            demand_removal(principal, thread.access, item.author.id)
            threads.demand_unlocked(thread)
            if item.status == "in_progress":
                raise InstarError("conflict.turn_open", "This item is being written.")
            log = Appender(conn, thread_id)
            items.remove_item(conn, item)
            log.append(ItemRemoved, ItemRemovedPayload(item_ids=[item.id]))
            return Written(None, log.close())

        await self._journal.commit(work)

    def _demand_threads(self, principal: Principal, thread_id: str | None = None) -> None:
        self._interface.demand_unlocked(viewpoint(principal.user, thread_id), "threads")


def demand_small(metadata: Metadata) -> None:
    """Raises `too_large.metadata` or `validation.depth` unless metadata is easy to carry around."""
    if _is_deeper(metadata, METADATA_DEPTH):
        raise InstarError("validation.depth", "Metadata is nested too deeply.", path="/metadata")
    if len(msgspec.json.encode(metadata)) > METADATA_BYTES:
        raise InstarError(
            "too_large.metadata", f"Metadata may hold {METADATA_BYTES} bytes.", path="/metadata"
        )


def _is_deeper(value: Any, depth: int) -> bool:
    level = [value]
    for _ in range(depth):
        nested = [one for one in level if isinstance(one, dict | list)]
        level = [
            inner for one in nested for inner in (one.values() if isinstance(one, dict) else one)
        ]
    return any(isinstance(one, dict | list) for one in level)


def author_of(principal: Principal, item_type: str) -> Author:
    """Who an item of this type is by when the principal adds it."""
    if item_type == "user_message":
        return Author(type="user", id=principal.user.id, name=principal.user.name)
    return Author(type="assistant" if item_type == "assistant_message" else "system")


def _updated(conn: Connection, principal: Principal, thread_id: str) -> Written[Thread]:
    """Log what the thread is now; the answer is how the principal sees it."""
    log = Appender(conn, thread_id)
    owners = threads.load_owners_view(conn, thread_id)
    as_logged = msgspec.structs.replace(owners, head=log.head + 1, updated_at=log.ts, last_read=0)
    log.append(ThreadUpdated, ThreadUpdatedPayload(thread=as_logged))
    events = log.close()
    return Written(threads.access_thread(conn, principal, thread_id, "read", deleted=True), events)
