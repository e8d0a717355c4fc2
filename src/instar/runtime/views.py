"""What REST shows: units that read, each for one principal and only what they may see."""

from typing import TypeVar

from instar.model.access import Principal
from instar.protocol.errors import InstarError
from instar.protocol.rest import Member, Page, SearchHit
from instar.protocol.threads import Item, Thread
from instar.storage import feedback, items, search, threads
from instar.storage.database import Connection
from instar.storage.items import StoredItem

T = TypeVar("T", Thread, StoredItem)


def thread_page(
    conn: Connection,
    principal: Principal,
    *,
    limit: int,
    ascending: bool = False,
    after: str | None = None,
    before: str | None = None,
    deleted: bool = False,
) -> Page[Thread]:
    """The principal's threads by their last change; those they deleted when asked for `deleted`."""
    shown, has_more = threads.load_page(
        conn,
        principal.user.id,
        limit=limit,
        after=after,
        before=before,
        ascending=ascending,
        deleted=deleted,
    )
    return _page(shown, has_more)


def thread(conn: Connection, principal: Principal, thread_id: str) -> Thread:
    """One thread. Raises `not_found.thread`."""
    return threads.access_thread(conn, principal, thread_id, "read")


def members(conn: Connection, principal: Principal, thread_id: str) -> list[Member]:
    """Everyone with access to the thread, the owner first."""
    threads.access_thread(conn, principal, thread_id, "read")
    return threads.load_members(conn, thread_id)


def item_page(
    conn: Connection,
    principal: Principal,
    thread_id: str,
    *,
    limit: int,
    ascending: bool = False,
    after: str | None = None,
    before: str | None = None,
) -> Page[StoredItem]:
    """Items of a thread by position, with the principal's own ratings."""
    threads.access_thread(conn, principal, thread_id, "read")
    shown, has_more = items.load_page(
        conn, thread_id, limit=limit, ascending=ascending, after=after, before=before
    )
    return _page(feedback.annotate(conn, principal.user.id, shown), has_more)


def item(conn: Connection, principal: Principal, thread_id: str, item_id: str) -> Item:
    """One item, with the principal's own rating. Raises `not_found.*`."""
    threads.access_thread(conn, principal, thread_id, "read")
    found = items.get_item(conn, thread_id, item_id)
    return feedback.annotate(conn, principal.user.id, [found])[0]


def search_page(
    conn: Connection, principal: Principal, query: str, *, limit: int, after: str | None = None
) -> Page[SearchHit]:
    """Items that hold every word of the query, newest first. `after`: the `lastId` of a page."""
    if after is not None and not (after.isascii() and after.isdigit() and len(after) < 19):
        raise InstarError("validation.cursor", "This is no cursor of a search.", path="/after")
    before = int(after) if after is not None else None
    rows = search.find(conn, principal.user.id, query, limit=limit + 1, before=before)
    hits = [
        SearchHit(
            thread=thread(conn, principal, row.thread_id),
            item=item(conn, principal, row.thread_id, row.item_id),
            excerpt=row.excerpt,
        )
        for row in rows[:limit]
    ]
    places = [str(row.place) for row in rows[:limit]]
    first, last = (places[0], places[-1]) if places else (None, None)
    return Page(data=hits, has_more=len(rows) > limit, first_id=first, last_id=last)


def _page(shown: list[T], has_more: bool) -> Page[T]:
    first, last = (shown[0].id, shown[-1].id) if shown else (None, None)
    return Page(data=shown, has_more=has_more, first_id=first, last_id=last)
