"""Instar itself."""

import os
import secrets
from pathlib import Path
from typing import Any

import msgspec

from bench.contenders.hosting import Hosting
from bench.install import python_locked
from bench.machine import ROOT
from bench.people import Place, Population, Shape
from bench.process import Command
from bench.results import OURS
from bench.seed import seed_people
from bench.wire.http import Http
from instar import __version__
from instar.model.settings import Settings
from instar.protocol.ids import new_id
from instar.transport.auth import cookie_name

TOKEN = secrets.token_urlsafe(16)
BEARER = {"authorization": f"Bearer {TOKEN}"}
GENEROUS = {
    "INSTAR_ADMIN_TOKEN": TOKEN,
    "INSTAR_CONNECTIONS_PER_USER": "20000",
    "INSTAR_MESSAGES_PER_MINUTE": "1000000",
    "INSTAR_LOG_LEVEL": "warning",
}


class Instar(Hosting):
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

    async def populate(self, data: Path, shape: Shape) -> Population:
        return await seed_people(data, shape)

    async def new_thread(self, port: int) -> str:
        return str((await ask(port, "POST", "/threads", {"title": "Bench"}))["id"])

    def headers(self, port: int, cookie: str = "") -> dict[str, str]:
        protocol = {"sec_websocket_protocol": "instar.v1"}
        if not cookie:
            return protocol | BEARER
        named = f"{cookie_name(Settings(port=port))}={cookie}"
        return protocol | {"origin": f"http://127.0.0.1:{port}", "cookie": named}

    def opening(self, place: Place, behind: int | None = None) -> list[bytes]:
        if behind is None:
            return [message("session.hello", {}), self.subscription(place.thread)]
        cursor = {"epoch": place.epoch, "offset": place.head - behind}
        return [message("session.hello", {"cursors": {place.thread: cursor}})]

    def subscription(self, thread: str) -> bytes:
        return message("thread.subscribe", {}, thread)

    def submission(self, thread: str, text: str, message_id: str) -> bytes:
        content = [{"type": "input_text", "text": text}]
        return message("turn.submit", {"input": {"content": content}}, thread, message_id)

    def echo(self, thread: str, message_id: str) -> bytes:
        return message("thread.read", {"offset": 0}, thread, message_id)


def message(
    kind: str, payload: dict[str, Any], thread: str | None = None, message_id: str | None = None
) -> bytes:
    """A message as a client sends it."""
    envelope = {"v": 1, "type": kind, "id": message_id or new_id("msg"), "payload": payload}
    return msgspec.json.encode(envelope | ({"threadId": thread} if thread else {}))


async def ask(port: int, method: str, path: str, body: Any = None) -> Any:
    """Ask the API once, as the admin."""
    async with Http.open(port, **BEARER) as http:
        sent = b"" if body is None else msgspec.json.encode(body)
        answer = await http.request(method, "/api/v1" + path, sent)
    if answer.status >= 400:
        raise ConnectionError(f"{method} {path}: {answer.status} {answer.body[:500]!r}")
    return msgspec.json.decode(answer.body)
