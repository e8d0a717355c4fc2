"""A model service that streams: the model's name says how many deltas, how far apart. Each begins with `@`
and the nanoseconds of the machine's clock when it was written. `GET /_closed` has those when who asked hung up.

python -m bench.model_stream PORT
"""

import asyncio
import json
import sys
import time
from collections.abc import AsyncGenerator, Iterator
from typing import Any

from aiohttp import web

CLOSED = web.AppKey("closed", list[int])

_RESPONSE = {
    "id": "resp_1",
    "object": "response",
    "created_at": 1_790_000_000,
    "model": "paced",
    "output": [],
    "parallel_tool_calls": True,
    "tool_choice": "auto",
    "tools": [],
}
_PLACE = {"item_id": "msg_1", "output_index": 0, "content_index": 0}
_MESSAGE = {"id": "msg_1", "type": "message", "role": "assistant", "content": []}


def model_name(deltas: int, seconds: float) -> str:
    return f"{deltas} {seconds}"


async def chunks_of(port: int, model: str) -> AsyncGenerator[bytes]:
    """The answer as it comes out of the socket."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    body = json.dumps({"model": model}).encode()
    head = f"POST /v1/responses HTTP/1.0\r\nContent-Length: {len(body)}\r\n\r\n"
    writer.write(head.encode() + body)
    while chunk := await reader.read(65_536):
        yield chunk
    writer.close()


def _events(deltas: int) -> Iterator[bytes]:
    yield _event("response.created", response=_RESPONSE)
    yield _event("response.output_item.added", output_index=0, item=_MESSAGE)
    part = {"type": "output_text", "text": "", "annotations": [], "logprobs": []}
    yield _event("response.content_part.added", **_PLACE, part=part)
    for number in range(deltas):
        more = {
            "delta": f" @{time.monotonic_ns()} token{number}",
            "logprobs": [],
            "obfuscation": "abcdefgh",
        }
        yield _event("response.output_text.delta", **_PLACE, **more)
    yield _event("response.completed", response=_RESPONSE)


def _event(kind: str, **fields: Any) -> bytes:
    event = {"type": kind, "sequence_number": 0, **fields}
    return f"event: {kind}\ndata: {json.dumps(event)}\n\n".encode()


async def _respond(request: web.Request) -> web.StreamResponse:
    deltas, pause = (await request.json())["model"].split()
    stream = web.StreamResponse(headers={"content-type": "text/event-stream"})
    await stream.prepare(request)
    try:
        await _write(stream, _events(int(deltas)), float(pause))
    except asyncio.CancelledError:
        request.app[CLOSED].append(time.monotonic_ns())
        raise
    return stream


async def _write(stream: web.StreamResponse, events: Iterator[bytes], pause: float) -> None:
    due = time.perf_counter()
    while True:
        due += pause
        # Behind its time it yields all the same, so that what it wrote goes out on its own.
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        # Made now, because it says when.
        event = next(events, None)
        if event is None:
            return
        await stream.write(event)


async def _closed(request: web.Request) -> web.Response:
    return web.json_response(request.app[CLOSED])


async def _page(_: web.Request) -> web.Response:
    return web.Response(text="ready")


def main() -> None:
    app = web.Application()
    app[CLOSED] = []
    app.add_routes(
        [
            web.get("/", _page),
            web.get("/_closed", _closed),
            web.post("/v1/responses", _respond),
        ]
    )
    port = int(sys.argv[1])
    web.run_app(app, host="127.0.0.1", port=port, print=None, handler_cancellation=True)


if __name__ == "__main__":
    main()
