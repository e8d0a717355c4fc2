"""The AG-UI protocol on FastAPI: a POST a turn, answered by server-sent events. It stores nothing."""

import uuid
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import msgspec

from bench.contenders.streaming import StreamingSession
from bench.contenders.uvicorn import FASTAPI, UVICORN, OnUvicorn
from bench.wire.http import Http


class AgUi(OnUvicorn):
    """`apps/agui_app.py` on uvicorn as its own install gives it."""

    name = "AG-UI"
    version = "ag-ui-protocol==1.0.0"
    app = "agui"
    packages = (version, FASTAPI, UVICORN)

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
