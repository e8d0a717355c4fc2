"""Items of a thread."""

from instar.protocol.rest import Page
from instar.protocol.threads import Item
from instar.runtime import views
from instar.storage.items import StoredItem
from instar.transport.http.call import Call


async def list_items(call: Call) -> Page[StoredItem]:
    return await call.server.database.read(
        views.item_page, call.principal, call.path["thread_id"], **call.query.range()
    )


async def append_item(call: Call) -> Item:
    return await call.server.threads.append_item(call.principal, call.path["thread_id"], call.body)


async def get_item(call: Call) -> Item:
    thread_id, item_id = call.path["thread_id"], call.path["item_id"]
    return await call.server.database.read(views.item, call.principal, thread_id, item_id)


async def remove_item(call: Call) -> None:
    thread_id, item_id = call.path["thread_id"], call.path["item_id"]
    await call.server.threads.remove_item(call.principal, thread_id, item_id)


async def give_feedback(call: Call) -> Item:
    thread_id, item_id = call.path["thread_id"], call.path["item_id"]
    return await call.server.feedback.give(call.principal, thread_id, item_id, call.body)
