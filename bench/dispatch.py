"""What it takes to find who answers a message, without the answer, the socket and the database."""

import time
from pathlib import Path

from instar.model.floor import Frame
from instar.model.settings import Settings
from instar.protocol.ids import new_id, now
from instar.protocol.parts import InputText
from instar.protocol.threads import Author, Item
from instar.runtime.router import Router
from instar.runtime.server import Server
from instar.sdk import Handler, Message, TurnContext

MESSAGES = 10_000
THREAD, USER = "thr_bench", "usr_bench"


class _Handler(Handler):
    """Takes all messages or none. A class each, as handlers are."""

    takes = False

    def match(self, message: Message) -> bool:
        return self.takes and bool(message.text)

    def match_on_floor(self, message: Message) -> bool:
        return self.match(message)

    async def on_message(self, ctx: TurnContext, message: Message) -> None:
        """Nothing is answered: only who would is asked."""


async def time_dispatch(data: Path, floor: int, registered: int) -> float:
    """Microseconds of processor a message, when the last of all that are asked takes it.

    `floor`: how many have the floor; they are registered too, and the others are asked after them.
    """
    async with Server.open(Settings(data_dir=data)) as server:
        for number in range(registered):
            # The one that was registered first is asked last.
            server.handlers.add(_handler(number, takes=number == 0))
        for number in range(registered - floor, registered):
            await server.floor.take(_frame(f"bench.{number}"), lambda _: None)
        router = Router(server.handlers, server.floor)
        messages = [_message() for _ in range(MESSAGES)]
        began = time.process_time()
        for message in messages:
            router.route(message)
        return (time.process_time() - began) / MESSAGES * 1e6


def _handler(number: int, *, takes: bool) -> Handler:
    return type(f"Handler{number}", (_Handler,), {"id": f"bench.{number}", "takes": takes})()


def _frame(handler: str) -> Frame:
    limit = time.time() + 3600
    return Frame(new_id("flr"), "thread", THREAD, THREAD, handler, "Bench", USER, now(), limit)


def _message() -> Message:
    item = Item(
        id=new_id("itm"),
        thread_id=THREAD,
        type="user_message",
        status="done",
        author=Author(type="user", id=USER, name="Bench"),
        created_at=now(),
        position=1,
        content=[InputText(text="What is an instar?")],
    )
    return Message(item)
