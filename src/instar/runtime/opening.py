"""What opening a turn changes, in the unit of work that accepts it or ends the one before."""

from typing import NamedTuple

from instar.model.held import Held
from instar.protocol.down import ItemAdded, ItemPayload, ItemUpdated, TurnStart, TurnStartPayload
from instar.protocol.ids import new_id
from instar.protocol.parts import OutputText, Part
from instar.protocol.threads import Author, Item, Turn, User
from instar.runtime.router import Router, Taker
from instar.sdk import Message
from instar.storage import items
from instar.storage.database import Connection
from instar.storage.log import Appender

MEANING = "meaning"
"""What the item of a used control holds: what the control means."""


class Opened(NamedTuple):
    """A turn to run: who asked, who answers what, and the answer that is open already.

    `at`: the offset of the event that opened the answer. `continued`: it had text before.
    `client`: which sent it. `steps`: what it had done before the server was restarted, as JSON.
    """

    turn: Turn
    user: User
    taker: Taker
    client: str | None = None
    answer: Item | None = None
    at: int = 0
    continued: bool = False
    steps: str | None = None


def open_turn(
    conn: Connection,
    log: Appender,
    turn: Turn,
    user: User,
    taker: Taker,
    client: str | None = None,
    continued: Item | None = None,
) -> Opened:
    """Start a turn, with the answer that it continues or, for a handler that always answers, a new one."""
    log.open_turn = turn.id
    log.append(TurnStart, TurnStartPayload(handler=taker.handler.id), turn_id=turn.id)
    answer = continued
    if continued is not None:
        log.append(ItemUpdated, ItemPayload(item=continued), turn_id=turn.id)
    elif taker.handler.answers_at_once:
        answer = add_answer(conn, log, turn.id)
    return Opened(turn, user, taker, client, answer, log.head, continued is not None)


def taker_of(conn: Connection, router: Router, message: Item, client: str | None) -> Taker:
    """Who answers a message that is stored. Raises `unsupported.message` when nobody does."""
    said, holder = read_message(conn, message)
    return router.route(said, client, holder)


def read_message(conn: Connection, item: Item) -> tuple[Message, str | None]:
    """A message that is stored, and the handler whose command or control it is, if it is one."""
    held = None
    if item.type != "user_message":
        held = items.find_held(conn, item.thread_id, item.id)
    if held is None:
        return Message(item), None
    return Message(item, held.actions.get(MEANING)), held.handler or None


def add_answer(conn: Connection, log: Appender, turn_id: str) -> Item:
    """Add an empty assistant message to write to."""
    return add_open(conn, log, turn_id, "assistant_message", OutputText(text=""))


def add_open(
    conn: Connection,
    log: Appender,
    turn_id: str,
    type_: str,
    part: Part,
    held: Held | None = None,
) -> Item:
    """Add an item to write to."""
    item = Item(
        id=new_id("itm"),
        thread_id=log.thread_id,
        turn_id=turn_id,
        type=type_,
        status="in_progress",
        author=Author(type="assistant"),
        created_at=log.ts,
        position=log.head + 1,
        content=[part],
    )
    items.insert_item(conn, item, held)
    log.append(ItemAdded, ItemPayload(item=item), turn_id=turn_id)
    return item
