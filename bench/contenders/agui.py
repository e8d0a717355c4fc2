"""The AG-UI protocol on FastAPI: a POST a turn, answered by server-sent events. It stores nothing."""

import uuid
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec

from bench.contenders.contender import APPS
from bench.contenders.streaming import StreamingSession
from bench.install import python_with
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
    async def session(self, port: int) -> AsyncGenerator[StreamingSession]:
        thread = str(uuid.uuid4())
        async with Http.open(port, accept="text/event-stream") as http:
            yield StreamingSession(
                http, "/agent", lambda deltas: _run(thread, deltas), b'"TEXT_MESSAGE_CONTENT"'
            )


def _run(thread: str, deltas: int) -> bytes:
    said = {"id": str(uuid.uuid4()), "role": "user", "content": f"/stream {deltas}"}
    return msgspec.json.encode(
        {
            "threadId": thread,
            "runId": str(uuid.uuid4()),
            "state": {},
            "messages": [said],
            "tools": [],
            "context": [],
            "forwardedProps": {},
        }
    )
