"""Node's own `http` with the `ws` package: what one writes by hand, and the bar for speed.

It stores nothing, checks nobody and forgets the turn with the socket.
"""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec

from bench.contenders.contender import SocketSession
from bench.contenders.install import APPS, node_with
from bench.contenders.instar import Head
from bench.contenders.stopwatch import Stopwatch
from bench.process import Command
from bench.wire.websocket import WebSocket
from instar.protocol.ids import new_id

WS = "ws@8.23.0"
_head = msgspec.json.Decoder(Head)


class Node:
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

    @asynccontextmanager
    async def session(self, port: int) -> AsyncGenerator[SocketSession]:
        async with self.joined(port, await self.new_thread(port)) as session:
            yield session

    @asynccontextmanager
    async def joined(self, port: int, thread: str) -> AsyncGenerator[SocketSession]:
        watch = Stopwatch()
        joined = watch.start()

        def listen(text: bytes) -> None:
            match _head.decode(text).type:
                case "turn.delta":
                    watch.delta(text)
                case "turn.end" | "session.resumed":
                    watch.end()

        def submission(deltas: int) -> bytes:
            asked = {"type": "turn.submit", "id": new_id("msg"), "thread": thread}
            return msgspec.json.encode(asked | {"deltas": deltas})

        async with WebSocket.open(port, "/ws", listen) as socket:
            socket.send(self.subscription(thread))
            session = SocketSession(socket, watch, submission)
            await session.finish(joined)
            yield session

    def subscription(self, thread: str) -> bytes:
        return msgspec.json.encode({"type": "thread.subscribe", "thread": thread})

    async def new_thread(self, port: int) -> str:  # noqa: ARG002  (it is made by its first reader)
        return new_id("thr")
