"""Notices: what the server itself says in a thread."""

from instar.protocol.down import ItemAdded, ItemPayload
from instar.protocol.ids import new_id
from instar.protocol.parts import OutputText
from instar.protocol.threads import Author, Item
from instar.storage import items
from instar.storage.database import Connection
from instar.storage.log import Appender, LoggedEvent


def add_notice(conn: Connection, thread_id: str, text: str) -> list[LoggedEvent]:
    """Say something to everyone in the thread, outside of any turn."""
    log = Appender(conn, thread_id)
    notice = Item(
        id=new_id("itm"),
        thread_id=thread_id,
        type="notice",
        status="done",
        author=Author(type="system"),
        created_at=log.ts,
        position=log.head + 1,
        content=[OutputText(text=text)],
    )
    items.insert_item(conn, notice)
    log.append(ItemAdded, ItemPayload(item=notice))
    return log.close()
