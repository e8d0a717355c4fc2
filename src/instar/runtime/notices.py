"""What the server itself says in a thread."""

from instar.protocol.down import ItemAdded, ItemPayload
from instar.protocol.errors import ErrorPayload
from instar.protocol.ids import new_id
from instar.protocol.parts import ErrorPart, OutputText, Part
from instar.protocol.threads import Author, Item
from instar.storage import items
from instar.storage.database import Connection
from instar.storage.log import Appender, LoggedEvent


def add_notice(conn: Connection, thread_id: str, text: str) -> list[LoggedEvent]:
    """Say something to everyone in the thread, outside of any turn."""
    log = Appender(conn, thread_id)
    _say(conn, log, "notice", OutputText(text=text))
    return log.close()


def add_error(conn: Connection, log: Appender, turn_id: str, error: ErrorPayload) -> None:
    """Say why the turn failed, to whoever reads the thread, now or later."""
    _say(conn, log, "error", ErrorPart(error=error), turn_id)


def _say(
    conn: Connection, log: Appender, type_: str, part: Part, turn_id: str | None = None
) -> None:
    item = Item(
        id=new_id("itm"),
        thread_id=log.thread_id,
        turn_id=turn_id,
        type=type_,
        status="done",
        author=Author(type="system"),
        created_at=log.ts,
        position=log.head + 1,
        content=[part],
    )
    items.insert_item(conn, item)
    log.append(ItemAdded, ItemPayload(item=item), turn_id=turn_id)
