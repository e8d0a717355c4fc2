"""Chainlit, over socket.io as its own page speaks it."""

import uuid
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec

from bench.contenders.contender import APPS, SocketSession
from bench.contenders.stopwatch import Stopwatch
from bench.install import python_with
from bench.process import Command
from bench.wire.websocket import WebSocket
from instar.protocol.ids import now

VERSION = "chainlit==2.12.0"

# Engine.io packets begin with a digit, socket.io packets inside with another.
_PING, _PONG, _CONNECT, _EVENT = b"2", b"3", b"40", b"42"


class Chainlit:
    """`chainlit run` of `apps/chainlit_app.py`, with its defaults: no data layer, no login."""

    name = "Chainlit"
    version = VERSION

    async def prepare(self) -> None:
        self._python = await python_with("chainlit", VERSION)

    def command(self, data: Path) -> Command:
        data.mkdir(parents=True, exist_ok=True)
        program = str(self._python.parent / "chainlit")
        app = str(APPS / "chainlit_app.py")
        # It writes its configuration into the folder that it runs in.
        environment = {"CHAINLIT_APP_ROOT": str(data), "BENCH_TREE": str(APPS.parents[2])}
        return Command([program, "run", app, "--headless", "--port", "{port}"], environment, data)

    @asynccontextmanager
    async def session(self, port: int) -> AsyncGenerator[SocketSession]:
        watch = Stopwatch()
        connected = watch.start()

        def listen(packet: bytes) -> None:
            if packet.startswith(_EVENT):
                _note(watch, packet)
            elif packet.startswith(_CONNECT):
                socket.send(_event("connection_successful"))
            elif packet == _PING:
                socket.send(_PONG)

        path = "/ws/socket.io/?EIO=4&transport=websocket"
        async with WebSocket.open(port, path, listen) as socket:
            socket.send(_CONNECT + msgspec.json.encode(_auth()))
            session = SocketSession(socket, watch, _submission)
            await session.finish(connected)
            yield session


def _note(watch: Stopwatch, packet: bytes) -> None:
    # 42["name",…: what follows the name is large when the message is sent again whole.
    name = packet[4 : packet.index(b'"', 4)]
    if name in (b"stream_start", b"stream_token"):
        # The first token comes with the start.
        watch.delta(packet)
    elif name == b"task_end":
        watch.end()


def _submission(deltas: int) -> bytes:
    message = {
        "id": str(uuid.uuid4()),
        "threadId": "",
        "name": "User",
        "type": "user_message",
        "output": f"/stream {deltas}",
        "createdAt": now(),
    }
    return _event("client_message", {"message": message, "fileReferences": []})


def _auth() -> dict[str, str]:
    session = str(uuid.uuid4())
    return {"clientType": "webapp", "sessionId": session, "threadId": "", "userEnv": "{}"}


def _event(name: str, *arguments: Any) -> bytes:
    return _EVENT + msgspec.json.encode([name, *arguments])
