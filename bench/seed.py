"""Threads with a long past, and people, written by the storage's own functions."""

from functools import partial
from pathlib import Path

from bench.people import Person, Place, Population, Shape
from instar.defaults import PLUGINS
from instar.model.settings import Settings
from instar.protocol.down import ItemAdded, ItemPayload
from instar.protocol.ids import new_id
from instar.protocol.parts import InputText, OutputText
from instar.protocol.threads import Author, Item, Thread, User
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
        for numbers in _units(count):
            await server.database.write(partial(_add, user=user, thread=thread, numbers=numbers))
    return thread.id


async def seed_people(data: Path, shape: Shape) -> Population:
    """Users with their sessions and threads, in a data folder that no server has."""
    async with Server.open(Settings(data_dir=data), PLUGINS) as server:
        write = server.database.write
        users: list[User] = []
        for numbers in _units(shape.users):
            users += await write(partial(_add_users, numbers=numbers))
        places: list[Place] = []
        for numbers in _units(shape.threads):
            places += await write(partial(_open_threads, users=users, numbers=numbers, shape=shape))
        people: list[Person] = []
        for numbers in _units(shape.users * shape.sessions):
            people += await write(partial(_sign_in, users=users, numbers=numbers, places=places))
    return Population(people, places)


def _units(count: int) -> list[range]:
    return [range(first, min(first + UNIT, count)) for first in range(0, count, UNIT)]


def _add_users(conn: Connection, *, numbers: range) -> list[User]:
    return [accounts.create_user(conn, f"Person {number}", "member") for number in numbers]


def _open_threads(
    conn: Connection, *, users: list[User], numbers: range, shape: Shape
) -> list[Place]:
    return [
        _open_thread(conn, users if shape.shared else users[number :: shape.threads], shape.items)
        for number in numbers
    ]


def _open_thread(conn: Connection, members: list[User], count: int) -> Place:
    owner, *others = members
    thread = threads.create_thread(conn, owner, title="A shared one")
    for user in others:
        threads.set_member(conn, thread.id, user.id, "writer")
    if count:
        _add(conn, user=owner, thread=thread, numbers=range(count))
    thread = threads.load_owners_view(conn, thread.id)
    return Place(thread.id, thread.epoch, thread.head)


def _sign_in(
    conn: Connection, *, users: list[User], numbers: range, places: list[Place]
) -> list[Person]:
    return [
        Person(_session(conn, users[index]), places[index % len(places)])
        for index in (number % len(users) for number in numbers)
    ]


def _session(conn: Connection, user: User) -> str:
    """As the login link gives one."""
    ticket = accounts.create_ticket(conn, user)
    return accounts.redeem_ticket(conn, ticket.value)[1].value


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
