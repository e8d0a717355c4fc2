"""The AG-UI protocol on FastAPI: a POST a turn, answered by server-sent events. It stores nothing."""

import uuid
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec

from bench.contenders.contender import TURN_SECONDS
from bench.contenders.install import APPS, python_with
from bench.contenders.stopwatch import Stopwatch, Turn
from bench.process import Command
from bench.wire.http import Http

VERSION = "ag-ui-protocol==1.0.0"
BESIDE = ("fastapi==0.165.0", "uvicorn==0.54.0")


class AgUi:
    """`apps/agui_app.py` on uvicorn as its own install gives it."""

    name = "AG-UI"
    version = VERSION

    async def prepare(self) -> None:
        self._python = await python_with("agui", VERSION, *BESIDE)

    def command(self, data: Path) -> Command:  # noqa: ARG002  (it has none)
        uvicorn = [str(self._python), "-m", "uvicorn", "agui_app:app", "--log-level", "warning"]
        return Command([*uvicorn, "--app-dir", str(APPS), "--port", "{port}"])

    @asynccontextmanager
    async def session(self, port: int) -> "AsyncGenerator[AgUiSession]":
        async with Http.open(port, accept="text/event-stream") as http:
            yield AgUiSession(http)


class AgUiSession:
    """A person's connection, kept open from turn to turn."""

    def __init__(self, http: Http) -> None:
        self._http = http
        self._thread = str(uuid.uuid4())
        self._watch = Stopwatch()

    async def turn(self, deltas: int) -> Turn:
        said = {"id": str(uuid.uuid4()), "role": "user", "content": f"/stream {deltas}"}
        body = msgspec.json.encode(
            {
                "threadId": self._thread,
                "runId": str(uuid.uuid4()),
                "state": {},
                "messages": [said],
                "tools": [],
                "context": [],
                "forwardedProps": {},
            }
        )
        turn = self._watch.start()
        await self._http.request("POST", "/agent", body, self._note, TURN_SECONDS)
        self._watch.end()
        return turn.result()

    def _note(self, body: bytes) -> None:
        if b'"TEXT_MESSAGE_CONTENT"' in body:
            self._watch.delta(body)
