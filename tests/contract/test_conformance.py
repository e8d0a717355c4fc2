"""RFC 6455 by the cases of the Autobahn test suite, for each way in which sockets are served [C1, C8]."""

import asyncio
import socket
from collections.abc import AsyncGenerator, MutableMapping
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import pytest
import uvicorn
from kosoku import run_fuzzingclient
from websockets.frames import Frame as WebSocketFrame
from websockets.frames import Opcode

from instar.pubsub.frame import Frame
from instar.transport.socket import DirectProtocol, Flusher
from instar.transport.socket.handshake import WIRE
from instar.transport.socket.outlet import Outlet, Wire

pytestmark = pytest.mark.slow

CASES = 301
COMPRESSION = ["12.*", "13.*"]
"""Which we do not offer."""
LARGEST = 16 * 1_048_576


class Echo:
    """Says what it hears."""

    def __init__(self, wire: Wire) -> None:
        self._outlet = Outlet(wire)

    async def receive(self, body: bytes, *, text: bool) -> None:
        frame = Frame(body)
        if not text:
            frame.packed = WebSocketFrame(Opcode.BINARY, body).serialize(mask=False)
        self._outlet.put(frame)

    def resume(self) -> None:
        self._outlet.resume()

    def leave(self) -> None:
        self._outlet.lost()


async def echo(scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
    await receive()
    await send({"type": "websocket.accept"})
    if (wire := scope["extensions"].get(WIRE)) is not None:
        await wire.serve(Echo(wire))
        return
    while (event := await receive())["type"] == "websocket.receive":
        await send({**event, "type": "websocket.send"})


@asynccontextmanager
async def serving(engine: Any) -> AsyncGenerator[int]:
    """An echo server behind uvicorn; yields its port."""
    config = uvicorn.Config(
        echo,
        ws=engine,
        ws_max_size=LARGEST + 1024,
        ws_per_message_deflate=False,
        ws_ping_interval=None,
        lifespan="off",
        log_config=None,
    )
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        task = asyncio.create_task(server.serve([listener]))
        try:
            yield listener.getsockname()[1]
        finally:
            server.should_exit = True
            await task


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    ("engine", "broken"),
    [
        (partial(DirectProtocol, flusher=Flusher()), []),
        # `websockets` takes a close amid a fragmented message for a protocol error.
        ("websockets-sansio", ["7.1.5"]),
    ],
    ids=["direct", "sansio"],
)
async def test_c8_every_case_of_autobahn_holds(engine: Any, broken: list[str]) -> None:
    async with serving(engine) as port:
        results = await run_fuzzingclient(
            f"ws://127.0.0.1:{port}", exclude_cases=[*COMPRESSION, *broken], concurrency=8
        )
    assert len(results) == CASES - len(broken)
