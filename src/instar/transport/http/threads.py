"""Threads, their members and the search through them."""

import msgspec

from instar.protocol.base import Wire
from instar.protocol.errors import InstarError
from instar.protocol.rest import Member, Page, PatchThread, SearchHit
from instar.protocol.threads import Thread
from instar.runtime import views
from instar.transport.http.call import Call


class Members(Wire):
    """Everyone with access to a thread, the owner first."""

    data: list[Member]


async def list_threads(call: Call) -> Page[Thread]:
    query = call.query
    return await call.server.database.read(
        views.thread_page, call.principal, **query.range(), deleted=query.deleted
    )


async def create_thread(call: Call) -> Thread:
    return await call.server.threads.create(call.principal, call.body)


async def get_thread(call: Call) -> Thread:
    return await call.server.database.read(views.thread, call.principal, call.path["thread_id"])


async def patch_thread(call: Call) -> Thread:
    body = _with_precondition(call.body, call.headers.get("if-match"))
    return await call.server.threads.patch(call.principal, call.path["thread_id"], body)


async def delete_thread(call: Call) -> None:
    thread_id = call.path["thread_id"]
    await call.server.threads.delete(call.principal, thread_id)
    await call.server.turns.cancel_thread(thread_id)


async def restore_thread(call: Call) -> Thread:
    return await call.server.threads.restore(call.principal, call.path["thread_id"])


async def list_members(call: Call) -> Members:
    thread_id = call.path["thread_id"]
    return Members(data=await call.server.database.read(views.members, call.principal, thread_id))


async def set_member(call: Call) -> Member:
    thread_id, user_id = call.path["thread_id"], call.path["user_id"]
    return await call.server.members.set(call.principal, thread_id, user_id, call.body)


async def remove_member(call: Call) -> None:
    thread_id = call.path["thread_id"]
    await call.server.members.remove(call.principal, thread_id, call.path["user_id"])
    call.server.tell_presence(thread_id)


async def search_items(call: Call) -> Page[SearchHit]:
    query = call.query
    return await call.server.database.read(
        views.search_page, call.principal, query.q, limit=query.limit, after=query.after
    )


def _with_precondition(body: PatchThread, if_match: str | None) -> PatchThread:
    """`If-Match` says the same as `revision` in the body; both together must agree."""
    if if_match is None or if_match.strip() == "*":
        return body
    tag = if_match.strip().strip('"')
    revision = int(tag) if tag.isascii() and tag.isdigit() and len(tag) < 16 else -1
    if body.revision not in (None, revision):
        raise InstarError("conflict.revision", "If-Match and revision differ.")
    return msgspec.structs.replace(body, revision=revision)
