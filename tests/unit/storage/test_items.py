"""Items as they are stored."""

import msgspec

from instar.protocol.ids import now
from instar.protocol.parts import InputText, OutputText
from instar.protocol.threads import Attachment, Author, Item
from instar.storage import items
from instar.storage.database import Connection
from tests.conftest import Cast

AUTHOR = Author(type="user", id="usr_1", name='Zoë "Z" \\ \u2028')
FILE = Attachment(
    id="att_1", name="a.txt", mime_type="text/plain", size=1, status="ready", created_at=now()
)


def an_item(thread_id: str, position: int, **more: object) -> Item:
    fields = {
        "id": f"itm_{position}",
        "type": "user_message",
        "status": "done",
        "author": AUTHOR,
        "created_at": now(),
        "content": [InputText(text='"\\\n\u2028')],
    }
    return Item(thread_id=thread_id, position=position, **fields | more)  # ty: ignore[invalid-argument-type]


async def test_a_page_says_what_its_items_say(cast: Cast) -> None:
    thread = await cast.thread(await cast.admin())
    stored = [
        an_item(thread, 101),
        an_item(thread, 102, attachments=[FILE], turn_id="trn_1", attempt=3),
        an_item(thread, 103, type="notice", author=Author(type="system"), content=[]),
        an_item(thread, 104, status="in_progress", content=[OutputText(text="")]),
    ]

    def work(conn: Connection) -> list[items.StoredItem]:
        for item in stored:
            items.insert_item(conn, item)
        page, _ = items.load_page(conn, thread, limit=4, ascending=True)
        return page

    page = await cast.server.database.write(work)
    assert msgspec.json.encode(page) == msgspec.json.encode(stored)
