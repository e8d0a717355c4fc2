"""The service itself, on the port of this machine that it is given, or a free one, which it prints.

`/v1` has everything, `/chat/v1` no Responses API. A model whose name begins with `plain` takes no
parameter that not every model takes. `GET /_seen` says what was asked; `GET /_seen/N` waits until the
N-th request is over, and says how it ended.
"""

import asyncio
import json
import sys
import time
from collections import Counter
from dataclasses import replace
from typing import Any

from aiohttp import web

from tests.support.model_service import MODELS, chat, messages, responses
from tests.support.model_service.requests import fault_of
from tests.support.model_service.scripts import answer
from tests.support.model_service.steps import Ask, Drop, Refused, Wait


class Exchange:
    """One request and how it ended."""

    def __init__(self, request: web.Request, body: dict[str, Any]) -> None:
        self.seen: dict[str, Any] = {
            "path": request.path,
            "model": body["model"],
            "body": body,
            "at": time.time(),
            "client_port": (
                request.transport.get_extra_info("peername")[1] if request.transport else 0
            ),
        }
        self.over = asyncio.Event()

    def end(self, how: str) -> None:
        self.seen |= {"ended": how, "ended_at": time.time()}
        self.over.set()


class Service:
    """Answers requests as their scripts say."""

    def __init__(self) -> None:
        self.exchanges: list[Exchange] = []
        self._attempts: Counter[str] = Counter()

    async def respond(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        ask = responses.ask_of(body, _key(request))
        return await self._answer(
            request, body, ask, responses.refusal_of(body), responses.ResponsesWriter(ask)
        )

    async def complete(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        ask = chat.ask_of(body, _key(request))
        writer = chat.ChatWriter(ask, counts="stream_options" in body)
        return await self._answer(request, body, ask, chat.refusal_of(body), writer)

    async def message(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        ask = messages.ask_of(body, _key(request))
        writer = messages.MessagesWriter(ask)
        return await self._answer(request, body, ask, messages.refusal_of(body), writer)

    async def missing(self, request: web.Request) -> web.Response:
        """What a server says that has no such thing."""
        exchange = Exchange(request, await request.json())
        exchange.end("answered")
        self.exchanges.append(exchange)
        return web.json_response({"detail": "Not Found"}, status=404)

    async def models(self, request: web.Request) -> web.Response:
        listed = [
            {
                "id": id_,
                "object": "model",
                "created": 1_790_000_000,
                "owned_by": "tests",
                # As Anthropic has it.
                "type": "model",
                "display_name": id_.title(),
                "created_at": "2026-01-31T00:00:00Z",
                "lifecycle": "active",
            }
            for id_ in MODELS
        ]
        return web.json_response({"object": "list", "data": listed, "has_more": False})

    async def seen(self, request: web.Request) -> web.Response:
        return web.json_response([one.seen for one in self.exchanges])

    async def over(self, request: web.Request) -> web.Response:
        exchange = self.exchanges[int(request.match_info["number"])]
        await exchange.over.wait()
        return web.json_response(exchange.seen)

    async def _answer(
        self,
        request: web.Request,
        body: dict[str, Any],
        ask: Ask,
        refusal: dict[str, Any] | None,
        writer: Any,
    ) -> web.StreamResponse:
        exchange = Exchange(request, body)
        self.exchanges.append(exchange)
        try:
            if fault := fault_of(request.path, body):
                return web.json_response(fault, status=400)
            if refusal and ask.model.startswith("plain"):
                return web.json_response(refusal, status=400)
            self._attempts[ask.text] += 1
            steps = answer(replace(ask, attempt=self._attempts[ask.text]))
            if isinstance(steps, Refused):
                return web.json_response(steps.body, status=steps.status, headers=steps.headers)
            return await self._stream(request, writer.frames(steps))
        except (asyncio.CancelledError, ConnectionError):
            exchange.end("closed")
            raise
        finally:
            if not exchange.over.is_set():
                exchange.end("answered")

    async def _stream(self, request: web.Request, frames: Any) -> web.StreamResponse:
        stream = web.StreamResponse(headers={"content-type": "text/event-stream; charset=utf-8"})
        for frame in frames:
            match frame:
                case Wait(seconds):
                    await asyncio.sleep(seconds)
                case Drop():
                    assert request.transport is not None
                    request.transport.abort()
                    return stream
                case _:
                    if not stream.prepared:
                        await stream.prepare(request)
                    await stream.write(frame)
        return stream


def _key(request: web.Request) -> str:
    given = request.headers.get("authorization", "").removeprefix("Bearer ")
    return request.headers.get("x-api-key", given)


async def serve() -> None:
    service = Service()
    app = web.Application(client_max_size=2**28)
    app.add_routes(
        [
            web.post("/v1/responses", service.respond),
            web.post("/chat/v1/responses", service.missing),
            web.get("/_seen", service.seen),
            web.get("/_seen/{number}", service.over),
            web.post("/v1/messages", service.message),
            *(
                route
                for at in ("/v1", "/chat/v1")
                for route in (
                    web.post(f"{at}/chat/completions", service.complete),
                    web.get(f"{at}/models", service.models),
                )
            ),
        ]
    )
    runner = web.AppRunner(app, handler_cancellation=True, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", int(sys.argv[1]))
    await site.start()
    print(json.dumps({"port": runner.addresses[0][1]}), flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve())
