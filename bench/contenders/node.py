"""Node's own `http` with the `ws` package: what one writes by hand, and the bar for speed.

It stores nothing, checks nobody and forgets the turn with the socket.
"""

from pathlib import Path

import msgspec

from bench.contenders.contender import APPS
from bench.contenders.hosting import Hosting
from bench.install import node_with
from bench.people import Person, Place, Population, Shape
from bench.process import Command
from instar.protocol.ids import new_id

WS = "ws@8.23.0"


class Node(Hosting):
    """`apps/node.mjs`. `database` is one of ours, of which it serves pages."""

    name = "Node ws"
    version = WS

    def __init__(self, database: Path | None = None) -> None:
        self._database = database

    async def prepare(self) -> None:
        self._folder = await node_with("node", WS)

    def command(self, data: Path) -> Command:  # noqa: ARG002  (it has none)
        environment = {"DATABASE": str(self._database)} if self._database else {}
        return Command(["node", str(APPS / "node.mjs"), "{port}"], environment, self._folder)

    async def populate(self, data: Path, shape: Shape) -> Population:  # noqa: ARG002  (it stores nothing)
        places = [Place(new_id("thr")) for _ in range(shape.threads)]
        count = shape.users * shape.sessions
        people = [Person("", places[index % shape.threads]) for index in range(count)]
        return Population(people, places)

    async def new_thread(self, port: int) -> str:  # noqa: ARG002  (it is made by its first reader)
        return new_id("thr")

    def headers(self, port: int, cookie: str = "") -> dict[str, str]:  # noqa: ARG002  (it asks nobody)
        return {}

    def opening(self, place: Place, behind: int | None = None) -> list[bytes]:  # noqa: ARG002  (it has no log)
        return [self.subscription(place.thread)]

    def subscription(self, thread: str) -> bytes:
        return msgspec.json.encode({"type": "thread.subscribe", "thread": thread})

    def submission(self, thread: str, text: str, message_id: str) -> bytes:
        asked = {"type": "turn.submit", "id": message_id, "thread": thread, "text": text}
        return msgspec.json.encode(asked)

    def echo(self, thread: str, message_id: str) -> bytes:
        return msgspec.json.encode({"type": "thread.read", "id": message_id, "thread": thread})
