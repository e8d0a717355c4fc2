"""Threads with a long past, written by the storage's own functions."""

from functools import partial
from pathlib import Path

from instar.defaults import PLUGINS
from instar.model.settings import Settings
from instar.protocol.down import ItemAdded, ItemPayload
from instar.protocol.ids import new_id
from instar.protocol.threads import Author, InputText, Item, OutputText, Thread, User
from instar.runtime.server import Server
from instar.storage import accounts, items, threads
from instar.storage.database import Connection
from instar.storage.log import Appender

UNIT = 500
RARE = 1_000
"""Every so many items one holds the rare word."""


async def seed_thread(data: Path, count: int) -> str:
    """A thread of the first admin with so many items, in a data folder that no server has."""
    async with Server.open(Settings(data_dir=data), PLUGINS) as server:
        user, thread = await server.database.write(_create)
        for first in range(0, count, UNIT):
            numbers = range(first, min(first + UNIT, count))
            await server.database.write(partial(_add, user=user, thread=thread, numbers=numbers))
    return thread.id


def _create(conn: Connection) -> tuple[User, Thread]:
    user = accounts.ensure_admin(conn)
    return user, threads.create_thread(conn, user, title="A long one")


def _add(conn: Connection, *, user: User, thread: Thread, numbers: range) -> None:
    log = Appender(conn, thread.id)
    for number in numbers:
        item = _item(number, user, thread, log)
        items.insert_item(conn, item)
        log.append(ItemAdded, ItemPayload(item=item))
    log.close()


def _item(number: int, user: User, thread: Thread, log: Appender) -> Item:
    asks = number % 2 == 0
    text = words(number)
    return Item(
        id=new_id("itm"),
        thread_id=thread.id,
        type="user_message" if asks else "assistant_message",
        status="done",
        author=Author(type="user", id=user.id, name=user.name)
        if asks
        else Author(type="assistant"),
        created_at=log.ts,
        position=log.head + 1,
        content=[InputText(text=text) if asks else OutputText(text=text)],
    )


def words(number: int) -> str:
    """What an item says: some hundred characters, its number, and now and then the rare word."""
    rare = " ecdysis" if number % RARE == 0 else ""
    line = f"Message {number} says that larva {number % 97} moults on day {number % 31}{rare}."
    return line + " It eats leaves and grows until its skin is too tight." * (1 + number % 4)
