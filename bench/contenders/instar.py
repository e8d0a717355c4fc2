"""Instar itself."""

import os
import secrets
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from bench.contenders.contender import SocketSession
from bench.contenders.install import python_locked
from bench.contenders.stopwatch import Stopwatch
from bench.machine import ROOT
from bench.process import Command
from bench.results import OURS
from bench.wire.http import Http
from bench.wire.websocket import WebSocket
from instar import __version__
from instar.protocol.ids import new_id

TOKEN = secrets.token_urlsafe(16)
BEARER = {"authorization": f"Bearer {TOKEN}"}
GENEROUS = {
    "INSTAR_ADMIN_TOKEN": TOKEN,
    "INSTAR_CONNECTIONS_PER_USER": "10000",
    "INSTAR_MESSAGES_PER_MINUTE": "1000000",
    "INSTAR_LOG_LEVEL": "warning",
}


class Head(Struct):
    """As much of a message as a stopwatch needs."""

    type: str


_head = msgspec.json.Decoder(Head)


class Instar:
    """`instar serve` of this tree with what its users install, which is less than developers have.

    `module` serves it with one plugin more.
    """

    name = OURS
    version = __version__

    def __init__(self, module: str = "instar.cli") -> None:
        self._module = module

    async def prepare(self) -> None:
        self._python = await python_locked("instar", ROOT / "locks" / "runtime.txt")

    def command(self, data: Path) -> Command:
        arguments = [str(self._python), "-m", self._module, "serve", "--no-open"]
        arguments += ["--port", "{port}", "--data-dir", str(data)]
        tree = {"PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)])}
        return Command(arguments, GENEROUS | tree, data.parent)

    @asynccontextmanager
    async def session(self, port: int) -> AsyncGenerator[SocketSession]:
        async with self.joined(port, await self.new_thread(port)) as session:
            yield session

    @asynccontextmanager
    async def joined(self, port: int, thread: str) -> AsyncGenerator[SocketSession]:
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
            content = [{"type": "input_text", "text": f"/stream {deltas}"}]
            return message("turn.submit", {"input": {"content": content}}, thread)

        socket_of_admin = WebSocket.open(
            port, "/ws", listen, sec_websocket_protocol="instar.v1", **BEARER
        )
        async with socket_of_admin as socket:
            socket.send(message("session.hello", {}))
            socket.send(self.subscription(thread))
            session = SocketSession(socket, watch, submission)
            await session.finish(resumed)
            yield session

    def subscription(self, thread: str) -> bytes:
        return message("thread.subscribe", {}, thread)

    async def new_thread(self, port: int) -> str:
        return str((await ask(port, "POST", "/threads", {"title": "Bench"}))["id"])


def message(kind: str, payload: dict[str, Any], thread: str | None = None) -> bytes:
    """A message as a client sends it."""
    envelope = {"v": 1, "type": kind, "id": new_id("msg"), "payload": payload}
    return msgspec.json.encode(envelope | ({"threadId": thread} if thread else {}))


async def ask(port: int, method: str, path: str, body: Any = None) -> Any:
    """Ask the API once, as the admin."""
    async with Http.open(port, **BEARER) as http:
        sent = b"" if body is None else msgspec.json.encode(body)
        answer = await http.request(method, "/api/v1" + path, sent)
    if answer.status >= 400:
        raise ConnectionError(f"{method} {path}: {answer.status} {answer.body[:500]!r}")
    return msgspec.json.decode(answer.body)
