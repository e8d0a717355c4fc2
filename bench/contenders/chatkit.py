"""OpenAI's ChatKit server with a store in memory: a POST a turn, answered by server-sent events."""

import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import msgspec

from bench.contenders.streaming import StreamingSession
from bench.contenders.uvicorn import FASTAPI, UVICORN, OnUvicorn
from bench.wire.http import Http

PATH = "/chatkit"
_THREAD = re.compile(rb'"thread\.created".*?"id":"(thr_\w+)"')


class ChatKit(OnUvicorn):
    """`apps/chatkit_app.py` on uvicorn as its own install gives it."""

    name = "ChatKit"
    version = "openai-chatkit==1.6.5"
    app = "chatkit"
    packages = (version, FASTAPI, UVICORN)

    @asynccontextmanager
    async def session(self, port: int) -> AsyncGenerator[StreamingSession]:
        async with Http.open(port, accept="text/event-stream") as http:
            answer = await http.request("POST", PATH, _request("threads.create", 1))
            created = _THREAD.search(answer.body)
            if created is None:
                raise ConnectionError(f"{answer.status}: {answer.body[:500]!r}")
            thread = created[1].decode()

            def submission(deltas: int) -> bytes:
                return _request("threads.add_user_message", deltas, thread_id=thread)

            yield StreamingSession(http, PATH, submission, b".text_delta")


def _request(kind: str, deltas: int, **more: Any) -> bytes:
    said = {
        "content": [{"type": "input_text", "text": f"/stream {deltas}"}],
        "attachments": [],
        "inference_options": {},
    }
    return msgspec.json.encode({"type": kind, "params": {"input": said, **more}})
