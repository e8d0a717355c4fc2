"""What the servers that speak our kind of WebSocket have in common: threads, turns and deltas."""

from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
from msgspec import Struct

from bench.contenders.contender import SocketSession
from bench.contenders.stopwatch import Stopwatch
from bench.load.generator import FRESH_ID, Connection
from bench.people import Person, Place, Population, Shape
from bench.process import Command
from bench.wire.websocket import WebSocket, upgrade_request
from instar.protocol.ids import new_id

SOCKET = "/ws"


class Head(Struct):
    """As much of a message as a stopwatch needs."""

    type: str


_head = msgspec.json.Decoder(Head)


class Hosting(ABC):
    """A server that has one conversation for many readers."""

    name: str
    version: str

    @abstractmethod
    async def prepare(self) -> None:
        """See `Contender.prepare`."""

    @abstractmethod
    def command(self, data: Path) -> Command:
        """See `Contender.command`."""

    @abstractmethod
    async def populate(self, data: Path, shape: Shape) -> Population:
        """Make users, sessions and threads, in a data folder that no server has yet."""

    @abstractmethod
    async def new_thread(self, port: int) -> str:
        """A new conversation."""

    @abstractmethod
    def headers(self, port: int, cookie: str = "") -> dict[str, str]:
        """What the upgrade of a session needs; without a cookie, of whoever may do everything."""

    @abstractmethod
    def opening(self, place: Place, behind: int | None = None) -> list[bytes]:
        """The first messages of a connection: they open a thread.

        `behind`: as somebody who comes back, and lacks the last so many events.
        """

    @abstractmethod
    def subscription(self, thread: str) -> bytes:
        """The message that opens a thread again; its newest items answer it."""

    @abstractmethod
    def submission(self, thread: str, text: str, message_id: str) -> bytes:
        """The message that asks for an answer."""

    @abstractmethod
    def echo(self, thread: str, message_id: str) -> bytes:
        """The least message that is answered."""

    @asynccontextmanager
    async def session(self, port: int) -> AsyncGenerator[SocketSession]:
        """See `Contender.session`."""
        async with self.joined(port, await self.new_thread(port)) as session:
            yield session

    @asynccontextmanager
    async def joined(self, port: int, thread: str) -> AsyncGenerator[SocketSession]:
        """A session in that conversation."""
        watch = Stopwatch()
        resumed = watch.start()

        def listen(text: bytes) -> None:
            match _head.decode(text).type:
                case "turn.delta":
                    watch.delta(text)
                case "turn.accepted":
                    watch.accept()
                case "turn.end" | "session.resumed":
                    watch.end()

        def submission(deltas: int) -> bytes:
            return self.submission(thread, f"/stream {deltas}", new_id("msg"))

        async with WebSocket.open(port, SOCKET, listen, **self.headers(port)) as socket:
            for text in self.opening(Place(thread)):
                socket.send(text)
            session = SocketSession(socket, watch, submission)
            await session.finish(resumed)
            yield session

    def connection(
        self, port: int, person: Person, text: str = "", behind: int | None = None
    ) -> Connection:
        """The same for the load generator; when it is told to, it asks what `text` says."""
        return self._connection(
            port, person, self.submission(person.place.thread, text, FRESH_ID), behind
        )

    def echoing(self, port: int, person: Person) -> Connection:
        """A connection that asks for the least answer."""
        return self._connection(port, person, self.echo(person.place.thread, FRESH_ID), None)

    def _connection(self, port: int, person: Person, say: bytes, behind: int | None) -> Connection:
        head = upgrade_request(port, SOCKET, **self.headers(port, person.cookie))
        return Connection(head, self.opening(person.place, behind), say)
